from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once
from cityloop.people.attendances import actions, queries

router = APIRouter(prefix="/api/attendance", tags=["people"], responses=REFUSALS, route_class=Once)


class ComeIn(BaseModel):
    """`shares` says that colleagues who hand out work may know where you are until you leave; the place is in degrees."""

    shares: bool = False
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)


class AttendanceOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    began: datetime
    ended: datetime | None
    shares: bool


@router.get("")
def attendance(work: Desk) -> AttendanceOut | None:
    """When you came to work last, and left; nothing if that is more than 16 hours ago."""
    found = queries.own(work)
    return AttendanceOut.model_validate(found) if found else None


@router.post("/come")
def come_to_work(work: Desk, said: ComeIn) -> AttendanceOut:
    """Say that you are at work."""
    return AttendanceOut.model_validate(actions.come(work, said.lon, said.lat, shares=said.shares))


@router.post("/leave")
def leave_work(work: Desk) -> AttendanceOut:
    """Say that you leave; where you were is forgotten."""
    return AttendanceOut.model_validate(actions.leave(work))
