from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Attendance(Numbered, Record):
    """Somebody at work from `began` on; `shares` says that they let it be known where they are until they leave."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_login_began", "login", "began"),)

    login: Mapped[str]
    began: Mapped[datetime]
    shares: Mapped[bool]
    ended: Mapped[datetime | None] = mapped_column(default=None)
    forgotten: Mapped[bool] = mapped_column(default=False)  # they never said that they left
