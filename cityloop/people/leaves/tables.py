from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Leave(Numbered, Record):
    """A member is away from one instant to another."""

    __tablename__ = "leave"
    __table_args__ = (Index("ix_leave_member_id", "member_id", "until"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    why: Mapped[str]
    by: Mapped[str]
