from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.members.queries import names
from cityloop.supervise.urgings import actions, queries
from cityloop.supervise.urgings.queries import Urging
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
    """`mine` says that this person is still to answer it, or may for a colleague they act for."""

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
    by_name: str = ""
    to_name: str = ""
    answered_name: str = ""
    mine: bool = False


def _out(work: Work, urgings: Sequence[Urging]) -> list[UrgingOut]:
    called = names(work, {name for one in urgings for name in (one.by, one.to, one.answered_by)})
    found = []
    for one in urgings:
        mine = one.answered_at is None and one.to in queries.answers_for(work)
        shown = {f"{field}_name": called.get(login, login) for field, login in (("by", one.by), ("to", one.to))}
        shown["answered_name"] = called.get(one.answered_by, one.answered_by)
        found.append(UrgingOut.model_validate(one).model_copy(update={**shown, "mine": mine}))
    return found


@router.post("/cases/{case_id}/urgings")
def urge_case(work: Desk, case_id: Id, said: UrgingIn) -> UrgingOut:
    """Ask somebody by name to answer for the case by a time."""
    return _out(work, [actions.urge(work, case_id, said.level, said.to, said.due, said.reason)])[0]


@router.get("/cases/{case_id}/urgings")
def urgings_of_case(work: Desk, case_id: Id) -> list[UrgingOut]:
    """Every urging of the case with its answer, oldest first."""
    cases.visible(work, case_id)
    return _out(work, queries.of_case(work, case_id))


@router.get("/urgings")
def my_urgings(work: Desk) -> list[UrgingOut]:
    """What you are still to answer, the most pressing first."""
    return _out(work, queries.mine(work))


@router.post("/urgings/{urging_id}/answer")
def answer_urging(work: Desk, urging_id: Id, said: UrgingAnswerIn) -> UrgingOut:
    """Say what is being done."""
    return _out(work, [actions.answer(work, urging_id, said.answer)])[0]
