from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.sense.laboratory.rules import Stand


class Trial(Numbered, Record):
    """A detector reads a stretch of the past again, under one set of values or two beside each other."""

    __tablename__ = "trial"

    detector: Mapped[str] = mapped_column(index=True)
    version: Mapped[int | None]  # of one that people wrote; none: as it was in force when the trial ran
    first: Mapped[dict[str, float]] = mapped_column(JSON)  # values in place of those in force
    second: Mapped[dict[str, float] | None] = mapped_column(JSON)
    since: Mapped[datetime]
    until: Mapped[datetime]
    by: Mapped[str]
    at: Mapped[datetime]
    stand: Mapped[Stand] = mapped_column(default=Stand.waiting, index=True)
    part: Mapped[float] = mapped_column(default=0.0)  # how much of the past has been read
    tries: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    ended: Mapped[datetime | None] = mapped_column(default=None)


class Shadow(Numbered, Record):
    """A version or other values of a detector that read beside the one in force. What it finds are traces, never alerts."""

    __tablename__ = "shadow"

    detector: Mapped[str] = mapped_column(index=True)
    version: Mapped[int | None]
    values: Mapped[dict[str, float]] = mapped_column(JSON)
    reason: Mapped[str]
    by: Mapped[str]
    began: Mapped[datetime]
    ended: Mapped[datetime | None] = mapped_column(default=None)


class ShadowTurn(Numbered, Record):
    """A shadow began or ended: grows by one line each time, so that everyone sees that the rulebook is another."""

    __tablename__ = "shadow_turn"

    shadow_id: Mapped[int] = mapped_column(ForeignKey("shadow.id"))


class Trace(Numbered, Record):
    """A stretch a shadow found."""

    __tablename__ = "trace"
    __table_args__ = (Index("ix_trace_shadow_subject_began", "shadow_id", "subject", "began"),)

    shadow_id: Mapped[int] = mapped_column(ForeignKey("shadow.id"))
    subject: Mapped[str]
    area: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    began: Mapped[datetime]
    ended: Mapped[datetime]
    peak: Mapped[float]


class Label(Numbered, Record):
    """What a detector said of a subject in a stretch was real, or nothing was there; the newest of a stretch counts."""

    __tablename__ = "label"
    __table_args__ = (Index("ix_label_detector_began", "detector", "began"), UniqueConstraint("case"))

    detector: Mapped[str]
    subject: Mapped[str]
    area: Mapped[str]
    began: Mapped[datetime]
    ended: Mapped[datetime]
    real: Mapped[bool]
    case: Mapped[int | None]  # that was closed with it; none: somebody said so
    by: Mapped[str]
    at: Mapped[datetime]
