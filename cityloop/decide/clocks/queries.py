from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, or_, select

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.calendars.rules import Calendar
from cityloop.decide.clocks import rules
from cityloop.decide.clocks.rules import Given, Lamp, NoClock, Past, Pause, Run, RunsAlready, Used
from cityloop.decide.clocks.shifts import Shift, digested
from cityloop.decide.clocks.stretches import Stretch, stretches
from cityloop.decide.clocks.tables import Clock as Clock  # a record may be handed on, its table not
from cityloop.decide.clocks.tables import ClockMove
from cityloop.decide.facts import DeadlineMoved, DeadlinesMoved
from cityloop.kit import facts
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.rulebook.limits import Counting, Limit

Follow = Callable[[str, str], Given | None]  # the limit a clock of that source and stage is given instead of its own


def of_case(work: Work, case_id: int) -> Sequence[Clock]:
    """Every clock of the case, in the order they began."""
    return work.session.scalars(select(Clock).where(Clock.case_id == case_id).order_by(Clock.began, Clock.id)).all()


def last(work: Work, case_id: int, stage: str) -> Clock | None:
    """The newest turn of a stage."""
    chosen = select(Clock).where(Clock.case_id == case_id, Clock.stage == stage)
    return work.session.scalar(chosen.order_by(Clock.turn.desc()).limit(1))


def runs(work: Work, case_id: int, stage: str) -> Clock:
    """The clock of the stage that runs or stands still. Raises NoClock."""
    found = last(work, case_id, stage)
    if found is None or found.ended is not None:
        raise NoClock(case=case_id, stage=stage)
    return found


def none_runs(work: Work, case_id: int, stage: str) -> Clock | None:
    """The stage's newest turn, which has ended. Raises RunsAlready."""
    found = last(work, case_id, stage)
    if found is not None and found.ended is None:
        raise RunsAlready(case=case_id, stage=stage)
    return found


def running(work: Work, case_id: int | None = None) -> Sequence[Clock]:
    """The clocks that run or stand still, those due first before the others."""
    chosen = select(Clock).where(Clock.ended.is_(None))
    if case_id is not None:
        chosen = chosen.where(Clock.case_id == case_id)
    return work.session.scalars(chosen.order_by(Clock.due.is_(None), Clock.due, Clock.id)).all()


def overdue(work: Work, *stages: str) -> Sequence[Clock]:
    """The running clocks whose time has run out, of these stages or of all."""
    chosen = select(Clock).where(Clock.ended.is_(None), Clock.due < work.now)
    if stages:
        chosen = chosen.where(Clock.stage.in_(stages))
    return work.session.scalars(chosen.order_by(Clock.due, Clock.id)).all()


def run_of(clock: Clock) -> Run:
    """What happened to the clock, for the rules."""
    return run_from(clock.began, clock.amount, clock.unit, clock.pauses, clock.added)


def run_from(began: datetime, amount: float, unit: Counting, pauses: Sequence[Any], added: Sequence[Any]) -> Run:
    legs = (Limit(amount, unit), *(Limit(one["amount"], Counting(one["unit"])) for one in added))
    return Run(began, legs, tuple(map(pause_from, pauses)))


def pause_from(kept: dict[str, str | None]) -> Pause:
    until = kept["until"]
    return Pause(moment(kept["since"] or ""), moment(until) if until else None, kept["why"] or "")


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)


def due_after(work: Work, area: str, limit: Limit) -> datetime | None:
    """When a limit that begins now is over by the calendar of the area."""
    return rules.due_of(calendars.of(work, area), Run(work.now, (limit,), ()))


class Explained(NamedTuple):
    """Why a clock ends when it ends: the calendar it was reckoned by, the stretches up to its deadline (or up to now, while
    it stands still), and how much of its time it had used. `today` is when one that ended would be due by today's calendar
    and the limit it would be `given` today, none if that is the same or if it has not ended."""

    clock: Clock
    run: Run
    calendar: Calendar
    stretches: Sequence[Stretch]
    used: Used
    today: datetime | None
    given: Given | None
    moves: Sequence["Moved"]


class Moved(NamedTuple):
    """A move of a deadline as the log tells of it: the line that tells, and what it says of this clock."""

    row: FactRow
    told: DeadlineMoved


def moves(work: Work, case_id: int) -> list[Moved]:
    """Every move of the case's deadlines, oldest first: those told one by one, and those told with many others."""
    alone = [row for row in facts.about(work.session, f"case:{case_id}") if row.kind == DeadlineMoved.__name__]
    found = [Moved(row, DeadlineMoved(**row.body)) for row in alone] + moved_with_others(work, case_id)
    return sorted(found, key=lambda one: one.row.id)


def moved_with_others(work: Work, case_id: int) -> list[Moved]:
    """The moves that were told with many others, oldest first, each as if it had been told alone."""
    chosen = select(FactRow, Clock.stage, Clock.turn, ClockMove.was, ClockMove.due).join_from(ClockMove, Clock)
    chosen = chosen.join(FactRow, FactRow.id == ClockMove.fact).where(Clock.case_id == case_id)
    rows = work.session.execute(chosen.order_by(ClockMove.fact, ClockMove.clock_id)).all()
    return [Moved(row, _alone(row, case_id, stage, turn, was, now)) for row, stage, turn, was, now in rows]


def _alone(row: FactRow, case_id: int, stage: str, turn: int, *ends: datetime | None) -> DeadlineMoved:
    was, now = (at.isoformat() if at else "" for at in ends)
    return DeadlineMoved(case=case_id, stage=stage, turn=turn, was=was, now=now, cause=row.body["cause"], why=row.body["why"])


