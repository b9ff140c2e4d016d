from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.supervise.verifications.rules import Kind


class Verification(Numbered, Record):
    """A look asked for; `accepted` is empty until someone has looked."""

    __tablename__ = "verification"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    asked: Mapped[datetime]
    kind: Mapped[Kind] = mapped_column(default=Kind.before_closing)
    asked_of: Mapped[str] = mapped_column(default="", index=True)  # who was nearest; empty where anybody of the duty may look
    by: Mapped[str | None] = mapped_column(default=None)
    at: Mapped[datetime | None] = mapped_column(default=None)
    accepted: Mapped[bool | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    photos: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    away_m: Mapped[float | None] = mapped_column(default=None)  # how far from the place whoever looked said they stood
