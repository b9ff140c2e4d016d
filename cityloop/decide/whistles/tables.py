from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Whistle(Numbered, Record):
    """A street calls departments to a case."""

    __tablename__ = "whistle"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    due: Mapped[datetime]


class Call(Numbered, Record):
    """One duty that is called: when somebody of it came, how far from the place, and what was done."""

    __tablename__ = "call"

    whistle_id: Mapped[int] = mapped_column(ForeignKey("whistle.id"), index=True)
    duty: Mapped[str]
    area: Mapped[str]
    arrived_by: Mapped[str] = mapped_column(default="")
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    metres: Mapped[float | None] = mapped_column(default=None)
    result: Mapped[str] = mapped_column(default="")
    result_at: Mapped[datetime | None] = mapped_column(default=None)
