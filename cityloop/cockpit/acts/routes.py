from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.cockpit.acts import queries
from cityloop.cockpit.acts.schemas import ActsOut, StageOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/cases", tags=["cockpit"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("/{case_id}/acts")
def acts_of_case(work: Desk, case_id: Id) -> ActsOut:
    """What this person may do at the case now beside its moves, and who takes part in it."""
    return queries.of_case(work, case_id)


@router.get("/{case_id}/stages")
def stages_of_case(work: Desk, case_id: Id) -> list[StageOut]:
    """The stages of the case in their order: which it is in, who is waited for, and how much time is left."""
    return queries.stages(work, case_id)
