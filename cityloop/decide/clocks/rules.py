"""The algebra of clocks. Pure: calendars and what happened to a clock in, instants out.

A clock begins, has a limit and perhaps extensions (its *legs*, one after another, each counted its own way) and pauses, in
which nothing counts. All questions are asked of many clocks at once, as columns; one clock is a column of one.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.decide.calendars.rules import DAY, LOCAL, Calendar, Times, instant, micros
from cityloop.kernels.worktime import FAR, Ruler, Whole, counted, reached
from cityloop.kit.errors import Refused
from cityloop.rulebook.limits import Counting, Limit

UNITS = tuple(Counting)
HOUR = 3_600_000_000
TICKS = {
    Counting.urgent_hours: HOUR,
    Counting.urgent_days: DAY,
    Counting.working_hours: HOUR,
    Counting.working_days: DAY,
}
WORKED = (Counting.working_hours, Counting.working_days)  # what a calendar has a say in
NO_PAUSE = int(FAR)


class TooFar(Refused):
    """A limit of {limit} ends later than any calendar reaches."""

    status = 422


class Lamp(StrEnum):
    """How a clock stands: there is time, most of it is used, it has run out."""

    green = "green"
    yellow = "yellow"
    red = "red"


class Pause(NamedTuple):
    """A time in which a clock stood still; one without an end lasts."""

    since: datetime
    until: datetime | None
    why: str = ""


class Run(NamedTuple):
    """What happened to one clock."""

    began: datetime
    legs: tuple[Limit, ...]
    pauses: tuple[Pause, ...] = ()


class Given(NamedTuple):
    """A limit that clocks are given instead of their own: where it comes from, and why and by whom they follow it."""

    limit: Limit
    source: str
    why: str
    by: str


class Runs(NamedTuple):
    """Many clocks of one calendar as columns; what a clock has fewer of than others is filled with legs of 0 ticks and
    pauses that never begin."""

    start: Whole  # [clock]: from when on it counts
    unit: Whole  # [clock, leg]: place in UNITS
    ticks: Whole  # [clock, leg]
    since: Whole  # [clock, pause]
    until: Whole  # [clock, pause]
    day_us: Whole  # [clock]: how long a working day is where it began
    yellow: NDArray[np.float64]  # [clock]: the share of its time from which on its lamp is yellow


def columns(calendar: Calendar, runs: Sequence[Run]) -> Runs:
    """Clocks as columns."""
    legs = max((len(run.legs) for run in runs), default=1)
    pauses = max((len(run.pauses) for run in runs), default=0)
    unit = np.zeros((len(runs), legs), np.int64)
    ticks = np.zeros((len(runs), legs), np.int64)
    since = np.full((len(runs), pauses), NO_PAUSE, np.int64)
    until = since.copy()
    for row, run in enumerate(runs):
        for number, leg in enumerate(run.legs):
            unit[row, number], ticks[row, number] = UNITS.index(leg.unit), round(leg.amount * TICKS[leg.unit])
        for number, pause in enumerate(run.pauses):
            since[row, number] = micros(pause.since)
            until[row, number] = NO_PAUSE if pause.until is None else micros(pause.until)
    times = [calendar.times_on(run.began.astimezone(LOCAL).date()) for run in runs]
    start = np.array([micros(starts(run, one)) for run, one in zip(runs, times, strict=True)], np.int64)
    day_us, yellow = np.array([one.day_us for one in times], np.int64), np.array([one.yellow_share for one in times])
    return Runs(start, unit, ticks, since, until, day_us, yellow)


def starts(run: Run, times: Times) -> datetime:
    """From when on it counts: where the city says so, a limit of working days from the end of the day it began."""
    if run.legs[0].unit is Counting.working_days and times.next_day:
        return datetime.combine(run.began.astimezone(LOCAL).date() + timedelta(days=1), time(), LOCAL)
    return run.began


def due(calendar: Calendar, runs: Runs) -> Whole:
    """When each clock's time has run out, in microseconds; FAR for one that stands still or ends beyond all calendars."""
    at = runs.start
    for leg in range(runs.ticks.shape[1]):
        at = _walk(calendar, runs, at, runs.unit[:, leg], runs.ticks[:, leg])
    return at


