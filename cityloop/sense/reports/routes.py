from fastapi import APIRouter

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once
from cityloop.sense.reports import actions
from cityloop.sense.reports.rules import Said
from cityloop.sense.reports.schemas import ReportedIn, ReportedOut

router = APIRouter(prefix="/api/reports", tags=["sense"], responses=REFUSALS, route_class=Once)


@router.post("")
def report(work: Desk, said: ReportedIn) -> ReportedOut:
    """Report what you noticed; a case of the national cycle begins with it."""
    return ReportedOut.model_validate(actions.receive(work, Said(**said.model_dump())))
