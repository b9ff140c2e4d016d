from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.rulebook.limits import Limit


class Edition(Numbered, Record):
    """A version of the city's book. It holds from its day until the next one's, and is never written over."""

    __tablename__ = "edition"

    since: Mapped[date] = mapped_column(index=True)
    title: Mapped[str]
    lines: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)


class Standard(Numbered, Record):
    """A line of an edition. A case keeps the number of the line it was filed under."""

    __tablename__ = "standard"
    __table_args__ = (Index("ix_standard_edition_key", "edition_id", "key", "number", unique=True),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str]
    name: Mapped[str]
    number: Mapped[int]
    grade: Mapped[str]
    filing: Mapped[str]
    closing: Mapped[str]
    time: Mapped[str]  # a limit as books write it, `4WH`
    duty: Mapped[str]
    department: Mapped[str]
    source: Mapped[str]
    filing_en: Mapped[str]
    closing_en: Mapped[str]

    @property
    def limit(self) -> Limit:
        return Limit.read(self.time)