def yellow(calendar: Calendar, runs: Runs) -> Whole:
    """When each clock's lamp turns yellow, in microseconds; FAR as `due`."""
    nominal = _nominal(runs)
    cut = np.rint(nominal.sum(1) * runs.yellow).astype(np.int64)
    before = np.cumsum(nominal, 1) - nominal
    part = np.clip(cut[:, None] - before, 0, nominal) / np.maximum(nominal, 1)
    return due(calendar, runs._replace(ticks=np.rint(runs.ticks * part).astype(np.int64)))


def spent(calendar: Calendar, runs: Runs, at: Whole) -> tuple[Whole, Whole]:
    """What each clock had used until `at`, and its whole time, in microseconds of its own kind of time: a working day is as
    many as are worked in it. What runs over its time goes on being counted as its last leg is."""
    nominal, used, begin = _nominal(runs), np.zeros(runs.start.size, np.int64), runs.start
    last = (runs.ticks > 0).cumsum(1).argmax(1)
    for leg in range(runs.ticks.shape[1]):
        unit, ticks = runs.unit[:, leg], runs.ticks[:, leg]
        end = _walk(calendar, runs, begin, unit, ticks)
        open_end = leg >= last
        until = np.where(open_end, at, np.minimum(at, end))
        gone = _between(calendar, runs, begin, np.maximum(until, begin), unit)
        scaled = np.rint(gone * (nominal[:, leg] / np.maximum(ticks, 1))).astype(np.int64)
        used += np.where(ticks > 0, scaled, 0)
        begin = np.where(open_end, np.maximum(begin, at), end)
    return used, nominal.sum(1)


def _nominal(runs: Runs) -> Whole:
    day = np.where(runs.unit == UNITS.index(Counting.working_days), runs.day_us[:, None] / DAY, 1.0)
    return np.rint(runs.ticks * day).astype(np.int64)


def _walk(calendar: Calendar, runs: Runs, at: Whole, unit: Whole, ticks: Whole) -> Whole:
    """Where each clock stands when so many ticks of its unit have counted from `at` on."""
    left, ended = ticks.copy(), ticks <= 0
    for pause in range(runs.since.shape[1]):
        since, until = runs.since[:, pause], runs.until[:, pause]
        end = _reached(calendar, unit, _counted(calendar, unit, at) + left)
        met = ~ended & (at < FAR) & (until > at) & (since < end)
        before = np.maximum(since, at)
        gone = _counted(calendar, unit, before) - _counted(calendar, unit, at)
        left = np.where(met, left - gone, left)
        at = np.where(met, until, at)
    far = at >= FAR
    end = _reached(calendar, unit, _counted(calendar, unit, np.where(far, 0, at)) + left)
    return np.where(ended, at, np.where(far, FAR, end))


def _between(calendar: Calendar, runs: Runs, since: Whole, until: Whole, unit: Whole) -> Whole:
    """The ticks that counted between the two, pauses left out."""
    whole = _counted(calendar, unit, until) - _counted(calendar, unit, since)
    for pause in range(runs.since.shape[1]):
        begin = np.clip(runs.since[:, pause], since, until)
        end = np.clip(runs.until[:, pause], since, until)
        whole = whole - (_counted(calendar, unit, end) - _counted(calendar, unit, begin))
    return whole


def _rulers(calendar: Calendar) -> tuple[Ruler | None, ...]:
    return None, None, calendar.hours, calendar.days


def _counted(calendar: Calendar, unit: Whole, at: Whole) -> Whole:
    found = at
    for number, ruler in enumerate(_rulers(calendar)):
        if ruler is not None and (chosen := unit == number).any():
            found = counted(ruler, at) if chosen.all() else np.where(chosen, counted(ruler, at), found)
    return found


