from datetime import datetime

from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import joining
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.facts import RequestAnswered, RequestAsked
from cityloop.decide.requests import queries, rules
from cityloop.decide.requests.rules import Kind, State
from cityloop.decide.requests.tables import Request
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.people.duties import queries as duties


def ask(
    work: Work, case_id: int, kind: Kind, reason: str, *, until: datetime | None = None, duty: str = "", area: str = ""
) -> Request:
    """Ask for it, as who holds the case."""
    case = case_queries.visible(work, case_id)
    require_any(work, *rules.asked_by(kind, queries.place(case)))
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    granted, waiting = queries.granted(work, case_id, kind), queries.waits(work, case_id)
    rules.may_ask(kind, stage=case.stage, late=case.due < work.now, granted=granted, waiting=waiting)
    if kind is Kind.suspension:
        until = rules.may_rest(until, work.now)
    if kind is Kind.across:
        _helper(work, duty, area)
    request = Request(
        case_id=case_id, kind=kind, reason=reason.strip(), by=work.by, at=work.now, until=until, duty=duty, area=area
    )
    request.by_for = _colleagues(work)
    work.keep(request)
    work.tell(RequestAsked(case=case_id, request=request.id, what=kind.value))
    return request


def _helper(work: Work, duty: str, area: str) -> None:
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    if not duties.answering(work, duty, area):
        raise Unreadable(why=f"Nobody holds the duty {duty} in area {area}.")


def approve(work: Work, request_id: int, note: str = "") -> Request:
    """Approve as who has to approve next; with the second approval it is done."""
    request = _open(work, request_id)
    case = case_queries.get(work, request.case_id)
    require_any(work, *rules.granted_by(request.kind, request.state, queries.place(case), request.area))
    _be_another(work, request)
    if request.state is State.asked:
        request.state, request.first_by, request.first_for, request.first_at = State.seconded, *_signed(work)
    else:
        request.state, request.second_by, request.second_for, request.second_at = State.granted, *_signed(work)
        _grant(work, request)
    request.note = note.strip()
    work.tell(RequestAnswered(case=request.case_id, request=request.id, what=request.kind.value, state=request.state.value))
    return request


def refuse(work: Work, request_id: int, note: str) -> Request:
    """Whoever may approve now may refuse, with a reason."""
    request = _open(work, request_id)
    case = case_queries.get(work, request.case_id)
    require_any(work, *rules.refused_by(request.kind, request.state, queries.place(case), request.area))
    _be_another(work, request)
    if not note.strip():
        raise Unreadable(why="Please give a reason.")
    request.state, request.second_by, request.second_for, request.second_at = State.refused, *_signed(work)
    request.note = note.strip()
    work.tell(RequestAnswered(case=request.case_id, request=request.id, what=request.kind.value, state=State.refused.value))
    return request


def _open(work: Work, request_id: int) -> Request:
    request = queries.visible(work, request_id)
    if request.state not in queries.WAITING:
        raise rules.Answered
    _be_another(work, request)
    return request


def _be_another(work: Work, request: Request) -> None:
    """Neither who approves nor the colleague in whose post they do may have asked or approved before."""
    if {work.by, *work.acting_for} & queries.signed_by(request):
        raise rules.SecondPerson


def _colleagues(work: Work) -> str:
    """In whose posts this is done, if in colleagues'."""
    return ",".join(sorted(work.acting_for))


def _signed(work: Work) -> tuple[str, str, datetime]:
    return work.by, _colleagues(work), work.now


def _grant(work: Work, request: Request) -> None:
    if request.kind is Kind.extension:
        cases.extend(work, request.case_id, request.reason)
    elif request.kind is Kind.suspension:
        assert request.until is not None
        cases.suspend(work, request.case_id, request.until, request.reason)
    else:
        joining.assist(work, request.case_id, request.duty, request.area, across=True)
