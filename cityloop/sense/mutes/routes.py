from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.sense.mutes import actions, queries
from cityloop.sense.mutes.schemas import MuteIn, MuteOut

router = APIRouter(prefix="/api/mutes", tags=["sense"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_mutes(work: Desk) -> list[MuteOut]:
    """The mutes this person may see, newest first."""
    return [MuteOut.model_validate(mute) for mute in queries.newest(work)]


@router.post("")
def ask(work: Desk, said: MuteIn) -> MuteOut:
    """Ask for quiet in a time to come; somebody else must approve it."""
    return MuteOut.model_validate(actions.ask(work, **said.model_dump()))


@router.post("/{mute_id}/approve")
def approve(work: Desk, mute_id: Id) -> MuteOut:
    """Approve it, as a second person."""
    return MuteOut.model_validate(actions.approve(work, mute_id))


@router.post("/{mute_id}/end")
def end(work: Desk, mute_id: Id) -> MuteOut:
    """End it before its time."""
    return MuteOut.model_validate(actions.end(work, mute_id))
