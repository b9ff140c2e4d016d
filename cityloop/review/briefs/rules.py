"""Which brief is due when. Pure."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused

CITY_TIME = timezone(timedelta(hours=8))
HOUR = time(7, 30)


class Kind(StrEnum):
    """The rhythms in which the city looks at itself."""

    daily = "daily"  # 值班值守
    weekly = "weekly"  # 周调度
    monthly = "monthly"  # 月研判
    quarterly = "quarterly"  # 季复盘
    sounding = "sounding"  # 抽查通报


class Form(StrEnum):
    """What a brief is kept as."""

    pdf = "pdf"
    docx = "docx"
    xlsx = "xlsx"


class NotPrinted(Refused):
    """The {form} of this brief is not there: {why}"""


class Due(NamedTuple):
    """A brief of the days from one to before another, made of what was known at an instant."""

    kind: Kind
    since: date
    until: date
    as_of: datetime


def first_worked(day: date, works: Callable[[date], bool]) -> date:
    """The first working day from that day on; the day itself if a whole month has none."""
    return next((day + timedelta(days=n) for n in range(31) if works(day + timedelta(days=n))), day)


def month_before(day: date) -> date:
    """
    >>> month_before(date(2026, 1, 15))
    datetime.date(2025, 12, 1)
    """
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def due(now: datetime, works: Callable[[date], bool]) -> list[Due]:
    """The newest brief of each rhythm whose hour has come.

    >>> [(one.kind.value, str(one.since)) for one in due(datetime(2026, 3, 2, 7, 30, tzinfo=CITY_TIME), lambda day: True)]
    [('daily', '2026-03-01'), ('weekly', '2026-02-23'), ('monthly', '2026-02-01'), ('quarterly', '2025-10-01')]
    """
    today = now.astimezone(CITY_TIME).date()
    month = today.replace(day=1)
    if datetime.combine(first_worked(month, works), HOUR, CITY_TIME) > now:
        month = month_before(month)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    if datetime.combine(first_worked(quarter, works), HOUR, CITY_TIME) > now:
        quarter = _quarter_before(quarter)
    morning = today if datetime.combine(today, HOUR, CITY_TIME) <= now else today - timedelta(days=1)
    monday = morning - timedelta(days=morning.weekday())
    found = [
        (Kind.daily, morning - timedelta(days=1), morning, morning),
        (Kind.weekly, monday - timedelta(days=7), monday, monday),
        (Kind.monthly, month_before(month), month, first_worked(month, works)),
        (Kind.quarterly, _quarter_before(quarter), quarter, first_worked(quarter, works)),
    ]
    return [Due(kind, since, until, datetime.combine(day, HOUR, CITY_TIME)) for kind, since, until, day in found]


def next_due(kind: Kind, now: datetime, works: Callable[[date], bool]) -> datetime:
    """When the next of a rhythm is due. The cases of a spot-check are drawn when their month is over.

    >>> friday = datetime(2026, 3, 6, 9, tzinfo=CITY_TIME)
    >>> [f"{next_due(kind, friday, lambda day: day.weekday() < 5):%m-%d %H:%M}" for kind in Kind]
    ['03-07 07:30', '03-09 07:30', '04-01 07:30', '04-01 07:30', '04-01 00:00']
    """
    today = now.astimezone(CITY_TIME).date()
    month, next_month = today.replace(day=1), month_after(today)
    if kind is Kind.sounding:
        return datetime.combine(next_month, time(), CITY_TIME)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    days = {
        Kind.daily: (today, today + timedelta(days=1)),
        Kind.weekly: (today - timedelta(days=today.weekday()), today + timedelta(days=7 - today.weekday())),
        Kind.monthly: (first_worked(month, works), first_worked(next_month, works)),
        Kind.quarterly: (first_worked(quarter, works), first_worked(month_after(month_after(month_after(quarter))), works)),
    }
    return next(due for day in days[kind] if (due := datetime.combine(day, HOUR, CITY_TIME)) > now)


def month_after(day: date) -> date:
    """
    >>> month_after(date(2026, 12, 31))
    datetime.date(2027, 1, 1)
    """
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _quarter_before(day: date) -> date:
    return month_before(month_before(month_before(day)))
