from collections import Counter
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile
from fastapi import Path as InPath
from pydantic import AwareDatetime

from cityloop.decide.matrix import actions, queries, sheets, views
from cityloop.decide.matrix.rules import CITY, Line
from cityloop.decide.matrix.schemas import (
    CODE,
    PREFIX,
    LeadOut,
    MatrixDraftIn,
    MatrixLineIn,
    MatrixLineOut,
    MatrixLinesOut,
    MatrixOut,
    MatrixPublishIn,
    MatrixSheetOut,
    MatrixSheetRowOut,
    MatrixTableOut,
    MatrixWholeOut,
)
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.sheets import LARGEST
from cityloop.places.areas import queries as areas
from cityloop.rulebook.standards import classes, listed

router = APIRouter(prefix="/api/matrix", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
Code = Annotated[str, Query(pattern=CODE)]
Within = Annotated[str, Query(max_length=15)]
Prefix = Annotated[str, Query(pattern=PREFIX)]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: dict[int | str, dict[str, object]] = {200: {"content": {EXCEL: {}}}}
SHOWN = 1000


@router.get("")
def list_matrices(work: Desk) -> list[MatrixOut]:
    """Every matrix, newest first: drafts, published ones with their day, withdrawn ones."""
    return [views.matrix_line(work, one) for one in queries.versions(work)]


@router.get("/lead")
def lead(work: Desk, key: Prefix, area: Code, at: AwareDatetime | None = None) -> LeadOut:
    """Who leads in such a matter there, at an instant or now, and why: the line that holds and those it overrode."""
    when: datetime = at or work.now
    return views.lead_out(work, queries.explained(work, key, area, when))


@router.post("")
def draft_matrix(work: Desk, said: MatrixDraftIn) -> MatrixOut:
    """Begin a draft with the lines of the matrix that holds last."""
    return views.matrix_line(work, actions.draft(work, said.note))


@router.get("/{matrix_id}/lines")
def matrix_lines(work: Desk, matrix_id: Id, area: Within = "", category: Prefix = "") -> MatrixLinesOut:
    """The lines of a matrix in an area and a class; the first thousand and how many there are."""
    found = queries.lines(work, matrix_id, area, category)
    return MatrixLinesOut(count=len(found), lines=[views.line_out(work, one) for one in found[:SHOWN]])


@router.post("/{matrix_id}/lines")
def add_line(work: Desk, matrix_id: Id, said: MatrixLineIn) -> MatrixLineOut:
    """Put a line into a draft."""
    line = Line(**{**said.model_dump(), "level": said.level.value, "assisting": tuple(said.assisting)})
    return views.line_out(work, actions.add(work, matrix_id, line))


@router.delete("/{matrix_id}/lines/{line_id}")
def strike_line(work: Desk, matrix_id: Id, line_id: Id) -> None:
    """Take a line out of a draft."""
    actions.strike(work, matrix_id, line_id)


@router.get("/{matrix_id}/sheet", response_class=Response, responses=FILE)
def matrix_sheet(work: Desk, matrix_id: Id, area: Within = "") -> Response:
    """The lines as an Excel book; brought back unchanged it changes nothing."""
    found = [queries.as_line(one) for one in queries.lines(work, matrix_id, area)]
    names = {key: one.zh for key, one in {**listed(), **classes()}.items()}
    content = sheets.written(found, lambda key: names.get(key, ""), lambda code: areas.title(work, code))
    return Response(content, media_type=EXCEL, headers={"content-disposition": f'attachment; filename="matrix-{matrix_id}.xlsx"'})


@router.post("/{matrix_id}/sheet")
def bring_lines(work: Desk, matrix_id: Id, file: UploadFile, area: Code = CITY, dry_run: bool = False) -> MatrixSheetOut:
    """Let the lines of a draft in an area be those of a CSV or Excel sheet: all, or nothing while a row is refused."""
    rows = sheets.read(file.file.read(LARGEST + 1), actions.known(work))
    brought = actions.bring(work, matrix_id, rows, area, dry_run=dry_run)
    counts = Counter(verdict for _, verdict in brought.verdicts)
    ordered = sorted(brought.verdicts, key=lambda one: (one[1] != "refused", one[1] == "same", one[0].row))
    shown = [
        MatrixSheetRowOut(row=one.row, said=one.said, verdict=verdict, reason=one.reason) for one, verdict in ordered[:SHOWN]
    ]
    told = {verdict: counts[verdict] for verdict in ("new", "changed", "same", "refused")}
    return MatrixSheetOut(**told, gone=brought.gone, rows=shown)


@router.get("/{matrix_id}/faults")
def matrix_faults(work: Desk, matrix_id: Id, area: Code = CITY, since: Day | None = None) -> MatrixWholeOut:
    """Every gap, overlap and vacant duty of a matrix from a day on, in an area or the whole city."""
    day = since or queries.get(work, matrix_id).since or work.today
    return views.whole_out(work, matrix_id, queries.faults(work, matrix_id, area, day), day)


@router.get("/{matrix_id}/table")
def matrix_table(work: Desk, matrix_id: Id, area: Code = CITY, day: Day | None = None) -> MatrixTableOut:
    """A matrix as a table: classes of matters down, the areas below one across; faults of that day marked."""
    return views.table(work, matrix_id, area, day or work.today)


@router.post("/{matrix_id}/publish")
def publish_matrix(work: Desk, matrix_id: Id, said: MatrixPublishIn) -> MatrixOut:
    """Let a draft hold from a day on. Refused while a matter somewhere has no lead, several, or nobody to do it."""
    return views.matrix_line(work, actions.publish(work, matrix_id, said.since))


@router.post("/{matrix_id}/withdraw")
def withdraw_matrix(work: Desk, matrix_id: Id) -> MatrixOut:
    """Take back a draft, or a published matrix before its day."""
    return views.matrix_line(work, actions.withdraw(work, matrix_id))


@router.post("/{matrix_id}/catch_up")
def catch_up(work: Desk, matrix_id: Id) -> MatrixOut:
    """Make a draft's changes again on the matrix that was published meanwhile."""
    return views.matrix_line(work, actions.catch_up(work, matrix_id))
