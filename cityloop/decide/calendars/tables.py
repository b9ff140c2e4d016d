from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class DayList(Numbered, Record):
    """Days that are not as their weekday says, of one year, in an area and all below it. A whole list says all there is to
    say of its year. What is taken back stays, with who and when: it held until then."""

    __tablename__ = "day_list"

    area: Mapped[str]  # empty is the whole city
    year: Mapped[int]
    whole: Mapped[bool]
    days: Mapped[list[Any]] = mapped_column(JSON)  # [day, worked, name]
    title: Mapped[str]
    source: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(default=None)


class WorkingHours(Numbered, Record):
    """How time is counted in an area and all below it, from a day on."""

    __tablename__ = "working_hours"

    area: Mapped[str]
    since: Mapped[date]
    weekdays: Mapped[list[int]] = mapped_column(JSON)  # 0 is Monday
    spans: Mapped[list[Any]] = mapped_column(JSON)  # [from, to] in minutes of the day
    holidays_off: Mapped[bool]
    next_day: Mapped[bool]  # whether the day on which a limit of working days begins does not count
    yellow_share: Mapped[float]
    source: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(default=None)
