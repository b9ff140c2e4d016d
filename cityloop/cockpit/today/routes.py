from fastapi import APIRouter

from cityloop.cockpit.today import queries
from cityloop.cockpit.today.schemas import TodayOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/today", tags=["cockpit"], responses=REFUSALS)


@router.get("")
def today(work: Desk) -> TodayOut:
    """What you have to do: tasks at work, meant for you or to be taken, looks you are asked for, and calls of a whistle."""
    return queries.today(work)
