from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import may, scope_of
from cityloop.supervise.appeals.rules import WITHIN, State, reviewer
from cityloop.supervise.appeals.tables import Appeal as Appeal  # a record may be handed on, its table not


def get(work: Work, appeal_id: int) -> Appeal:
    """The appeal, if the one who works may see its case."""
    appeal = work.find(Appeal, appeal_id)
    if not cases.is_visible(work, appeal.case_id):
        raise NotFound(kind="appeal", id=appeal_id)
    return appeal


def found(work: Work, appeal_id: int) -> Appeal:
    """The appeal, for the city's own use."""
    return work.find(Appeal, appeal_id)


def of_case(work: Work, case_id: int) -> Appeal | None:
    return work.session.scalar(select(Appeal).where(Appeal.case_id == case_id))


def seen(work: Work, *, open_only: bool, limit: int = 200) -> Sequence[Appeal]:
    """The appeals the one who works may see, newest first."""
    chosen = select(Appeal).where(scope_of(work).where(Appeal.area, Appeal.duty))
    if open_only:
        chosen = chosen.where(Appeal.decided.is_(None))
    return work.session.scalars(chosen.order_by(Appeal.id.desc()).limit(limit)).all()


def granted(work: Work, area: str, by: datetime) -> Sequence[int]:
    """The cases of an area that count as on time although they were not, as it stood then."""
    chosen = select(Appeal.case_id).where(Appeal.state == State.granted, Appeal.decided <= by)
    if len(area) > 2:
        chosen = chosen.where(Appeal.area >= area, Appeal.area < area + "\x7f")
    return work.session.scalars(chosen.order_by(Appeal.case_id)).all()


def states(work: Work, cases: Sequence[int]) -> dict[int, str]:
    """How the appeals of these cases stand."""
    rows = work.session.execute(select(Appeal.case_id, Appeal.state).where(Appeal.case_id.in_(cases)))
    return {case_id: str(state) for case_id, state in rows}


def may_make(work: Work, case: cases.Case) -> bool:
    """Whether the one who works may appeal for the case now, as far as no appeal was made for it."""
    soon = case.closed is not None and work.now - case.closed <= WITHIN
    return soon and may(work, (case.duty,), case.held_at or case.area) and was_late(work, case)


def may_review(work: Work, appeal: Appeal) -> bool:
    """Whether the look that is due is one the one who works may give."""
    others = {appeal.by, appeal.first_by or "", *tasks.doers(work, appeal.case_id)}
    return not appeal.state.ends and work.by not in others and may(work, (reviewer(appeal.state),), appeal.area)


def was_late(work: Work, case: cases.Case) -> bool:
    """Whether the case, or a clock of its handling or closing, ran out of time."""
    return case.late or any(clock.late for clock in clocks.of_case(work, case.id) if clock.stage in ("handle", "close"))
