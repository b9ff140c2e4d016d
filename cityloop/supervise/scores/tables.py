from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Score(Numbered, Record):
    __tablename__ = "score"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    duty: Mapped[str]
    area: Mapped[str]
    points: Mapped[int]
    at: Mapped[datetime]
