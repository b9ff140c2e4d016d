from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.decide.requests import actions, queries
from cityloop.decide.requests.queries import Request
from cityloop.decide.requests.schemas import AnswerIn, RequestIn, RequestOut
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas

router = APIRouter(prefix="/api", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


def _out(work: Work, requests: Sequence[Request]) -> list[RequestOut]:
    said = {name for one in requests for name in (*queries.signed_by(one), one.second_by, *one.second_for.split(",")) if name}
    called = names(work, said)

    def name(by: str, colleagues: str) -> str:
        others = ", ".join(called.get(one, one) for one in colleagues.split(",") if one)
        return called.get(by, by) + (f" ({others})" if others else "")

    found = []
    for one in requests:
        approving, refusing = queries.answers(work, one)
        shown = {
            "by_name": name(one.by, one.by_for),
            "first_name": name(one.first_by, one.first_for),
            "second_name": name(one.second_by, one.second_for),
            "area_name": areas.title(work, one.area) if one.area else "",
            "may_approve": approving,
            "may_refuse": refusing,
        }
        found.append(RequestOut.model_validate(one).model_copy(update=shown))
    return found


@router.post("/cases/{case_id}/requests")
def ask_for(work: Desk, case_id: Id, said: RequestIn) -> RequestOut:
    """Ask for more time, for a time without a clock, or for another district's help."""
    asked = actions.ask(work, case_id, said.kind, said.reason, until=said.until, duty=said.duty, area=said.area)
    return _out(work, [asked])[0]


@router.get("/cases/{case_id}/requests")
def requests_of_case(work: Desk, case_id: Id) -> list[RequestOut]:
    """Everything that was asked for the case, oldest first."""
    cases.visible(work, case_id)
    return _out(work, queries.of_case(work, case_id))


@router.get("/requests")
def requests_waiting(work: Desk) -> list[RequestOut]:
    """What still waits for an approval."""
    return _out(work, queries.waiting(work))


@router.post("/requests/{request_id}/approve")
def approve_request(work: Desk, request_id: Id, said: AnswerIn) -> RequestOut:
    """Approve: the department first, then the dispatcher; with the second approval it is done."""
    return _out(work, [actions.approve(work, request_id, said.note)])[0]


@router.post("/requests/{request_id}/refuse")
def refuse_request(work: Desk, request_id: Id, said: AnswerIn) -> RequestOut:
    """Do not grant it, and say why."""
    return _out(work, [actions.refuse(work, request_id, said.note)])[0]
