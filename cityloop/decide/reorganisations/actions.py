from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from cityloop.decide.cases.queries import Case
from cityloop.decide.facts import CaseRehomed, ReorganisationAdopted, ReorganisationDone, ReorganisationUndone
from cityloop.decide.matrix import actions as matrices
from cityloop.decide.matrix import queries as matrix
from cityloop.decide.reorganisations import queries, rules
from cityloop.decide.reorganisations.rules import State, Step
from cityloop.decide.reorganisations.tables import Reorganisation
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.duties import actions as duties
from cityloop.places.areas import actions as maps
from cityloop.places.areas import queries as areas

KEEPER = "rule_board"


def draft(work: Work, title: str, steps: Sequence[Step]) -> Reorganisation:
    """Write a plan down. Nothing changes yet."""
    if not steps:
        raise rules.NothingToDo
    for step in steps:
        for area in rules.areas_of(step) or [areas.CITY]:
            require(work, KEEPER, area)
    return work.keep(Reorganisation(title=title.strip(), steps=[dict(step) for step in steps], by=work.by, at=work.now))


def adopt(work: Work, plan_id: int, since: date) -> Reorganisation:
    """Let a plan hold from a day to come on: map, posts and matrix in one step, or none of it."""
    alone(work.session, "reorganisation")
    plan = _in(work, plan_id, State.drafted, "adopted")
    for step in plan.steps:
        for area in rules.areas_of(step) or [areas.CITY]:
            require(work, KEEPER, area)
    if since <= work.today:
        raise Unreadable(why="A plan holds from tomorrow at the earliest, so that it can be taken back before its day.")
    moved: dict[str, list[str]] = {}
    changes = queries.changes_of(plan.steps)
    if changes:
        kept = maps.change(work, changes)
        plan.survey_id = maps.adopt_kept(work, kept, plan.title, since).id
        moved = rules.went(ended.link for ended in kept.ended)
    ending = [int(step["post"]) for step in plan.steps if step["kind"] == "end_post"]
    plan.posts = duties.resettle(work, moved, ending, since)
    work.session.flush()
    plan.matrix_id = _rewrite(work, plan, moved, since)
    plan.state, plan.since, plan.adopted_by, plan.adopted_at = State.adopted, since, work.by, work.now
    work.tell(ReorganisationAdopted(reorganisation=plan.id))
    return plan


def _rewrite(work: Work, plan: Reorganisation, moved: dict[str, list[str]], since: date) -> int | None:
    book = matrix.newest(work)
    if book is None:
        return None
    before = [matrix.as_line(one) for one in matrix.lines(work, book.id)]
    return matrices.republish(work, rules.rewritten(before, moved, plan.steps), plan.title, since).id


def undo(work: Work, plan_id: int) -> Reorganisation:
    """Take an adopted plan back before its day: nothing of it will have been."""
    alone(work.session, "reorganisation")
    plan = _in(work, plan_id, State.adopted, "taken back")
    for step in plan.steps:
        for area in rules.areas_of(step) or [areas.CITY]:
            require(work, KEEPER, area)
    if plan.since is None or plan.since <= work.today:
        raise rules.NotNowAnyMore(id=plan_id, state="in force", move="taken back")
    if plan.survey_id:
        maps.undo(work, plan.survey_id)
    if plan.matrix_id:
        matrices.take_back(work, plan.matrix_id)
    duties.settle_back(work, plan.posts)
    plan.state = State.undone
    work.tell(ReorganisationUndone(reorganisation=plan.id))
    return plan


def carry_out(work: Work) -> None:
    """On the day of a plan, send open cases whose answering area is gone to the one that came."""
    due = select(Reorganisation).where(Reorganisation.state == State.adopted, Reorganisation.since <= work.today)
    for plan in work.session.scalars(due.order_by(Reorganisation.id)).all():
        moved = areas.gone_by(work, plan.survey_id) if plan.survey_id else {}
        for case in queries.cases_in(work, moved)[0]:
            _move(work, case)
        plan.state = State.done
        work.tell(ReorganisationDone(reorganisation=plan.id))


def _move(work: Work, case: Case) -> None:
    """The grid where the case is now, and the successor of the area that answered, if it has one around that grid."""
    before, successors = case.area, areas.successors(work, case.area)
    here = areas.code_at(work, case.lon, case.lat)
    case.area = here if here != areas.CITY or not successors else successors[0]
    if case.held_at:
        after = areas.successors(work, case.held_at)
        around = [code for code in after if case.area.startswith(code)]
        case.held_at = next(iter(around or after), case.held_at)
        for task in tasks.of_case(work, case.id):
            task.area = case.held_at
    work.tell(CaseRehomed(case=case.id, before=before, after=case.area))


def _in(work: Work, plan_id: int, state: State, move: str) -> Reorganisation:
    plan = queries.get(work, plan_id)
    if plan.state is not state:
        raise rules.NotNowAnyMore(id=plan_id, state=plan.state, move=move)
    return plan
