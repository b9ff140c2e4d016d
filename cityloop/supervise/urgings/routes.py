from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.supervise.urgings import actions, queries
from cityloop.supervise.urgings.rules import Level

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


class UrgingIn(BaseModel):
    """Who is to answer (a login), by when, and why."""

    level: Level
    to: str = Field(max_length=100)
    due: AwareDatetime
    reason: str = Field(max_length=1000)


class UrgingAnswerIn(BaseModel):
    answer: str = Field(max_length=2000)


class UrgingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    case_id: int
    level: Level
    reason: str
    by: str
    at: datetime
    to: str
    due: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@router.post("/cases/{case_id}/urgings")
def urge_case(work: Desk, case_id: Id, said: UrgingIn) -> UrgingOut:
    """Ask somebody by name to answer for the case by a time."""
    return UrgingOut.model_validate(actions.urge(work, case_id, said.level, said.to, said.due, said.reason))


@router.get("/cases/{case_id}/urgings")
def urgings_of_case(work: Desk, case_id: Id) -> list[UrgingOut]:
    """Every urging of the case with its answer, oldest first."""
    cases.visible(work, case_id)
    return [UrgingOut.model_validate(one) for one in queries.of_case(work, case_id)]


@router.get("/urgings")
def my_urgings(work: Desk) -> list[UrgingOut]:
    """What you are still to answer, the most pressing first."""
    return [UrgingOut.model_validate(one) for one in queries.mine(work)]


@router.post("/urgings/{urging_id}/answer")
def answer_urging(work: Desk, urging_id: Id, said: UrgingAnswerIn) -> UrgingOut:
    """Say what is being done."""
    return UrgingOut.model_validate(actions.answer(work, urging_id, said.answer))
