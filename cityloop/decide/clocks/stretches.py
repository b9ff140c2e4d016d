"""A clock told as stretches that follow one another from its beginning to its deadline and add up to its limit. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from cityloop.decide.calendars.rules import LOCAL, Calendar, instant
from cityloop.decide.clocks.rules import WORKED, Pause, Run, columns, due, starts
from cityloop.kernels.worktime import FAR
from cityloop.rulebook.limits import Counting

DAY, HOUR, US = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


class Why(StrEnum):
    """Why a stretch counts or does not."""

    urgent = "urgent"  # day and night count
    working = "working"  # a window of a working day
    make_up = "make_up"  # a window of a weekend day that is worked
    lunch = "lunch"
    off_hours = "off_hours"  # before work and after it
    weekend = "weekend"
    holiday = "holiday"
    first_day = "first_day"  # the day it began on does not count here
    pause = "pause"


COUNTING = (Why.urgent, Why.working, Why.make_up)


class Stretch(NamedTuple):
    """A stretch of a clock. `counts` is so much of its leg's limit, in that unit; `name` a holiday's name or a pause's
    reason."""

    since: datetime
    until: datetime
    why: Why
    name: str
    leg: int
    counts: float


def stretches(calendar: Calendar, run: Run, until: datetime) -> list[Stretch]:
    """All of a clock from its beginning to `until`, which is its deadline or earlier."""
    since = starts(run, calendar.times_on(run.began.astimezone(LOCAL).date()))
    found = [Stretch(run.began, min(since, until), Why.first_day, "", 0, 0.0)]
    for leg, limit in enumerate(run.legs):
        end = min(_end_of(calendar, run, leg) or until, until)
        plain = list(_plain(calendar, limit.unit, leg, since, end)) if since < end else []
        found += _stood(calendar, limit.unit, plain, run.pauses)
        since = max(since, end)
    return list(_joined(one for one in found if one.since < one.until))


def _end_of(calendar: Calendar, run: Run, leg: int) -> datetime | None:
    (at,) = due(calendar, columns(calendar, [run._replace(legs=run.legs[: leg + 1])]))
    return instant(int(at)) if at < FAR else None


def _plain(calendar: Calendar, unit: Counting, leg: int, since: datetime, until: datetime) -> Iterator[Stretch]:
    """As if it never stood still: day by day, window by window."""
    if unit not in WORKED:
        yield Stretch(since, until, Why.urgent, "", leg, _counts(calendar, unit, since, until))
        return
    day = since.astimezone(LOCAL).date()
    while _midnight(day) < until:
        for begin, end, why, name in _day(calendar, day):
            begin, end = max(begin, since), min(end, until)
            if begin < end:
                counts = _counts(calendar, unit, begin, end) if why in COUNTING else 0.0
                yield Stretch(begin, end, why, name, leg, counts)
        day += DAY


def _day(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime, Why, str]]:
    kind, midnight = calendar.of(day), _midnight(day)
    if not kind.working:
        yield midnight, midnight + DAY, Why.holiday if kind.name else Why.weekend, kind.name
        return
    at = midnight
    for begin, end in calendar.times_on(day).spans:
        opens = midnight + timedelta(minutes=begin)
        yield at, opens, Why.off_hours if at == midnight else Why.lunch, ""
        at = midnight + timedelta(minutes=end)
        yield opens, at, Why.make_up if kind.name else Why.working, kind.name
    yield at, midnight + DAY, Why.off_hours, ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _counts(calendar: Calendar, unit: Counting, since: datetime, until: datetime) -> float:
    """How much of a limit in this unit passes in a stretch of one day's window, or of urgent time."""
    if unit is Counting.working_days:
        return (until - since) / (calendar.times_on(since.astimezone(LOCAL).date()).day_us * US)
    return (until - since) / (DAY if unit is Counting.urgent_days else HOUR)


def _stood(calendar: Calendar, unit: Counting, plain: Iterable[Stretch], pauses: tuple[Pause, ...]) -> Iterator[Stretch]:
    """The same with the pauses laid over it."""
    for one in plain:
        at = one.since
        for pause in pauses:
            begin = max(pause.since, at)
            end = min(pause.until or one.until, one.until)
            if begin < end:
                yield _cut(calendar, unit, one, at, begin)
                yield Stretch(begin, end, Why.pause, pause.why, one.leg, 0.0)
                at = end
        yield _cut(calendar, unit, one, at, one.until)


def _cut(calendar: Calendar, unit: Counting, one: Stretch, since: datetime, until: datetime) -> Stretch:
    counts = _counts(calendar, unit, since, until) if one.why in COUNTING else 0.0
    return one._replace(since=since, until=until, counts=counts)


def _joined(found: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours that do not count for the same reason are one: a weekend, a night, a holiday."""
    held: Stretch | None = None
    for one in found:
        if held and held.why not in COUNTING and (held.why, held.name, held.leg) == (one.why, one.name, one.leg):
            held = held._replace(until=one.until)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held
