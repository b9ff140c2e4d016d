from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, Field

from cityloop.kit.http import REFUSALS, Desk
from cityloop.supervise.scores import queries as scores
from cityloop.supervise.verifications import actions

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


class NoteIn(BaseModel):
    note: str = Field(default="", max_length=2000)


class StandingOut(BaseModel):
    """The mean of what a duty's cases earned, and over how many."""

    duty: str
    area: str
    cases: int
    points: float


@router.post("/verifications/{verification_id}/accept")
def accept(work: Desk, verification_id: Id, said: NoteIn) -> None:
    actions.accept(work, verification_id, said.note)


@router.post("/verifications/{verification_id}/reject")
def reject(work: Desk, verification_id: Id, said: NoteIn) -> None:
    actions.reject(work, verification_id, said.note)


@router.get("/scores")
def standings(work: Desk) -> list[StandingOut]:
    return [StandingOut(**standing._asdict()) for standing in scores.standings(work)]
