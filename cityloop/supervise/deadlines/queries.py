from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.calendars.rules import LOCAL, Calendar
from cityloop.decide.cases import queries as cases
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.queries import Clock, run_of
from cityloop.decide.clocks.rules import Past, Used, used_many
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.supervise.deadlines import rules
from cityloop.supervise.deadlines.rules import Held, History, Seen

HISTORY = timedelta(days=180)
TRIED_DAYS = 10  # of the past, on which the forecast is tried
TRIED_CLOCKS = 1_000  # of each
MOST = 500


class Line(NamedTuple):
    """A running clock of a case the one who works may see."""

    clock: Clock
    case: cases.Case
    used: Used


class Expected(NamedTuple):
    """A running clock that is due soon, and the chance that it will be late."""

    line: Line
    seen: Seen


class Forecast(NamedTuple):
    until: datetime
    expected: Sequence[Expected]
    held: Held | None


def pressing(work: Work, until: datetime, limit: int = MOST) -> list[Line]:
    """The running clocks due up to an instant, of cases the one who works may see, those due first before the others."""
    found = clocks.pressing(work, until, _scope(work), limit, cases.drills())
    known = cases.by_id(work, [one.case_id for one in found])
    mine = [one for one in found if one.case_id in known]
    return [Line(one, known[one.case_id], used) for one, used in zip(mine, used_at(work, mine, work.now), strict=True)]


def _scope(work: Work) -> ColumnElement[bool]:
    return scope_of(work).where(Clock.area, Clock.duty)


def used_at(work: Work, found: Sequence[Clock], at: datetime) -> list[Used]:
    """How much of its time each of these had used."""
    known = calendars.many(work, {one.area for one in found})
    return used_many([(known[one.area], run_of(one)) for one in found], at)


def forecast(work: Work) -> Forecast:
    """What is due until the end of the next working day and not late yet, most likely to be late first; and how such
    forecasts of the last days held."""
    until = end_of_next_day(calendars.of(work, areas.CITY), work.now)
    past = clocks.ended_since(work, work.now - HISTORY, cases.drills())
    history = History(past)
    lines = [line for line in pressing(work, until) if line.clock.due and line.clock.due > work.now]
    expected = [Expected(line, _seen(history, line.clock, line.used)) for line in lines]
    expected.sort(key=lambda one: -one.seen.chance)
    return Forecast(until, expected, _tried(work, past))


def _seen(history: History, clock: Clock, used: Used) -> Seen:
    return history.late(clock.stage, clock.category, clock.duty, used.share)


def _tried(work: Work, past: Sequence[Past]) -> Held | None:
    """The forecast as it would have been at this hour of each of the last days, from what had ended by then."""
    calendar = calendars.of(work, areas.CITY)
    said, plain, came = list[float](), list[float](), list[bool]()
    for back in range(1, TRIED_DAYS + 1):
        at = work.now - timedelta(days=back)
        until = end_of_next_day(calendar, at)
        if until > work.now:
            continue
        known = [one for one in past if one.ended < at]
        history, base = History(known), sum(one.used > 1 for one in known) / len(known) if known else 0.5
        found = clocks.open_at(work, at, until, TRIED_CLOCKS, cases.drills())
        for clock, used in zip(found, used_at(work, found, at), strict=True):
            said.append(_seen(history, clock, used).chance)
            plain.append(base)
            came.append(clock.ended is None or clock.late)
    return rules.held(TRIED_DAYS, said, plain, came)


def end_of_next_day(calendar: Calendar, at: datetime) -> datetime:
    """When work ends on the next working day after that of `at`."""
    day = at.astimezone(LOCAL).date() + timedelta(days=1)
    while not calendar.of(day).working:
        day += timedelta(days=1)
    closes = calendar.times_on(day).spans[-1][1]
    return datetime.combine(day, time(), LOCAL) + timedelta(minutes=closes)
