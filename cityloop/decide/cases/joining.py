"""Several at one matter: duties that assist, a matter split among departments, two reports of one matter made one."""

from collections.abc import Sequence

from cityloop.decide.cases import actions, queries, routed, rules
from cityloop.decide.cases.tables import Case
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.facts import CaseJoined, CaseMerged, CaseSplit
from cityloop.decide.parts import actions as parts
from cityloop.decide.parts.rules import As
from cityloop.decide.tasks import actions as tasks
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.people.duties import queries as duties

MOST_PARTS = 10


def ask_to_assist(work: Work, case_id: int, duty: str, area: str) -> Case:
    """Let another duty work at the case beside its lead, as its dispatcher or who holds it."""
    case = queries.visible(work, case_id)
    require_any(work, ["dispatcher", case.duty], case.held_at or case.area)
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    if not case.area.startswith(area) or not duties.answering(work, duty, area):
        raise rules.NobodyThere(duty=duty, area=area)
    return assist(work, case_id, duty, area)


def assist(work: Work, case_id: int, duty: str, area: str, *, across: bool = False) -> Case:
    """Give the duty a task of its own: the case is not done before that is."""
    case = queries.get(work, case_id)
    if case.state not in rules.ASSISTED_IN:
        raise rules.NotNow(state=case.state, move="assist")
    routed.join(work, case_id, duty, area, As.across if across else As.assist)
    return case


def split(work: Work, case_id: int, titles: Sequence[str]) -> Sequence[Case]:
    """Make a case of its own of each part of the matter; the whole is not closed before they all are."""
    case = queries.visible(work, case_id)
    require_any(work, rules.SPLIT_BY, case.area)
    named = [title.strip() for title in titles if title.strip()]
    if not 2 <= len(named) <= MOST_PARTS:
        raise Unreadable(why=f"A matter is split into two to {MOST_PARTS} parts, each with a title.")
    if not case.open or case.parent_id or queries.children(work, case_id):
        raise rules.NotNow(state=case.state, move="split")
    kind = cycles.newest(work, "national")
    found = [actions.begin_part(work, case, kind, title) for title in named]
    work.tell(CaseSplit(case=case.id, parts=len(found)))
    return found


def merge(work: Work, case_id: int, into: int, why: str) -> Case:
    """Say that the case is the same matter as another: it ends there, and whoever followed it follows the other."""
    case, other = queries.visible(work, case_id), queries.visible(work, into)
    require_any(work, rules.MERGED_BY, case.area)
    if case.id == other.id or not case.open or not other.open or other.merged_into:
        raise rules.NotNow(state=case.state, move="merge")
    parts.carry(work, case.id, other.id)
    if case.report_id:
        parts.follow(work, other.id, queries.reporter(work, case))
    tasks.carry(work, case.id, other.id)
    case.merged_into = other.id
    other.urgent = other.urgent or case.urgent
    actions.end(work, case, why or f"#{other.id}")
    work.tell(CaseMerged(case=case.id, into=other.id))
    work.tell(CaseJoined(case=other.id, joined=case.id))
    return case
