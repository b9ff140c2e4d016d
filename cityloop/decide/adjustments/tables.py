from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.adjustments.rules import Book
from cityloop.kit.records import Numbered, Record


class Adjustment(Numbered, Record):
    """Running clocks follow an edition from a day on. `begun` is when that day had come, `ended` when the last page of clocks
    was done; `clocks` were given another limit, `moved` of them another deadline."""

    __tablename__ = "adjustment"
    __table_args__ = (Index("ix_adjustment_book_name", "book", "name"),)

    book: Mapped[Book]
    name: Mapped[str]  # of the case type; empty for the standards book
    edition: Mapped[int]
    since: Mapped[date]
    why: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    begun: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(default=None)
    withdrawn_why: Mapped[str] = mapped_column(default="")
    clocks: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
