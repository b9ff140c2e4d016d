from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Sounding(Numbered, Record):
    """A sample of the cases an area closes in a month. The digest of its seed is told before the month begins to be counted,
    the seed itself when it is drawn."""

    __tablename__ = "sounding"
    __table_args__ = (UniqueConstraint("area", "since"),)

    area: Mapped[str]
    since: Mapped[date]
    until: Mapped[date] = mapped_column(index=True)
    size: Mapped[int]
    digest: Mapped[str]
    seed: Mapped[str]  # kept to oneself until it is drawn
    told: Mapped[datetime]
    drawn: Mapped[datetime | None] = mapped_column(default=None)
    closed_cases: Mapped[int] = mapped_column(default=0)  # from how many it was drawn
    concluded: Mapped[datetime | None] = mapped_column(default=None)


class Sampled(Record):
    """A case of the sample."""

    __tablename__ = "sampled"

    sounding_id: Mapped[int] = mapped_column(ForeignKey("sounding.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)


class SoundingLook(Numbered, Record):
    """What one person said of a case of the sample."""

    __tablename__ = "sounding_look"
    __table_args__ = (UniqueConstraint("sounding_id", "case_id", "by"),)

    sounding_id: Mapped[int] = mapped_column(ForeignKey("sounding.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    passed: Mapped[bool]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
