from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.supervise.appeals.rules import State


class Appeal(Numbered, Record):
    """Why a case that was late should not count as late, and what two people found."""

    __tablename__ = "appeal"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    area: Mapped[str] = mapped_column(index=True)  # of the case, with its duty: who may see the one may see the other
    duty: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    photos: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    state: Mapped[State] = mapped_column(default=State.made)
    first_by: Mapped[str | None] = mapped_column(default=None)
    first_at: Mapped[datetime | None] = mapped_column(default=None)
    first_note: Mapped[str] = mapped_column(default="")
    second_by: Mapped[str | None] = mapped_column(default=None)
    second_at: Mapped[datetime | None] = mapped_column(default=None)
    second_note: Mapped[str] = mapped_column(default="")
    decided: Mapped[datetime | None] = mapped_column(default=None, index=True)
