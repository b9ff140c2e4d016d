"""What is published of each year: the State Council's lists as `chinesecalendar` keeps them, and before those the law.

The list of a year comes out in the autumn before it. Until then the days off that the law names stand in (State Council
decree 795 of 2024: 13 days; `statutory.csv`, reckoned once with the library `holidays` 0.108, MIT), without the days that
are exchanged for weekends, and whoever reckons into such a year says so.
"""

import csv
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

FIRST, LAST = 2010, 2045
SOURCE = f"chinesecalendar {version('chinesecalendar')}"
KNOWN_TO = max(holidays).year
MAKE_UP = "make_up"  # a day of a weekend worked for another
STATUTORY = Path(__file__).parent / "statutory.csv"

Days = tuple[tuple[date, bool, str], ...]


@cache
def published(year: int) -> bool:
    """Whether the State Council's list of the year is known here."""
    return bool(year <= KNOWN_TO)


@cache
def special(year: int, as_published: bool = True) -> Days:
    """The days off that have a name, and the weekend days that are worked, in order; by the law alone if need be."""
    if not as_published or not published(year):
        return tuple((day, False, name) for day, name in _statutory() if day.year == year)
    names = {one.value: one.name for one in Holiday}
    off = [(day, False, names[said]) for day, said in holidays.items() if day.year == year]
    return tuple(sorted([*off, *((day, True, MAKE_UP) for day in workdays if day.year == year)]))


@cache
def _statutory() -> tuple[tuple[date, str], ...]:
    with STATUTORY.open(encoding="utf-8", newline="") as file:
        return tuple((date.fromisoformat(row["day"]), row["name"]) for row in csv.DictReader(file))
