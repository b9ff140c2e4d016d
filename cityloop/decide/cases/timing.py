"""How long a case may take in each stage: the clocks its state runs and holds, and the one deadline lists are ordered by."""

from datetime import timedelta

from sqlalchemy import update

from cityloop.decide.adjustments import queries as adjustments
from cityloop.decide.cases import queries
from cityloop.decide.cases.tables import Case
from cityloop.decide.clocks import actions as clocks
from cityloop.decide.clocks import queries as clock_queries
from cityloop.decide.clocks.queries import Clock
from cityloop.decide.clocks.rules import Again
from cityloop.decide.facts import DeadlinesMoved
from cityloop.decide.standards import queries as standards
from cityloop.kit.work import Work
from cityloop.rulebook.cycles import Cycle, Stage
from cityloop.rulebook.limits import Counting, Limit

HOUR = timedelta(hours=1)


def turn(work: Work, case: Case, kind: Cycle, was: str | None = None) -> None:
    """Stop, hold, start and go on with clocks, for the change from one state to another; `was` is empty at the beginning."""
    known = _newest(work, case) if was else {}
    runs, holds = kind.running(case.state), kind.states[case.state].holds
    for stage, clock in known.items():
        if clock.ended is None and stage not in runs and stage not in holds:
            clocks.stop(work, case.id, stage)
        elif clock.ended is None and stage in holds and clock.paused_since is None:
            clocks.pause(work, case.id, stage, case.state)
    for clock in known.values():
        clock.duty = case.duty if clock.ended is None else clock.duty  # whose time it is goes with the case
    for stage in runs:
        _run(work, case, kind, stage, known.get(stage))
    _show(work, case)


def _run(work: Work, case: Case, kind: Cycle, stage: Stage, last: Clock | None) -> None:
    """Let the clock of the stage run: begun, gone on with, or, where work was sent back, with what was left."""
    if last is None:
        limit, source = _limit(work, case, kind, stage)
        if limit:
            about = {"duty": case.duty, "category": case.category_code, "source": source}
            clocks.start(work, case.id, stage.value, limit, case.area, **about)
            _follow(work, case, stage, source)
    elif last.ended is not None:
        again = Again.runs_on if stage is Stage.handle else Again.new_turn
        clocks.restart(work, case.id, stage.value, again, case.state)
        _follow(work, case, stage, last.source)
    elif last.paused_since is not None:
        clocks.resume(work, case.id, stage.value)


def _follow(work: Work, case: Case, stage: Stage, source: str) -> None:
    """Where running clocks follow a newer edition, one that begins to run does too."""
    if given := adjustments.given(work, source, stage.value):
        clocks.change_limit(work, case.id, stage.value, given.limit, given.why, given.source, given.by)


def extend(work: Work, case: Case, why: str) -> None:
    """Give the handling once more the time it was given at first."""
    clock = _newest(work, case).get(Stage.handle)
    if clock is not None:
        clocks.extend(work, case.id, Stage.handle.value, Limit(clock.amount, clock.unit), why)
    _show(work, case)


def show(work: Work, moved: DeadlinesMoved) -> None:
    """Let lists show the deadlines as they are after a calendar has changed, those of a page at once."""
    page = Clock.id.between(moved.first, moved.last) & (Clock.stage == Stage.handle.value)
    runs = page & Clock.ended.is_(None) & Clock.due.is_not(None)
    shown = update(Case).where(Case.id == Clock.case_id, runs, Case.due != Clock.due).values(due=Clock.due)
    work.session.execute(shown, execution_options={"synchronize_session": False})


def _show(work: Work, case: Case) -> None:
    """The deadline of the handling once it has one, else of the stage that runs."""
    known = _newest(work, case)
    handling = known.get(Stage.handle)
    first = handling if handling is not None else next((one for one in known.values() if one.ended is None), None)
    if first is not None and first.due is not None:
        case.due = first.due


def _newest(work: Work, case: Case) -> dict[Stage, Clock]:
    """The last turn of each stage."""
    return {Stage(clock.stage): clock for clock in clock_queries.of_case(work, case.id)}


def _limit(work: Work, case: Case, kind: Cycle, stage: Stage) -> tuple[Limit | None, str]:
    """What the book, the playbook or the cycle says the stage may take, and which of them."""
    if stage is Stage.handle and case.filing_line:
        return standards.limit_of(work, case.filing_line), f"standard:{case.filing_line}"
    if stage is Stage.handle and case.detector:
        playbook = queries.playbook(work, case)
        return Limit(playbook.finish_within / HOUR, Counting.urgent_hours), f"playbook:{playbook.name}"
    return kind.limits.get(stage), f"cycle:{kind.name}:{kind.version}"
