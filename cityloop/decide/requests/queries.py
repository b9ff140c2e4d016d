from collections.abc import Sequence

from sqlalchemy import func, select

from cityloop.decide.cases import queries as cases
from cityloop.decide.requests import rules
from cityloop.decide.requests.rules import Kind, Place, State
from cityloop.decide.requests.tables import Request as Request  # a record may be handed on, its table not
from cityloop.kit.errors import NotFound, Refused
from cityloop.kit.work import Work
from cityloop.people.access.queries import held, scope_of
from cityloop.people.duties.rules import Held, under

WAITING = (State.asked, State.seconded)
MOST = 1_000


def visible(work: Work, request_id: int) -> Request:
    """The request, if the one who works may see its case, or is to help with it."""
    request = work.session.get(Request, request_id)
    if request is None or (not cases.is_visible(work, request.case_id) and not cases.oversees(work, request.area)):
        raise NotFound(kind="request", id=request_id)
    return request


def of_case(work: Work, case_id: int) -> Sequence[Request]:
    """Every request, oldest first."""
    return work.session.scalars(select(Request).where(Request.case_id == case_id).order_by(Request.id)).all()


def waiting(work: Work) -> Sequence[Request]:
    """Those still to be answered that the one who works may see, oldest first."""
    helped = (Request.area != "") & scope_of(work).where(Request.area)
    seen = Request.case_id.in_(cases.all_seen(work)) | helped
    chosen = select(Request).where(Request.state.in_(WAITING), seen).order_by(Request.id).limit(MOST)
    return work.session.scalars(chosen).all()


def granted(work: Work, case_id: int, kind: Kind) -> int:
    chosen = select(func.count()).where(Request.case_id == case_id, Request.kind == kind, Request.state == State.granted)
    return work.session.scalar(chosen) or 0


def waits(work: Work, case_id: int) -> bool:
    return any(one.state in WAITING for one in of_case(work, case_id))


def place(case: cases.Case) -> Place:
    return Place(case.duty, case.area, case.held_at or case.area)


def may_ask(work: Work, case: cases.Case, kind: Kind) -> bool:
    """Whether the one who works may ask for it now."""
    if under(held(work), *rules.asked_by(kind, place(case))) is None:
        return False
    again, waiting = granted(work, case.id, kind), waits(work, case.id)
    try:
        rules.may_ask(kind, stage=case.stage, late=case.due < work.now, granted=again, waiting=waiting)
    except Refused:
        return False
    return True


def answers(work: Work, request: Request) -> tuple[bool, bool]:
    """Whether the one who works may approve it now, and whether they may refuse it."""
    if request.state not in WAITING:
        return False, False
    asked = request.kind, request.state, place(cases.get(work, request.case_id)), request.area
    approving = under(held(work), *rules.granted_by(*asked))
    refusing = under(held(work), *rules.refused_by(*asked))
    return _another(work, request, approving), _another(work, request, refusing)


def _another(work: Work, request: Request, post: Held | None) -> bool:
    return post is not None and not {work.by, post.acting_for} & signed_by(request)


def signed_by(request: Request) -> set[str]:
    """Who asked and who has approved, and the colleagues in whose posts they did."""
    names = request.by, request.first_by, *request.by_for.split(","), *request.first_for.split(",")
    return {name for name in names if name}
