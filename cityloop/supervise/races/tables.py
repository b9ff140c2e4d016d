from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Heat(Numbered, Record):
    """A race of a month as it stood when the month was frozen; `file` is the SHA-256 it is kept under."""

    __tablename__ = "heat"
    __table_args__ = (UniqueConstraint("race", "area", "first"),)

    race: Mapped[str]
    area: Mapped[str]
    first: Mapped[date]
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    at: Mapped[datetime]
    file: Mapped[str]
