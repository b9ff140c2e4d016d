from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Quarantined(Numbered, Record):
    """A refused row that waits. `tries` is how often it was brought again; a row that was cut cannot be."""

    __tablename__ = "quarantined"
    __table_args__ = (Index("ix_quarantined_source_reason", "source", "reason", "id"),)

    source: Mapped[str]
    reason: Mapped[str]
    said: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
    cut: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)


class How(StrEnum):
    replayed = "replayed"
    discarded = "discarded"


class Release(Numbered, Record):
    """Rows that left the quarantine together: how, how many, by whom and why. `still` is how many had to stay."""

    __tablename__ = "release"

    how: Mapped[How]
    source: Mapped[str]
    reason: Mapped[str]
    count: Mapped[int]
    still: Mapped[int]
    why: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]
