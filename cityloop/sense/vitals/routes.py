from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response, UploadFile
from fastapi import Path as InPath

from cityloop.kit.errors import NotFound
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.rulebook.vitals import Catalogue
from cityloop.sense.vitals import actions, queries, sheets, views
from cityloop.sense.vitals.schemas import (
    BeatOut,
    DefinitionOut,
    ExplanationOut,
    OverviewOut,
    PlaceIn,
    PlacementOut,
    ReportOut,
    RetireIn,
    RowOut,
)

router = APIRouter(prefix="/api/vitals", tags=["sense"], responses=REFUSALS)

Code = Annotated[str, Query(max_length=9, pattern=r"^\d*$")]
Area = Annotated[str, InPath(max_length=9, pattern=r"^\d+$")]
Name = Annotated[str, InPath(max_length=128)]
Text = Annotated[str, Query(max_length=128)]
Form = Literal["toml", "xlsx"]

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 1000  # lines of a report


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


@router.get("/catalogue", response_class=Response, responses={200: {"content": {"application/toml": {}, BOOK: {}}}})
def take_catalogue(work: Desk, form: Form = "toml") -> Response:
    """The whole catalogue as it holds today, as TOML or as an Excel book. What is taken out can be brought in again."""
    kept = Catalogue(
        boards=tuple(work.rulebook.boards.values()),
        tracks=tuple(work.rulebook.tracks.values()),
        vitals=tuple(work.rulebook.vitals_on(work.today).values()),
    )
    content = sheets.as_book(kept) if form == "xlsx" else sheets.as_text(kept)
    name = {"content-disposition": f'attachment; filename="vital-signs-{work.today.isoformat()}.{form}"'}
    return Response(content, media_type=BOOK if form == "xlsx" else "application/toml", headers=name)


@router.post("/catalogue")
def bring_catalogue(work: Desk, file: UploadFile, dry: bool = True) -> ReportOut:
    """Bring a catalogue, TOML or Excel: what each line becomes. Kept all together, or not at all; `dry` keeps nothing."""
    kept, told = actions.bring(work, sheets.read(file.file.read(sheets.LARGEST + 1)), dry)
    counts = {outcome: sum(one.outcome == outcome for one in told) for outcome in ("new", "changed", "same", "refused")}
    rows = [RowOut.model_validate(one._asdict()) for one in told if one.outcome != "same"]
    return ReportOut(kept=kept, dry=dry, counts=counts, rows=rows[:SHOWN])


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


@router.post("/{name}/retire")
def retire(work: Desk, name: Name, said: RetireIn) -> None:
    """Let a vital sign end on a day; what it said and what it was stay."""
    actions.retire(work, name, said.day)


@router.post("/{name}/placements")
def place(work: Desk, name: Name, said: PlaceIn) -> PlacementOut:
    """Extend a vital sign or all of a track to the level below, or lift it to the one above. Both levels see it."""
    row = actions.place(work, name, said.way, said.level, said.area, said.since, said.reason)
    return PlacementOut.model_validate(row)