def torn(work: Work) -> Iterator[str]:
    """Each fact that tells of many moves whose lines are not what it vouches for, oldest first."""
    for row in work.session.scalars(select(FactRow).where(FactRow.kind == DeadlinesMoved.__name__).order_by(FactRow.id)):
        told = DeadlinesMoved(**row.body)
        page = select(ClockMove.clock_id, ClockMove.was, ClockMove.due)
        inside = (ClockMove.fact == row.id) & ClockMove.clock_id.between(told.first, told.last)
        if digested(Shift(*line) for line in work.session.execute(page.where(inside))) != told.digest:
            yield f"What fact {row.id} (DeadlinesMoved) tells of single clocks was changed."


def _nothing(_: str, __: str) -> Given | None:
    return None


def explained(work: Work, case_id: int, given: Follow = _nothing) -> list[Explained]:
    """Why the deadlines of the case are what they are, clock by clock. A clock that has ended is explained by the calendar as
    it was known then and the limit it had, and is never changed; what limit it would be `given` today is said beside."""
    moved = moves(work, case_id)
    return [_explained(work, clock, moved, given(clock.source, clock.stage)) for clock in of_case(work, case_id)]


def _explained(work: Work, clock: Clock, moved: Sequence[Moved], given: Given | None) -> Explained:
    run, now = run_of(clock), calendars.of(work, clock.area)
    then = now if clock.ended is None else calendars.of(work, clock.area, then=clock.ended)
    until = rules.due_of(then, run) or work.now
    legs = (given.limit, *run.legs[1:]) if given else run.legs
    today = None if clock.ended is None else rules.due_of(now, run._replace(legs=legs))
    mine = [one for one in moved if (one.told.stage, one.told.turn) == (clock.stage, clock.turn)]
    return Explained(
        clock=clock,
        run=run,
        calendar=then,
        stretches=stretches(then, run, until),
        used=rules.used_of(then, run, clock.ended or work.now),
        today=today if today != clock.due else None,
        given=given if clock.ended is not None else None,
        moves=mine,
    )


def lit(now: datetime, lamp: Lamp, case_id: Any) -> ColumnElement[bool]:
    """Whether the lamp of a case, by the column of its number, is this one: red while one of its running clocks has run out,
    else yellow while most of the time of one is used; green while any runs; none while all stand still."""

    def runs(*besides: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(Clock.case_id == case_id, Clock.ended.is_(None), Clock.due.is_not(None), *besides)

    if lamp is Lamp.red:
        return runs(Clock.due < now)
    if lamp is Lamp.yellow:
        return runs(Clock.yellow <= now) & ~runs(Clock.due < now)
    return runs() & ~runs(or_(Clock.yellow <= now, Clock.due < now))


def ends_by_case() -> Subquery:
    """Of each case with a running clock when the first of them turns yellow and when the first is due: what `lit` says of one,
    for counting many."""
    runs = (Clock.ended.is_(None), Clock.due.is_not(None))
    first = select(Clock.case_id, func.min(Clock.yellow).label("yellow"), func.min(Clock.due).label("due"))
    return first.where(*runs).group_by(Clock.case_id).subquery()


def soonest(work: Work, cases: Sequence[int]) -> dict[int, Clock]:
    """Of each of these cases the running clock that is due first."""
    runs = (Clock.case_id.in_(cases), Clock.ended.is_(None), Clock.due.is_not(None))
    return {one.case_id: one for one in work.session.scalars(select(Clock).where(*runs).order_by(Clock.due.desc()))}


def pressing(work: Work, until: datetime, scope: ColumnElement[bool], limit: int, drills: Select[int]) -> Sequence[Clock]:
    """The running clocks in the scope that are due up to an instant, those due first before the others."""
    chosen = select(Clock).where(Clock.ended.is_(None), Clock.due <= until, scope, Clock.case_id.not_in(drills))
    return work.session.scalars(chosen.order_by(Clock.due, Clock.id).limit(limit)).all()


def ended_since(work: Work, since: datetime, drills: Select[int], limit: int = 200_000) -> list[Past]:
    """Stage, category, duty, share used and end of the clocks that ended since, newest first: how it has gone before."""
    columns = (Clock.stage, Clock.category, Clock.duty, Clock.used, Clock.ended)
    chosen = select(*columns).where(Clock.ended >= since, Clock.used.is_not(None), Clock.case_id.not_in(drills))
    rows = work.session.execute(chosen.order_by(Clock.ended.desc()).limit(limit))
    return [Past(stage, category, duty, used or 0.0, ended or since) for stage, category, duty, used, ended in rows]


def open_at(work: Work, at: datetime, until: datetime, limit: int, drills: Select[int]) -> Sequence[Clock]:
    """The clocks that ran at an instant of the past and were due from then up to another."""
    ran = (Clock.began <= at) & (Clock.ended.is_(None) | (Clock.ended > at)) & Clock.case_id.not_in(drills)
    return work.session.scalars(select(Clock).where(ran, Clock.due > at, Clock.due <= until).limit(limit)).all()


def to_turn(work: Work, limit: int) -> Sequence[Clock]:
    """The running clocks whose lamp has turned and was not told, those due first before the others."""
    red = (Clock.lamp.in_((Lamp.green, Lamp.yellow))) & (Clock.due < work.now)
    yellow = (Clock.lamp == Lamp.green) & (Clock.yellow <= work.now)
    found: dict[int, Clock] = {}
    for turned in (red, yellow):
        chosen = select(Clock).where(Clock.ended.is_(None), turned).order_by(Clock.due).limit(limit)
        found |= {one.id: one for one in work.session.scalars(chosen)}
    return list(found.values())[:limit]
