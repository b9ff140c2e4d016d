"""What the case machine does to clocks, each within its transaction; each gives the deadline as it is then.

The area is the case's: calendars differ by district. `duty` and `category` say whose time it is and of what kind of case,
for lists and forecasts; `source` where the limit comes from.
"""

from datetime import datetime
from typing import Any

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.calendars.rules import Calendar
from cityloop.decide.clocks import queries, rules
from cityloop.decide.clocks.queries import run_of
from cityloop.decide.clocks.rules import Again, Cause, Lamp, Run
from cityloop.decide.clocks.tables import Clock
from cityloop.decide.facts import ClockPaused, DeadlineMoved
from cityloop.kit.work import Work
from cityloop.rulebook.limits import Counting, Limit


def start(
    work: Work, case_id: int, stage: str, limit: Limit, area: str, *, duty: str = "", category: str = "", source: str = ""
) -> Clock:
    """Begin a turn of the stage now. Raises RunsAlready, TooFar."""
    before = queries.none_runs(work, case_id, stage)
    clock = Clock(
        case_id=case_id,
        stage=stage,
        turn=before.turn + 1 if before else 1,
        area=area,
        duty=duty,
        category=category,
        amount=limit.amount,
        unit=limit.unit,
        source=source,
        began=work.now,
    )
    reckon(calendars.of(work, area), clock)
    return work.keep(clock)


def stop(work: Work, case_id: int, stage: str) -> datetime | None:
    """The stage is over. Whether it was late stands from now on, whatever calendars say later."""
    clock = queries.runs(work, case_id, stage)
    if clock.paused_since is not None:
        _go_on(work, clock)
    used = rules.used_of(calendars.of(work, clock.area), run_of(clock), work.now)
    clock.ended, clock.late, clock.used = work.now, clock.due is not None and work.now > clock.due, used.share
    return clock.due


def pause(work: Work, case_id: int, stage: str, why: str) -> None:
    """Let the clock stand still from now on: it has no deadline until it goes on. Raises Still."""
    clock = queries.runs(work, case_id, stage)
    if clock.paused_since is not None:
        raise rules.Still(case=case_id, stage=stage)
    clock.paused_since = work.now
    clock.pauses = [*clock.pauses, {"since": work.now.isoformat(), "until": None, "why": why, "by": work.by}]
    clock.due = clock.yellow = None
    work.tell(ClockPaused(case=case_id, stage=stage, turn=clock.turn, why=why))


def resume(work: Work, case_id: int, stage: str) -> datetime | None:
    """Let the clock go on: its deadline moves by the time that would have counted. Raises NotStill."""
    clock = queries.runs(work, case_id, stage)
    if clock.paused_since is None:
        raise rules.NotStill(case=case_id, stage=stage)
    run, why = run_of(clock), clock.pauses[-1]["why"]
    was = rules.due_of(calendars.of(work, clock.area), run._replace(pauses=run.pauses[:-1]))
    _go_on(work, clock)
    tell_moved(work, clock, was, Cause.resumed, why)
    return clock.due


def extend(work: Work, case_id: int, stage: str, by: Limit, why: str) -> datetime | None:
    """Add a limit to that of the clock, counted after it."""
    clock, was = _with_due(work, case_id, stage)
    added = {"amount": by.amount, "unit": by.unit.value, "why": why, "by": work.by, "at": work.now.isoformat()}
    clock.added = [*clock.added, added]
    reckon(calendars.of(work, clock.area), clock)
    tell_moved(work, clock, was, Cause.extension, why)
    return clock.due


def change_limit(work: Work, case_id: int, stage: str, limit: Limit, why: str, source: str = "", by: str = "") -> datetime | None:
    """Give the running clock another limit, counted from its beginning; the one it had is kept beside. `by` is who said so,
    if it is not the one who works."""
    clock, was = _with_due(work, case_id, stage)
    clock.former = [*clock.former, former(clock.amount, clock.unit, clock.source, why, by or work.by, work.now)]
    clock.amount, clock.unit, clock.source = limit.amount, limit.unit, source or clock.source
    reckon(calendars.of(work, clock.area), clock)
    tell_moved(work, clock, was, Cause.limit, why)
    return clock.due


def former(amount: float, unit: Counting, source: str, why: str, by: str, at: datetime) -> dict[str, Any]:
    """A limit a clock had, and why, by whom and when it was given another."""
    return {"amount": amount, "unit": unit.value, "source": source, "why": why, "by": by, "at": at.isoformat()}


def restart(work: Work, case_id: int, stage: str, again: Again = Again.new_turn, why: str = "") -> datetime | None:
    """Work is sent back: a new turn with the whole limit and its extensions gone, or the old one runs on."""
    clock = queries.none_runs(work, case_id, stage)
    if clock is None or clock.ended is None:
        raise rules.NoClock(case=case_id, stage=stage)
    if again is Again.new_turn:
        limit = Limit(clock.amount, clock.unit)
        return start(work, case_id, stage, limit, clock.area, duty=clock.duty, category=clock.category, source=clock.source).due
    was = clock.due
    looked = {"since": clock.ended.isoformat(), "until": work.now.isoformat(), "why": why, "by": work.by}
    clock.pauses = [*clock.pauses, looked]
    clock.ended, clock.late, clock.used = None, False, None
    reckon(calendars.of(work, clock.area), clock)
    tell_moved(work, clock, was, Cause.reopened, why)
    return clock.due


def _go_on(work: Work, clock: Clock) -> None:
    clock.pauses = [*clock.pauses[:-1], clock.pauses[-1] | {"until": work.now.isoformat()}]
    clock.paused_since = None
    reckon(calendars.of(work, clock.area), clock)


def _with_due(work: Work, case_id: int, stage: str) -> tuple[Clock, datetime | None]:
    clock = queries.runs(work, case_id, stage)
    return clock, clock.due


def reckon(calendar: Calendar, clock: Clock) -> None:
    """Say anew when the clock's time runs out. A lamp that has been told and is not so any more goes back."""
    run = run_of(clock)
    clock.due = rules.due_of(calendar, run)
    clock.yellow = rules.yellow_of(calendar, run) if clock.due else None
    clock.provisional = is_provisional(calendar, run, clock.due)


def is_provisional(calendar: Calendar, run: Run, due: datetime | None) -> bool:
    worked = any(leg.unit in rules.WORKED for leg in run.legs)
    return worked and due is not None and calendar.is_provisional(due)


def tell_moved(work: Work, clock: Clock, was: datetime | None, cause: Cause, why: str) -> None:
    """Tell that the deadline moved, if it did; what was told of its lamp is told again when it comes."""
    if was == clock.due:
        return
    clock.lamp = min(clock.lamp, rules.lamp(clock.yellow, clock.due, work.now), key=list(Lamp).index)
    was_said, now_said = (at.isoformat() if at else "" for at in (was, clock.due))
    work.tell(
        DeadlineMoved(
            case=clock.case_id, stage=clock.stage, turn=clock.turn, was=was_said, now=now_said, cause=cause.value, why=why
        )
    )


def turn_lamps(work: Work, limit: int) -> list[Clock]:
    """Turn the lamps of clocks whose time has come, once each; those that turned, red ones first."""
    turned = list(queries.to_turn(work, limit))
    for clock in turned:
        clock.lamp = rules.lamp(clock.yellow, clock.due, work.now)
    work.session.flush()
    return turned
