from collections.abc import Sequence

from sqlalchemy import func, select

from cityloop.decide.cases import queries as cases
from cityloop.decide.requests.rules import Kind, State
from cityloop.decide.requests.tables import Request as Request  # a record may be handed on, its table not
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of

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
