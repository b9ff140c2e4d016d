"""How long a case may take in each stage: the clocks its state runs and holds, and the one deadline lists are ordered by."""

from datetime import timedelta

from cityloop.decide.cases import queries
from cityloop.decide.cases.tables import Case
from cityloop.kit.work import Work
from cityloop.rulebook.cycles import Cycle, Stage
from cityloop.rulebook.limits import Counting, Limit

HOUR = timedelta(hours=1)
LENGTHS = {
    Counting.urgent_hours: HOUR,
    Counting.working_hours: HOUR,
    Counting.urgent_days: 24 * HOUR,
    Counting.working_days: 24 * HOUR,
}


def begin(work: Work, case: Case, kind: Cycle) -> None:
    """Start the clocks of the first state."""
    turn(work, case, kind, None)


def turn(work: Work, case: Case, kind: Cycle, was: str | None) -> None:
    """Stop, hold and start clocks for the change from one state to another."""
    before = kind.running(was) if was else ()
    for stage in kind.running(case.state):
        said = limit(work, case, kind, stage)
        if stage not in before and said and not case.rework:
            case.due = work.now + said.amount * LENGTHS[said.unit]


def limit(work: Work, case: Case, kind: Cycle, stage: Stage) -> Limit | None:
    """What the book, the playbook or the case type says the stage may take."""
    if stage is Stage.handle and case.detector:
        return Limit(queries.playbook(work, case).finish_within / HOUR, Counting.urgent_hours)
    return kind.limits.get(stage)
