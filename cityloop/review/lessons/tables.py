from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Lesson(Numbered, Record):
    """A case worth reading again, and what it shows: `late`, `rework` or `nothing_there`."""

    __tablename__ = "lesson"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    detector: Mapped[str] = mapped_column(index=True)
    shows: Mapped[str]
    points: Mapped[int]
    at: Mapped[datetime]
