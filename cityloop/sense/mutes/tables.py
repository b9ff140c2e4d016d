from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Mute(Numbered, Record):
    """A time in which alerts of a detector, a subject or an area are not sent. Empty means any; an area includes those below."""

    __tablename__ = "mute"
    __table_args__ = (Index("ix_mute_until", "until"),)

    detector: Mapped[str]
    subject: Mapped[str]
    area: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(default=None)
    approved: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = mapped_column(default=None)
