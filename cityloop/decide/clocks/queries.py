from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from cityloop.decide.clocks.rules import NoClock, Pause, Run, RunsAlready
from cityloop.decide.clocks.tables import Clock as Clock  # a record may be handed on, its table not
from cityloop.kit.work import Work
from cityloop.rulebook.limits import Counting, Limit


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