def _reached(calendar: Calendar, unit: Whole, ticks: Whole) -> Whole:
    found = ticks
    for number, ruler in enumerate(_rulers(calendar)):
        if ruler is not None and (chosen := unit == number).any():
            found = reached(ruler, ticks) if chosen.all() else np.where(chosen, reached(ruler, ticks), found)
    return found


def due_of(calendar: Calendar, run: Run) -> datetime | None:
    """When one clock's time has run out; none while it stands still. Raises TooFar for what no calendar reaches."""
    (at,) = due(calendar, columns(calendar, [run]))
    if at < FAR:
        return instant(int(at))
    if run.pauses and run.pauses[-1].until is None:
        return None
    raise TooFar(limit=" + ".join(map(str, run.legs)))


def yellow_of(calendar: Calendar, run: Run) -> datetime | None:
    """When its lamp turns yellow, by the share in force where and when it began."""
    (at,) = yellow(calendar, columns(calendar, [run]))
    return instant(int(at)) if at < FAR else None


class Past(NamedTuple):
    """How a clock that ended went: `used` is the share of its time it took."""

    stage: str
    category: str
    duty: str
    used: float
    ended: datetime


class Used(NamedTuple):
    """How much of its time a clock has used, and how much there is of it, as the time its limit counts."""

    spent: timedelta
    whole: timedelta

    @property
    def share(self) -> float:
        return self.spent / self.whole

    @property
    def left(self) -> timedelta:
        """Below zero for one that is late."""
        return self.whole - self.spent


def used_of(calendar: Calendar, run: Run, at: datetime) -> Used:
    """How much of its time one clock had used at an instant."""
    (gone,), (whole,) = spent(calendar, columns(calendar, [run]), np.array([micros(at)]))
    return Used(timedelta(microseconds=int(gone)), timedelta(microseconds=int(whole)))


def lamp(yellow: datetime | None, due: datetime | None, at: datetime) -> Lamp:
    """The lamp of a clock at an instant; it is red once the instant is past, not on it."""
    if due is not None and at > due:
        return Lamp.red
    return Lamp.yellow if yellow is not None and at >= yellow else Lamp.green


class Cause(StrEnum):
    """Why a deadline moved."""

    calendar = "calendar"
    limit = "limit"
    extension = "extension"
    resumed = "resumed"
    reopened = "reopened"


class Again(StrEnum):
    """What work sent back does to the clock of its stage."""

    new_turn = "new_turn"  # it begins anew, with the whole limit
    runs_on = "runs_on"  # it runs on with what was left; the time in which others looked at it does not count


class RunsAlready(Refused):
    """The clock of {stage} of case {case} runs already."""


class NoClock(Refused):
    """No clock of {stage} of case {case} runs."""


class Still(Refused):
    """The clock of {stage} of case {case} stands still already."""


class NotStill(Refused):
    """The clock of {stage} of case {case} is not standing still."""


def used_many(runs: Sequence[tuple[Calendar, Run]], at: datetime) -> list[Used]:
    """How much of its time each clock had used at an instant, all of one calendar at once."""
    rows: dict[int, list[int]] = {}
    for row, (calendar, _) in enumerate(runs):
        rows.setdefault(id(calendar), []).append(row)
    found: list[Used] = [Used(timedelta(), timedelta())] * len(runs)
    for mine in rows.values():
        gone, whole = spent(calendar := runs[mine[0]][0], columns(calendar, [runs[row][1] for row in mine]), _all(at, mine))
        for row, one, of in zip(mine, gone.tolist(), whole.tolist(), strict=True):
            found[row] = Used(timedelta(microseconds=one), timedelta(microseconds=of))
    return found


def _all(at: datetime, rows: Sequence[int]) -> Whole:
    return np.full(len(rows), micros(at), np.int64)
