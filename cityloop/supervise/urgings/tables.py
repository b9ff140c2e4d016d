from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.supervise.urgings.rules import Level

OPEN = text("answered_at is null")


class Urging(Numbered, Record):
    """Somebody is to say what is being done for a case, by a time."""

    __tablename__ = "urging"
    __table_args__ = (Index("ix_urging_due", "due", postgresql_where=OPEN, sqlite_where=OPEN),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    level: Mapped[Level]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    to: Mapped[str] = mapped_column(index=True)
    due: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    told: Mapped[bool] = mapped_column(default=False)  # that nobody answered in time
