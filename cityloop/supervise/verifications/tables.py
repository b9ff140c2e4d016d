from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.supervise.verifications.rules import Kind


class Verification(Numbered, Record):
    """A look asked for; `accepted` is empty until someone has looked."""

    __tablename__ = "verification"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    asked: Mapped[datetime]
    kind: Mapped[Kind] = mapped_column(default=Kind.before_closing)
    by: Mapped[str | None] = mapped_column(default=None)
    at: Mapped[datetime | None] = mapped_column(default=None)
    accepted: Mapped[bool | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
