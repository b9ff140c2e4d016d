from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.supervise.appeals import actions, queries
from cityloop.supervise.appeals.schemas import AppealIn, AppealOut, ReviewIn

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.post("/cases/{case_id}/appeal")
def make_appeal(work: Desk, case_id: Id, said: AppealIn) -> AppealOut:
    """Appeal, once and soon after closing, for a case one's own duty was late with."""
    return AppealOut.model_validate(actions.make(work, case_id, said.reason, said.photos))


@router.post("/appeals/{appeal_id}/review")
def review_appeal(work: Desk, appeal_id: Id, said: ReviewIn) -> AppealOut:
    """Give the look that is due: the dispatcher's first, then the leader's; a refusal ends it."""
    return AppealOut.model_validate(actions.review(work, appeal_id, said.granted, said.note))


@router.get("/appeals")
def list_appeals(work: Desk, open_only: bool = False) -> list[AppealOut]:
    """Overtime appeals, newest first."""
    return [AppealOut.model_validate(one) for one in queries.seen(work, open_only=open_only)]
