from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, Field

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once
from cityloop.supervise.scores import queries as scores
from cityloop.supervise.verifications import actions
from cityloop.supervise.verifications.rules import Seen

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS, route_class=Once)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


class SeenIn(BaseModel):
    """What was seen: pictures by the names `POST /api/files` gave, and where one stood, in degrees."""

    note: str = Field(default="", max_length=2000)
    photos: list[str] = Field(default=[], max_length=9)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)

    def seen(self) -> Seen:
        return Seen(self.note, tuple(self.photos), self.lon, self.lat)


class StandingOut(BaseModel):
    """The mean of what a duty's cases earned, and over how many."""

    duty: str
    area: str
    cases: int
    points: float


@router.post("/verifications/{verification_id}/accept")
def accept(work: Desk, verification_id: Id, said: SeenIn) -> None:
    actions.accept(work, verification_id, said.seen())


@router.post("/verifications/{verification_id}/reject")
def reject(work: Desk, verification_id: Id, said: SeenIn) -> None:
    actions.reject(work, verification_id, said.seen())


@router.get("/scores")
def standings(work: Desk) -> list[StandingOut]:
    return [StandingOut(**standing._asdict()) for standing in scores.standings(work)]
