from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.decide.requests import actions, queries
from cityloop.decide.requests.schemas import AnswerIn, RequestIn, RequestOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.post("/cases/{case_id}/requests")
def ask_for(work: Desk, case_id: Id, said: RequestIn) -> RequestOut:
    """Ask for more time, for a time without a clock, or for another district's help."""
    asked = actions.ask(work, case_id, said.kind, said.reason, until=said.until, duty=said.duty, area=said.area)
    return RequestOut.model_validate(asked)


@router.get("/cases/{case_id}/requests")
def requests_of_case(work: Desk, case_id: Id) -> list[RequestOut]:
    """Everything that was asked for the case, oldest first."""
    cases.visible(work, case_id)
    return [RequestOut.model_validate(one) for one in queries.of_case(work, case_id)]


@router.get("/requests")
def requests_waiting(work: Desk) -> list[RequestOut]:
    """What still waits for an approval."""
    return [RequestOut.model_validate(one) for one in queries.waiting(work)]


@router.post("/requests/{request_id}/approve")
def approve_request(work: Desk, request_id: Id, said: AnswerIn) -> RequestOut:
    """Approve: the department first, then the dispatcher; with the second approval it is done."""
    return RequestOut.model_validate(actions.approve(work, request_id, said.note))


@router.post("/requests/{request_id}/refuse")
def refuse_request(work: Desk, request_id: Id, said: AnswerIn) -> RequestOut:
    """Do not grant it, and say why."""
    return RequestOut.model_validate(actions.refuse(work, request_id, said.note))
