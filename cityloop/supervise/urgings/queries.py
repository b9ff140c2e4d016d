from collections.abc import Sequence

from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties import queries as duties
from cityloop.supervise.urgings.tables import Urging as Urging  # a record may be handed on, its table not

MOST = 500  # urgings of one member listed


def of_case(work: Work, case_id: int) -> Sequence[Urging]:
    """Every urging of the case, oldest first."""
    return work.session.scalars(select(Urging).where(Urging.case_id == case_id).order_by(Urging.id)).all()


def found(work: Work, urging_id: int) -> Urging:
    """The urging, for the city's own use."""
    return work.find(Urging, urging_id)


def visible(work: Work, urging_id: int) -> Urging:
    found = work.session.get(Urging, urging_id)
    if found is None or not (found.to == work.by or cases.is_visible(work, found.case_id)):
        raise NotFound(kind="urging", id=urging_id)
    return found


def mine(work: Work) -> Sequence[Urging]:
    """What the one who works, or whom they act for, is still to answer, the most pressing first."""
    named = Urging.to.in_(answers_for(work))
    return work.session.scalars(select(Urging).where(named, Urging.answered_at.is_(None)).order_by(Urging.due).limit(MOST)).all()


def answers_for(work: Work) -> set[str]:
    """The one who works, and those they act for."""
    return {work.by, *(post.acting_for for post in held(work))} - {""}


def answerable(work: Work, case: cases.Case) -> Sequence[tuple[str, str]]:
    """Login and name of who holds the duty of the case where it is held, and of who leads there: they can be urged."""
    area = case.held_at or case.area
    found = [one for duty in (case.duty, "leader") for one in duties.holders(work, duty, area)]
    return list(dict.fromkeys(found))


def unanswered(work: Work) -> Sequence[Urging]:
    """Those whose time has run out without an answer, of which nothing was told yet."""
    late = select(Urging).where(Urging.answered_at.is_(None), Urging.due < work.now, Urging.told.is_(False))
    return work.session.scalars(late.order_by(Urging.id)).all()
