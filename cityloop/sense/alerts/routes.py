from fastapi import APIRouter

from cityloop.kit.http import REFUSALS, Desk
from cityloop.sense.alerts import actions
from cityloop.sense.alerts.rules import Exercise
from cityloop.sense.alerts.schemas import DrillIn, DrillOut

router = APIRouter(prefix="/api/alerts", tags=["sense"], responses=REFUSALS)


@router.post("/drill")
def raise_drill(work: Desk, said: DrillIn) -> DrillOut:
    """Raise an alert as a drill: it goes the way of any, under a mark, and is counted nowhere."""
    return DrillOut(id=actions.drill(work, Exercise(**said.model_dump())).id)
