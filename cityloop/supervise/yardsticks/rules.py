"""Stretches of time as they are counted: days, weeks, months, quarters of the city. Pure."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused
from cityloop.rulebook.rulebook import CITY_OFFSET_MS

DIGITS = {"district": 6, "street": 9, "community": 12, "grid": 15}
MONTHS = 12
CITY_TIME = timezone(timedelta(milliseconds=CITY_OFFSET_MS))


class Kind(StrEnum):
    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"


class By(StrEnum):
    """What is compared."""

    whole = "whole"
    district = "district"
    street = "street"
    community = "community"
    grid = "grid"
    duty = "duty"
    post = "post"
    member = "member"


class Backwards(Refused):
    """What holds from a day that has begun would change numbers that are out already: take a day to come."""


class Stretch(NamedTuple):
    """From a day's beginning up to another's, in the city's time."""

    kind: Kind
    first: date
    after: date

    @property
    def since(self) -> datetime:
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        return _midnight(self.after)

    @property
    def before(self) -> "Stretch":
        return stretch(self.kind, self.first - timedelta(days=1))


def stretch(kind: Kind, day: date) -> Stretch:
    """The stretch of that kind in which the day lies. Weeks begin on Monday.

    >>> stretch(Kind.quarter, date(2026, 5, 9))
    Stretch(kind=<Kind.quarter: 'quarter'>, first=datetime.date(2026, 4, 1), after=datetime.date(2026, 7, 1))
    """
    if kind is Kind.day:
        return Stretch(kind, day, day + timedelta(days=1))
    if kind is Kind.week:
        first = day - timedelta(days=day.weekday())
        return Stretch(kind, first, first + timedelta(days=7))
    months = 1 if kind is Kind.month else 3
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    year, month = divmod(first.year * MONTHS + first.month - 1 + months, MONTHS)
    return Stretch(kind, first, date(year, month + 1, 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME).astimezone(UTC)
