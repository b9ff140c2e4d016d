from cityloop.decide.cases import queries as cases
from cityloop.decide.tasks import actions as tasks
from cityloop.decide.tasks import queries as task_queries
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.supervise.appeals import queries, rules
from cityloop.supervise.appeals.rules import State
from cityloop.supervise.appeals.tables import Appeal
from cityloop.supervise.facts import AppealDecided, AppealMade, AppealReviewed


def make(work: Work, case_id: int, reason: str, photos: list[str]) -> Appeal:
    """Appeal for a case one's duty was late with."""
    case = cases.visible(work, case_id)
    require(work, case.duty, case.held_at or case.area)
    if len(reason.strip()) < 2:
        raise Unreadable(why="Say why the case should not count as late.")
    rules.judge(late=queries.was_late(work, case), closed=case.closed, now=work.now)
    alone(work.session, f"appeal for case {case_id}")
    if queries.of_case(work, case_id):
        raise rules.AppealedBefore(case=case_id)
    for name in set(photos):
        work.files.read(name)
    tasks.tie(work, case_id, photos)
    appeal = work.keep(
        Appeal(case_id=case.id, area=case.area, duty=case.duty, by=work.by, at=work.now, reason=reason.strip(), photos=photos)
    )
    work.tell(AppealMade(case=case.id, appeal=appeal.id))
    return appeal


def review(work: Work, appeal_id: int, granted: bool, note: str) -> Appeal:
    """Give the look that is due; the second one decides, and so does a refusal."""
    appeal = queries.get(work, appeal_id)
    require(work, rules.reviewer(appeal.state), appeal.area)
    rules.judge_reviewer(work.by, {appeal.by, appeal.first_by or "", *task_queries.doers(work, appeal.case_id)})
    if not granted and not note.strip():
        raise Unreadable(why="Say why the appeal is not granted.")
    if appeal.state is State.made:
        appeal.first_by, appeal.first_at, appeal.first_note = work.by, work.now, note.strip()
    else:
        appeal.second_by, appeal.second_at, appeal.second_note = work.by, work.now, note.strip()
    appeal.state = rules.after(appeal.state, granted)
    work.tell(AppealReviewed(case=appeal.case_id, appeal=appeal.id, granted=granted))
    if appeal.state.ends:
        appeal.decided = work.now
        work.tell(AppealDecided(case=appeal.case_id, appeal=appeal.id, granted=appeal.state is State.granted))
    return appeal
