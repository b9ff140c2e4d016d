from datetime import datetime, timedelta

from cityloop.decide.cases import queries as cases
from cityloop.kit.errors import Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.supervise.facts import CaseUrged, UrgingAnswered, UrgingIgnored
from cityloop.supervise.urgings import queries, rules
from cityloop.supervise.urgings.rules import Level
from cityloop.supervise.urgings.tables import Urging

LONGEST = timedelta(days=30)


def urge(work: Work, case_id: int, level: Level, to: str, due: datetime, reason: str) -> Urging:
    """Ask somebody by name to answer for the case by a time."""
    case = cases.visible(work, case_id)
    require_any(work, rules.MAY[level], case.area)
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    if not work.now < due <= work.now + LONGEST:
        raise rules.NoTime
    if not case.open or to not in {login for login, _ in queries.answerable(work, case)}:
        raise rules.NobodyNamed
    urging = work.keep(Urging(case_id=case_id, level=level, reason=reason.strip(), by=work.by, at=work.now, to=to, due=due))
    work.tell(CaseUrged(case=case_id, urging=urging.id, level=level.value))
    return urging


def answer(work: Work, urging_id: int, said: str) -> Urging:
    """Say what is being done, as who is named or who acts for them."""
    urging = queries.visible(work, urging_id)
    if urging.to not in queries.answers_for(work):
        raise rules.NotAsked
    if urging.answered_at is not None:
        raise rules.AnsweredAlready
    if not said.strip():
        raise rules.NothingAnswered
    if urging.to != work.by:
        work.acting_for.add(urging.to)
    urging.answer, urging.answered_by, urging.answered_at = said.strip(), work.by, work.now
    work.tell(UrgingAnswered(case=urging.case_id, urging=urging.id))
    return urging


def watch(work: Work) -> None:
    """Say once of every urging that nobody answered in time."""
    for urging in queries.unanswered(work):
        urging.told = True
        work.tell(UrgingIgnored(case=urging.case_id, urging=urging.id))
