from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.supervise.appeals import actions, queries
from cityloop.supervise.appeals.schemas import AppealIn, AppealOfCaseOut, AppealOut, ReviewIn

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.post("/cases/{case_id}/appeal")
def make_appeal(work: Desk, case_id: Id, said: AppealIn) -> AppealOut:
    """Appeal, once and soon after closing, for a case one's own duty was late with."""
    return _out(work, actions.make(work, case_id, said.reason, said.photos))


@router.get("/cases/{case_id}/appeal")
def appeal_of_case(work: Desk, case_id: Id) -> AppealOfCaseOut:
    """The appeal for a case, and whether one may be made."""
    case, found = cases.visible(work, case_id), queries.of_case(work, case_id)
    if found:
        return AppealOfCaseOut(appeal=_out(work, found), may_make=False)
    return AppealOfCaseOut(appeal=None, may_make=queries.may_make(work, case))


@router.post("/appeals/{appeal_id}/review")
def review_appeal(work: Desk, appeal_id: Id, said: ReviewIn) -> AppealOut:
    """Give the look that is due: the dispatcher's first, then the leader's; a refusal ends it."""
    return _out(work, actions.review(work, appeal_id, said.granted, said.note))


@router.get("/appeals")
def list_appeals(work: Desk, open_only: bool = False) -> list[AppealOut]:
    """Overtime appeals, newest first."""
    return [_out(work, one) for one in queries.seen(work, open_only=open_only)]


def _out(work: Work, appeal: queries.Appeal) -> AppealOut:
    return AppealOut.model_validate(appeal).model_copy(update={"may_review": queries.may_review(work, appeal)})
