from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record

OPEN = text("ended is null")


class Chain(Numbered, Record):
    """Who is rung after whom for matters of a duty and level in an area; empty and 0 are any."""

    __tablename__ = "chain"

    area: Mapped[str]
    duty: Mapped[str]
    warning: Mapped[int]
    steps: Mapped[list[Any]] = mapped_column(JSON)  # [duty, level, wait_min]
    idle_min: Mapped[float]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)


class Escalation(Numbered, Record):
    """A matter that waits for an answer, or for who answered to do something. `about` is `case:7` or `alert:3`."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index("ix_escalation_next", "next_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_escalation_about", "about"),
    )

    about: Mapped[str]
    area: Mapped[str]
    duty: Mapped[str]
    chain_id: Mapped[int]
    began: Mapped[datetime]
    rung_at: Mapped[datetime]
    next_at: Mapped[datetime]
    rung: Mapped[int] = mapped_column(default=0)
    acknowledged_by: Mapped[str | None] = mapped_column(default=None)
    acknowledged: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[datetime | None] = mapped_column(default=None)
