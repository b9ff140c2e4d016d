"""What a calendar is. Pure: lists of days and lines of hours in, a ruler of working time out.

Four ways to count (domain of GB/T 30428.8): urgent hours and days run day and night. Working hours run in the windows of
working days. A working day is the whole of one day's windows: a limit of n working days that begins in the middle of an
afternoon ends at the same point of the n-th working day after it; where days differ in length, after the same share.
A city may say instead that the day on which it begins does not count (Civil Code, article 201).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.decide.calendars import years
from cityloop.kernels.worktime import Ruler, Whole, counted, ruler
from cityloop.kit.errors import Unreadable

LOCAL = timezone(timedelta(hours=8))  # China keeps one time, without summer time
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
US = timedelta(microseconds=1)
Flags = NDArray[np.bool_]
MINUTE, DAY = 60_000_000, 86_400_000_000  # in microseconds; a working day is as many ticks as a day
FIRST_DAY = date(years.FIRST, 1, 1)
DAYS = (date(years.LAST + 1, 1, 1) - FIRST_DAY).days
MIDNIGHT = (datetime.combine(FIRST_DAY, time(), LOCAL) - EPOCH) // US


class Kept(NamedTuple):
    """A list of days as it was adopted. A whole one says all there is to say of its year, another only of its days."""

    area: str
    year: int
    whole: bool
    days: years.Days
    title: str


class Times(NamedTuple):
    """How time is counted in an area from a day on. Spans are minutes of the day, weekdays 0 (Monday) to 6."""

    area: str = ""
    since: date = FIRST_DAY
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    spans: tuple[tuple[int, int], ...] = ((540, 720), (780, 1080))
    holidays_off: bool = True
    next_day: bool = False  # whether the day on which a limit of working days begins does not count
    yellow_share: float = 0.8  # of a clock's time, from which on its lamp is yellow

    @property
    def day_us(self) -> int:
        """How long one day is worked, in microseconds."""
        return sum(end - begin for begin, end in self.spans) * MINUTE


USUAL = Times()


class Kind(NamedTuple):
    """What a day is: worked or not, under which name, and whether that may yet be published otherwise."""

    working: bool
    name: str
    provisional: bool


@dataclass(frozen=True, eq=False)
class Calendar:
    """A calendar of one area. Days are counted from FIRST_DAY."""

    hours: Ruler
    days: Ruler
    times: tuple[Times, ...]
    timed: Whole  # [day]: which of `times` holds
    working: Flags  # [day]
    names: dict[int, str]  # of days that are not as their weekday says
    unpublished: frozenset[int]  # years

    def of(self, day: date) -> Kind:
        number = self._number(day)
        return Kind(bool(self.working[number]), self.names.get(number, ""), day.year in self.unpublished)

    def times_on(self, day: date) -> Times:
        return self.times[int(self.timed[self._number(day)])]

    def _number(self, day: date) -> int:
        return min(max((day - FIRST_DAY).days, 0), DAYS - 1)

    def is_provisional(self, until: datetime) -> bool:
        """Whether a reckoning up to then stands on a year whose list is not published."""
        year = until.astimezone(LOCAL).year
        return any(one <= year for one in self.unpublished)

    def hours_between(self, since: datetime, until: datetime) -> timedelta:
        """How long was worked between the two."""
        first, last = counted(self.hours, np.array([micros(since), micros(until)]))
        return timedelta(microseconds=int(last - first))


def micros(at: datetime) -> int:
    return (at - EPOCH) // US


def instant(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def admit_days(days: Sequence[tuple[date, bool, str]], year: int) -> None:
    """Refuse a list that says a day twice, or a day of another year."""
    if not FIRST_DAY.year <= year <= years.LAST:
        raise Unreadable(why=f"Calendars are kept from {FIRST_DAY.year} to {years.LAST}.")
    if len({day for day, _, _ in days}) < len(days):
        raise Unreadable(why="A day stands in this list twice.")
    if any(day.year != year for day, _, _ in days):
        raise Unreadable(why=f"This list is for {year}; a day in it is of another year.")


def admit_times(times: Times) -> None:
    """Refuse hours that overlap, run over midnight, or leave nothing to work."""
    edges = [edge for span in times.spans for edge in span]
    if not edges or edges != sorted(set(edges)) or edges[0] < 0 or edges[-1] > 1440:
        raise Unreadable(why="Hours follow one another within one day, each with an end after its beginning.")
    if not times.weekdays or not set(times.weekdays) <= set(range(7)):
        raise Unreadable(why="Some weekday is worked, and there are seven of them.")
    if not 0 < times.yellow_share < 1:
        raise Unreadable(why="The lamp is yellow from a share of the time between 0 and 1 on.")


@lru_cache(64)
def calendar(lists: tuple[Kept, ...] = (), lines: tuple[Times, ...] = (), unknown: frozenset[int] = frozenset()) -> Calendar:
    """The calendar these make. Lists and lines come from the widest area to the narrowest and in each from the oldest to
    the newest: what comes later holds. `unknown` are years whose list had not come out at the time that is looked at."""
    times = (USUAL, *lines)
    timed = np.zeros(DAYS, np.int64)
    for number, line in enumerate(times):
        timed[max((line.since - FIRST_DAY).days, 0) :] = number
    own = {one.year for one in lists if one.whole}
    others = [year for year in range(years.FIRST, years.LAST + 1) if year not in own]
    published = [Kept("", year, True, years.special(year, as_published=year not in unknown), "") for year in others]
    working, names = _days([*published, *lists], times, timed)
    unpublished = frozenset(year for year in others if year in unknown or not years.published(year))
    return Calendar(*_rulers(times, timed, working), times, timed, working, names, unpublished)


def _days(lists: Iterable[Kept], times: Sequence[Times], timed: Whole) -> tuple[Flags, dict[int, str]]:
    weekday = (np.arange(DAYS) + FIRST_DAY.weekday()) % 7
    usual = np.array([[day in line.weekdays for day in range(7)] for line in times])[timed, weekday]
    off = np.array([line.holidays_off for line in times])[timed]
    working, names = usual.copy(), dict[int, str]()
    for one in lists:
        if one.whole:
            first, last = ((date(year, 1, 1) - FIRST_DAY).days for year in (one.year, one.year + 1))
            working[first:last] = usual[first:last]
            names = {number: name for number, name in names.items() if not first <= number < last}
        for day, worked, name in one.days:
            number = (day - FIRST_DAY).days
            if off[number]:
                working[number], names[number] = worked, name
    return working, names


def _rulers(times: Sequence[Times], timed: Whole, working: Flags) -> tuple[Ruler, Ruler]:
    """Every window of every working day, as hours and as shares of a day."""
    begins, ends, shares = [], [], []
    for number, line in enumerate(times):
        midnights = MIDNIGHT + np.flatnonzero(working & (timed == number)).astype(np.int64) * DAY
        gone = 0
        for begin, end in line.spans:
            begins.append(midnights + begin * MINUTE)
            ends.append(midnights + end * MINUTE)
            so_far = gone + (end - begin) * MINUTE
            share = round(so_far / line.day_us * DAY) - round(gone / line.day_us * DAY)
            shares.append(np.full(midnights.size, share, np.int64))
            gone = so_far
    begun, ended, shared = (np.concatenate(part) for part in (begins, ends, shares))
    order = np.argsort(begun)
    begun, ended, shared = begun[order], ended[order], shared[order]
    return ruler(begun, ended, ended - begun), ruler(begun, ended, shared)
