from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import Day

Minute = Field(ge=0, le=1440)


class DayOut(BaseModel):
    """A day of a calendar that is not as its weekday says, or whose year's list is not published."""

    day: date
    working: bool
    name: str


class DayListOut(BaseModel):
    """A list of days off and days worked, as it was adopted."""

    id: int
    area: str
    area_name: str
    year: int
    whole: bool
    days: list[DayOut]
    title: str
    source: str
    by: str
    at: datetime
    withdrawn: datetime | None
    withdrawn_by: str | None


class HoursOut(BaseModel):
    """Hours from a day on. Spans are minutes of the day; weekdays 0 (Monday) to 6; `next_day`: the day on which a limit of
    working days begins does not count; `yellow_share`: the share of a clock's time from which on its lamp is yellow."""

    model_config = ConfigDict(from_attributes=True)

    id: int | None
    area: str
    area_name: str
    since: date
    weekdays: list[int]
    spans: list[tuple[int, int]]
    holidays_off: bool
    next_day: bool
    yellow_share: float
    source: str
    by: str
    at: datetime | None
    withdrawn: datetime | None
    withdrawn_by: str | None


class YearOut(BaseModel):
    """A year of the calendar of an area. `published` is false while only the law says which days are off."""

    year: int
    area: str
    area_name: str
    published: bool
    source: str
    working_days: int
    special: list[DayOut]
    today: HoursOut
    lists: list[DayListOut]
    hours: list[HoursOut]


class DayIn(BaseModel):
    day: Day
    working: bool
    name: str = Field(default="", max_length=100)


class DayListIn(BaseModel):
    """A list of days; a whole one says all there is to say of its year."""

    area: str = Field(default="50", max_length=15)
    year: int
    whole: bool = False
    days: list[DayIn] = Field(max_length=366)
    title: str = Field(max_length=200)
    source: str = Field(max_length=500)


class HoursIn(BaseModel):
    area: str = Field(default="50", max_length=15)
    since: Day
    weekdays: list[int] = Field(default=[0, 1, 2, 3, 4], max_length=7)
    spans: list[tuple[int, int]] = Field(max_length=12)
    holidays_off: bool = True
    next_day: bool = False
    yellow_share: float = Field(default=0.8, gt=0, lt=1)
    source: str = Field(max_length=500)


class WhyIn(BaseModel):
    why: str = Field(max_length=500)


class MovingOut(BaseModel):
    """What adopting this would do to the clocks that run now: how many it is about, how many deadlines would be earlier or
    later, how many would be late or not be late any more, how many lamps would turn; and some of their cases."""

    model_config = ConfigDict(from_attributes=True)

    running: int
    earlier: int
    later: int
    late: int
    not_late: int
    lamps: int
    cases: list[int]
