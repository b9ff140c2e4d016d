from typing import Annotated

from fastapi import APIRouter, Query

from cityloop.cockpit.panes import queries
from cityloop.cockpit.panes.schemas import ShownOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/panes", tags=["cockpit"], responses=REFUSALS)

Name = Annotated[str, Query(max_length=40)]
Code = Annotated[str, Query(max_length=9, pattern=r"^\d*$")]


@router.get("")
def panes(work: Desk, scene: Name = "city", area: Code = "") -> ShownOut:
    """Everything a scene shows of an area now; a wall is told of every change by `/api/live?scene=…`."""
    where = queries.area_of(work, area)
    found = queries.shown(work, queries.scene_of(work, scene), where)
    return ShownOut.model_validate({"scene": scene, "area": where, "at": work.now, "panes": [one.pane for one in found]})
