from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Amendment(Numbered, Record):
    """An adopted value of a parameter (`detector.parameter`), from a day on, in an area; empty is the whole city."""

    __tablename__ = "amendment"

    parameter: Mapped[str] = mapped_column(index=True)
    value: Mapped[float]
    since: Mapped[date]
    area: Mapped[str]
    reason: Mapped[str]
    replay_id: Mapped[int | None] = mapped_column(ForeignKey("replay.id"))
    by: Mapped[str]
    at: Mapped[datetime]
