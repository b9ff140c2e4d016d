"""Clocks by the hundred thousand: when a calendar changes, all that run are reckoned again, a page a transaction. A page that
was begun and not ended never was: the fact that asks for it is still unread."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Row, select

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.calendars.queries import Draft
from cityloop.decide.calendars.rules import instant
from cityloop.decide.clocks import rules
from cityloop.decide.clocks.queries import run_from
from cityloop.decide.clocks.rules import WORKED, Cause, Lamp
from cityloop.decide.clocks.shifts import Shift, digested
from cityloop.decide.clocks.tables import Clock, ClockMove
from cityloop.decide.facts import CalendarChanged, ClocksLeft, DeadlinesMoved
from cityloop.kernels.worktime import FAR, Whole
from cityloop.kit import bulk
from cityloop.kit.records import Record, within
from cityloop.kit.work import Work

PAGE = 5_000
LAMPS = list(Lamp)
CLOCKS, MOVES = Record.metadata.tables[Clock.__tablename__], Record.metadata.tables[ClockMove.__tablename__]
NAMES = ("id", "case_id", "area", "began", "amount", "unit", "pauses", "added", "due", "yellow", "lamp", "provisional")
COLUMNS = [CLOCKS.c[name] for name in NAMES]  # as rows of the table: a hundred thousand records would take as long as the rest


class Reckoned(NamedTuple):
    """A clock as it was and as it is by a calendar."""

    row: Row[Any]
    due: datetime | None
    yellow: datetime | None
    provisional: bool

    @property
    def moved(self) -> bool:
        return bool(self.due != self.row.due)

    @property
    def changed(self) -> bool:
        return (self.due, self.yellow, self.provisional) != (self.row.due, self.row.yellow, self.row.provisional)


def reckon_again(work: Work, changed: CalendarChanged) -> None:
    """Reckon every running clock in the area again, and say of those whose deadline moved why."""
    _page(work, changed.area, changed.why, 0)


def go_on(work: Work, left: ClocksLeft) -> None:
    _page(work, left.area, left.why, left.clock)


def _page(work: Work, area: str, why: str, after: int) -> None:
    rows = page(work, area, after)
    changed = [one for one in reckoned(work, rows) if one.changed]
    if changed:
        bulk.change(work.session, CLOCKS, "id", _columns(changed, work.now))
    moved = sorted((Shift(one.row.id, one.row.due, one.due) for one in changed if one.moved), key=lambda one: one.clock)
    if moved:
        _tell_moved(work, area, why, moved)
    if len(rows) == PAGE:
        work.tell(ClocksLeft(clock=rows[-1].id, area=area, why=why))


def _tell_moved(work: Work, area: str, why: str, moved: Sequence[Shift]) -> None:
    """One fact for all of them, which names them by what is kept beside it and vouches for that."""
    first, last, digest = moved[0].clock, moved[-1].clock, digested(moved)
    told = DeadlinesMoved(area=area, first=first, last=last, moved=len(moved), digest=digest, cause=Cause.calendar.value, why=why)
    clocks, was, due = zip(*moved, strict=True)
    bulk.add(work.session, MOVES, {"clock_id": clocks, "fact": [work.tell(told)] * len(moved), "was": was, "due": due})


def page(work: Work, area: str, after: int) -> Sequence[Row[Any]]:
    """The next running clocks in the area."""
    chosen = select(*COLUMNS).where(Clock.ended.is_(None), Clock.id > after, within(Clock.area, area))
    return work.session.connection().execute(chosen.order_by(Clock.id).limit(PAGE)).all()


def reckoned(work: Work, rows: Sequence[Row[Any]], also: Draft | None = None) -> Iterator[Reckoned]:
    """These clocks by the calendars that hold now, or would if the draft were adopted."""
    worked = [row for row in rows if row.unit in WORKED or row.added]
    by_calendar: dict[int, list[Row[Any]]] = {}
    known = calendars.many(work, {row.area for row in worked}, also)
    for row in worked:
        by_calendar.setdefault(id(known[row.area]), []).append(row)
    for group in by_calendar.values():
        calendar = known[group[0].area]
        runs = rules.columns(calendar, [run_from(row.began, row.amount, row.unit, row.pauses, row.added) for row in group])
        due, yellow = rules.due(calendar, runs), rules.yellow(calendar, runs)
        for row, at, before in zip(group, _instants(due), _instants(yellow), strict=True):
            yield Reckoned(row, at, before if at else None, at is not None and calendar.is_provisional(at))


def _instants(at: Whole) -> list[datetime | None]:
    return [None if far else instant(us) for us, far in zip(at.tolist(), np.greater_equal(at, FAR).tolist(), strict=True)]


def _columns(changed: Sequence[Reckoned], now: datetime) -> bulk.Columns:
    """A lamp that was told and is not so any more goes back, and is told again when it comes."""
    return {
        "id": [one.row.id for one in changed],
        "due": [one.due for one in changed],
        "yellow": [one.yellow for one in changed],
        "provisional": [one.provisional for one in changed],
        "lamp": [min(one.row.lamp, rules.lamp(one.yellow, one.due, now), key=LAMPS.index) for one in changed],
    }


class Effect(NamedTuple):
    """What a change of the calendar would do to the clocks that run: how many there are in its area, how many deadlines
    would move earlier or later, which would be late from now on, and which would not be any more."""

    running: int
    earlier: int
    later: int
    late: int
    not_late: int
    cases: Sequence[int]  # some whose deadline would move


SHOWN = 20


def effect(work: Work, area: str, also: Draft) -> Effect:
    """What would move if the draft were adopted; nothing does."""
    running = earlier = later = late = not_late = after = 0
    shown: list[int] = []
    while rows := page(work, area, after):
        running, after = running + len(rows), rows[-1].id
        for one in reckoned(work, rows, also):
            if one.row.due is None or one.due is None or not one.moved:
                continue
            earlier, later = earlier + (one.due < one.row.due), later + (one.due > one.row.due)
            late += one.due < work.now <= one.row.due
            not_late += one.row.due < work.now <= one.due
            if len(shown) < SHOWN and one.row.case_id not in shown:
                shown.append(one.row.case_id)
    return Effect(running, earlier, later, late, not_late, shown)
