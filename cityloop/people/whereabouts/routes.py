from fastapi import APIRouter
from pydantic import BaseModel, Field

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once
from cityloop.people.whereabouts import actions

router = APIRouter(prefix="/api/whereabouts", tags=["people"], responses=REFUSALS, route_class=Once)


class PlaceIn(BaseModel):
    """A place in degrees."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


@router.post("")
def say_where(work: Desk, said: PlaceIn) -> None:
    """Say where you are, so that what is near is asked of you; only the last place is kept."""
    actions.say(work, said.lon, said.lat)
