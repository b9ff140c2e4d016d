from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.leaves import actions
from cityloop.people.leaves.schemas import LeaveIn, LeaveSaidOut

router = APIRouter(prefix="/api/posts/leaves", tags=["people"], responses=REFUSALS)


@router.post("")
def say_leave(work: Desk, said: LeaveIn) -> LeaveSaidOut:
    """Say that a member is away: they themselves, or who keeps personnel there. Who is away is not on duty."""
    return LeaveSaidOut(id=actions.say(work, said.login, said.since, said.until, said.why).id)


@router.post("/{leave_id}/end")
def end_leave(work: Desk, leave_id: Annotated[int, InPath(ge=1, lt=2**31)]) -> LeaveSaidOut:
    """Say that a member is back before it was said, or does not go."""
    return LeaveSaidOut(id=actions.end(work, leave_id).id)
