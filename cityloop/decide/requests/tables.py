from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.requests.rules import Kind, State
from cityloop.kit.records import Numbered, Record


class Request(Numbered, Record):
    """Something asked for a case; the first approval is the department's, or the own district's, the second the dispatcher's."""

    __tablename__ = "request"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[Kind]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    duty: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(default=State.asked, index=True)
    by_for: Mapped[str] = mapped_column(default="")  # in whose post it was asked, if in a colleague's: logins with commas
    first_by: Mapped[str] = mapped_column(default="")
    first_for: Mapped[str] = mapped_column(default="")
    first_at: Mapped[datetime | None] = mapped_column(default=None)
    second_by: Mapped[str] = mapped_column(default="")
    second_for: Mapped[str] = mapped_column(default="")
    second_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
