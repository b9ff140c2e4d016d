from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Replay(Numbered, Record):
    """A stretch of the past under another parameter value, beside what was found at the time."""

    __tablename__ = "replay"

    detector: Mapped[str]
    parameter: Mapped[str]
    value: Mapped[float]
    since: Mapped[datetime]
    until: Mapped[datetime]
    by: Mapped[str]
    at: Mapped[datetime]
    found_then: Mapped[int]  # alerts raised at the time
    found_now: Mapped[int]  # alerts the other value would have raised
    true_kept: Mapped[int]  # of the cases that were real, how many are still found
    true_then: Mapped[int]
    false_kept: Mapped[int]  # of the cases in which nothing was there, how many are still found
    false_then: Mapped[int]
    missed: Mapped[list[int]] = mapped_column(JSON)  # real cases that would not have been opened
