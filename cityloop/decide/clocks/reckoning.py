"""Clocks by the hundred thousand: when a calendar changes, all that run are reckoned again, a page a transaction. A page that
was begun and not ended never was: the fact that asks for it is still unread."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Row, select

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.calendars.queries import Draft
from cityloop.decide.calendars.rules import instant
from cityloop.decide.clocks import rules
from cityloop.decide.clocks.actions import is_provisional
from cityloop.decide.clocks.queries import run_from
from cityloop.decide.clocks.rules import WORKED, Cause, Given, Lamp, Run
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
NAMES = (
    "id", "case_id", "stage", "area", "source", "began", "amount", "unit", "pauses", "added", "former", "due", "yellow", "lamp",
    "provisional",
)  # fmt: skip
COLUMNS = [CLOCKS.c[name] for name in NAMES]  # as rows of the table: a hundred thousand records would take as long as the rest


class Reckoned(NamedTuple):
    """A clock as it was and as it is by a calendar, or by a limit it is given."""

    row: Row[Any]
    due: datetime | None
    yellow: datetime | None
    provisional: bool
    given: Given | None = None

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
        bulk.change(work.session, CLOCKS, "id", columns(changed, work.now))
    tell_moved(work, area, Cause.calendar, why, changed)
    if len(rows) == PAGE:
        work.tell(ClocksLeft(clock=rows[-1].id, area=area, why=why))


def tell_moved(work: Work, area: str, cause: Cause, why: str, changed: Sequence[Reckoned]) -> int:
    """One fact for all of them that moved, which names them by what is kept beside it and vouches for that. How many did."""
    moved = sorted((Shift(one.row.id, one.row.due, one.due) for one in changed if one.moved), key=lambda one: one.clock)
    if not moved:
        return 0
    first, last, digest = moved[0].clock, moved[-1].clock, digested(moved)
    told = DeadlinesMoved(area=area, first=first, last=last, moved=len(moved), digest=digest, cause=cause.value, why=why)
    clocks, was, due = zip(*moved, strict=True)
    bulk.add(work.session, MOVES, {"clock_id": clocks, "fact": [work.tell(told)] * len(moved), "was": was, "due": due})
    return len(moved)


def page(work: Work, area: str, after: int) -> Sequence[Row[Any]]:
    """The next running clocks in the area."""
    chosen = select(*COLUMNS).where(Clock.ended.is_(None), Clock.id > after, within(Clock.area, area))
    return work.session.connection().execute(chosen.order_by(Clock.id).limit(PAGE)).all()


def reckoned(work: Work, rows: Sequence[Row[Any]], also: Draft | None = None) -> Iterator[Reckoned]:
    """These clocks by the calendars that hold now, or would if the draft were adopted."""
    return by_calendar(work, [(row, None) for row in rows if row.unit in WORKED or row.added], also)


def by_calendar(work: Work, told: Sequence[tuple[Row[Any], Given | None]], also: Draft | None = None) -> Iterator[Reckoned]:
    """Each of these clocks by the calendar of its area, and by the limit it is given, where one is."""
    groups: dict[int, list[tuple[Row[Any], Given | None]]] = {}
    known = calendars.many(work, {row.area for row, _ in told}, also)
    for row, given in told:
        groups.setdefault(id(known[row.area]), []).append((row, given))
    for group in groups.values():
        calendar = known[group[0][0].area]
        runs = [_run(row, given) for row, given in group]
        laid = rules.columns(calendar, runs)
        due, yellow = _instants(rules.due(calendar, laid)), _instants(rules.yellow(calendar, laid))
        for (row, given), run, at, before in zip(group, runs, due, yellow, strict=True):
            yield Reckoned(row, at, before if at else None, is_provisional(calendar, run, at), given)


def _run(row: Row[Any], given: Given | None) -> Run:
    amount, unit = (given.limit.amount, given.limit.unit) if given else (row.amount, row.unit)
    return run_from(row.began, amount, unit, row.pauses, row.added)


def _instants(at: Whole) -> list[datetime | None]:
    return [None if far else instant(us) for us, far in zip(at.tolist(), np.greater_equal(at, FAR).tolist(), strict=True)]


def columns(changed: Sequence[Reckoned], now: datetime) -> bulk.Columns:
    """A lamp that was told and is not so any more goes back, and is told again when it comes."""
    return {
        "id": [one.row.id for one in changed],
        "due": [one.due for one in changed],
        "yellow": [one.yellow for one in changed],
        "provisional": [one.provisional for one in changed],
        "lamp": [min(one.row.lamp, rules.lamp(one.yellow, one.due, now), key=LAMPS.index) for one in changed],
    }


class Effect(NamedTuple):
    """What a change of the calendar, or of limits, would do to the clocks that run: how many it is about, how many deadlines
    would move earlier or later, which would be late from now on, which would not be any more, and how many lamps would turn."""

    running: int
    earlier: int
    later: int
    late: int
    not_late: int
    lamps: int
    cases: Sequence[int]  # some whose deadline would move


SHOWN = 20


def effect(work: Work, area: str, also: Draft) -> Effect:
    """What would move if the draft were adopted; nothing does."""
    counts, after = Counted(work.now), 0
    while rows := page(work, area, after):
        counts.running, after = counts.running + len(rows), rows[-1].id
        counts.add(reckoned(work, rows, also))
    return counts.effect


class Counted:
    """What is counted while page after page is reckoned."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.running = self.earlier = self.later = self.late = self.not_late = self.lamps = 0
        self.shown: list[int] = []

    def add(self, page: Iterable[Reckoned]) -> None:
        for one in page:
            was, due = one.row.due, one.due
            if was is None or due is None or not one.moved:
                continue
            self.earlier, self.later = self.earlier + (due < was), self.later + (due > was)
            self.late += due < self.now <= was
            self.not_late += was < self.now <= due
            self.lamps += rules.lamp(one.row.yellow, was, self.now) is not rules.lamp(one.yellow, due, self.now)
            if len(self.shown) < SHOWN and one.row.case_id not in self.shown:
                self.shown.append(one.row.case_id)

    @property
    def effect(self) -> Effect:
        return Effect(self.running, self.earlier, self.later, self.late, self.not_late, self.lamps, self.shown)
