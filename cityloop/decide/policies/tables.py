from datetime import date, datetime

from sqlalchemy.orm import Mapped

from cityloop.decide.policies.rules import Mode
from cityloop.kit.records import Numbered, Record


class Policy(Numbered, Record):
    """What alerts of a detector, level, area and hour lead to, from a day on."""

    __tablename__ = "policy"

    detector: Mapped[str]
    warning: Mapped[int]
    area: Mapped[str]
    from_h: Mapped[float]
    to_h: Mapped[float]
    mode: Mapped[Mode]
    since: Mapped[date]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
