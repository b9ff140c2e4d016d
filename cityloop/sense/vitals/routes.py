from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.kit.errors import NotFound
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.vitals import actions, queries, views
from cityloop.sense.vitals.schemas import BeatOut, DefinitionOut, ExplanationOut, OverviewOut, PlaceIn, PlacementOut

router = APIRouter(prefix="/api/vitals", tags=["sense"], responses=REFUSALS)

Code = Annotated[str, Query(max_length=9, pattern=r"^\d*$")]
Area = Annotated[str, InPath(max_length=9, pattern=r"^\d+$")]
Name = Annotated[str, InPath(max_length=128)]
Text = Annotated[str, Query(max_length=128)]


def _area(work: Work, said: str) -> str:
    """The area asked for, or the highest the one who works may see; to who may see nothing of it there is none."""
    area = said or queries.first_area(work)
    if area not in queries.tree_of(work).place or not queries.sees(scope_of(work), area):
        raise NotFound(kind="area", id=area)
    return area


@router.get("/boards")
def boards(work: Desk, area: Code = "") -> OverviewOut:
    """All boards and tracks in an area with their lamps counted, and the areas below with the worst lamp of each."""
    return views.overview(work, _area(work, area))


@router.get("")
def vital_signs(work: Desk, area: Code = "", board: Text = "", track: Text = "", lit: bool = False) -> list[BeatOut]:
    """The vital signs seen in an area, of a board or a track or all; `lit` leaves out those that are calm. From memory."""
    tracks = {
        one.name for one in work.rulebook.tracks.values() if track in ("", one.name, one.under) and board in ("", one.board)
    }
    found = queries.beats(work, _area(work, area))
    return [views.beat_line(one) for one in found if one.vital.track in tracks and (one.lamp or not lit)]


@router.get("/{name}")
def vital_sign(work: Desk, name: Name) -> DefinitionOut:
    """What a vital sign is: formula, inputs, lamp, owner; every version it had, and where it was handed on to."""
    if name not in work.rulebook.versions:
        raise NotFound(kind="vital sign", id=name)
    return views.definition(work, name)


@router.get("/{name}/{area}/explanation")
def explain(work: Desk, name: Name, area: Area) -> ExplanationOut:
    """Where a number comes from: the formula with its numbers, the lamp and why, the areas below, and what was read."""
    return views.explanation(work, name, _area(work, area))


@router.post("/{name}/placements")
def place(work: Desk, name: Name, said: PlaceIn) -> PlacementOut:
    """Extend a vital sign or all of a track to the level below, or lift it to the one above. Both levels see it."""
    row = actions.place(work, name, said.way, said.level, said.area, said.since, said.reason)
    return PlacementOut.model_validate(row)
