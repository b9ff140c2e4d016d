from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class SignalRow(Numbered, Record):
    """What was declared of a signal at one time. The newest row of a name holds; none is ever changed."""

    __tablename__ = "signal"

    name: Mapped[str] = mapped_column(index=True)
    unit: Mapped[str]
    expect_every_s: Mapped[float]
    least: Mapped[float | None]  # none: no bound, for infinity is not a number every database keeps
    most: Mapped[float | None]
    urgent: Mapped[bool]
    raw_days: Mapped[float]
    hourly_days: Mapped[float]
    daily_days: Mapped[float]
    by: Mapped[str]
    at: Mapped[datetime]
