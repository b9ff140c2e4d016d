from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from cityloop.decide.calendars import rules
from cityloop.decide.calendars.rules import Calendar, Kept, Times
from cityloop.decide.calendars.tables import DayList as DayList  # records may be handed on, their tables not
from cityloop.decide.calendars.tables import WorkingHours as WorkingHours
from cityloop.kit.work import CITY_TIME, Work


def of(work: Work, area: str, then: datetime | None = None, also: "Draft | None" = None) -> Calendar:
    """The calendar that holds in an area; `then`: as it was known at that instant; `also`: as if this were adopted too."""
    lists, lines = _kept(work), _lines(work)
    if also is not None:
        lists, lines = [*lists, *also.lists], [*lines, *also.lines]
    mine = sorted((one for one in lists if area.startswith(one.area) and held(one, then)), key=_wide_first)
    hours = sorted((one for one in lines if area.startswith(one.area) and held(one, then)), key=_order)
    return rules.calendar(tuple(map(kept, mine)), tuple(map(times, hours)), _unknown(lists, then))


def many(work: Work, areas: Iterable[str], also: "Draft | None" = None) -> dict[str, Calendar]:
    """The calendar of each of these areas; most areas share one."""
    said = {one.area for one in (*_kept(work), *(also.lists if also else ()))}
    said |= {one.area for one in (*_lines(work), *(also.lines if also else ()))}
    found: dict[str, Calendar] = {}
    shared: dict[tuple[str, ...], Calendar] = {}
    for area in set(areas):
        key = tuple(above for above in said if area.startswith(above))
        if key not in shared:
            shared[key] = of(work, area, also=also)
        found[area] = shared[key]
    return found


def _unknown(lists: Iterable[DayList], then: datetime | None) -> frozenset[int]:
    """The years to come, seen from then, whose lists came out later."""
    if then is None:
        return frozenset()
    first: dict[int, datetime] = {}
    for one in lists:
        if one.whole and one.year > then.astimezone(CITY_TIME).year:
            first[one.year] = min(one.at, first.get(one.year, one.at))
    return frozenset(year for year, at in first.items() if at > then)


class Draft:
    """Lists and lines that are not adopted, to see what they would change."""

    def __init__(self, lists: Iterable[DayList] = (), lines: Iterable[WorkingHours] = ()) -> None:
        self.lists, self.lines = tuple(lists), tuple(lines)


def _wide_first(one: DayList) -> tuple[int, datetime]:
    return len(one.area), one.at


def _order(one: WorkingHours) -> tuple[int, date, datetime]:
    return len(one.area), one.since, one.at


def held(one: DayList | WorkingHours, then: datetime | None) -> bool:
    """Whether it was in force at that instant, or is now."""
    return one.withdrawn is None if then is None else one.at <= then and (one.withdrawn is None or one.withdrawn > then)


def kept(one: DayList) -> Kept:
    days = tuple((date.fromisoformat(day), bool(worked), str(name)) for day, worked, name in one.days)
    return Kept(one.area, one.year, one.whole, days, one.title)


def times(one: WorkingHours) -> Times:
    spans = tuple((int(begin), int(end)) for begin, end in one.spans)
    return Times(one.area, one.since, tuple(one.weekdays), spans, one.holidays_off, one.next_day, one.yellow_share)


def lists(work: Work) -> Sequence[DayList]:
    """Every list of days, also those taken back, newest first."""
    return _kept(work)[::-1]


def lines(work: Work) -> Sequence[WorkingHours]:
    """Every line of working hours, also those taken back, newest first."""
    return _lines(work)[::-1]


def _kept(work: Work) -> Sequence[DayList]:
    found: Sequence[DayList] = _once(work, "day lists", select(DayList).order_by(DayList.id))
    return found


def _lines(work: Work) -> Sequence[WorkingHours]:
    found: Sequence[WorkingHours] = _once(work, "working hours", select(WorkingHours).order_by(WorkingHours.id))
    return found


def _once(work: Work, name: str, question: Select[Any]) -> Sequence[Any]:
    """Asked once in a transaction; who changes calendars in it calls `forget`."""
    if name not in work.session.info:
        work.session.info[name] = work.session.scalars(question).all()
    found: Sequence[Any] = work.session.info[name]
    return found


def forget(work: Work) -> None:
    """Ask again in this transaction: something was adopted or taken back."""
    work.session.info.pop("day lists", None)
    work.session.info.pop("working hours", None)
