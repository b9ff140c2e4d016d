from fastapi import APIRouter, Request, Response, UploadFile

from cityloop.kit.errors import Unreadable
from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.books import actions, queries, sheets
from cityloop.people.books.schemas import RowToldOut, WorkbookOut

LARGEST = 16 * 1024 * 1024
SHOWN = 1000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/api/agencies/book", tags=["people"], responses=REFUSALS)


@router.get("", response_class=Response, responses={200: {"content": {EXCEL: {}}}})
def take_book(work: Desk) -> Response:
    """Agencies, members, posts and teams where one keeps personnel, as a workbook; brought back it changes nothing."""
    named = {"content-disposition": 'attachment; filename="people.xlsx"'}
    return Response(sheets.written(queries.tables(work)), media_type=EXCEL, headers=named)


@router.post("")
def bring_book(work: Desk, request: Request, file: UploadFile, dry_run: bool = False) -> WorkbookOut:
    """Bring such a workbook. With `dry_run` it is only said what would become of each row."""
    content = file.file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable(why="A workbook has at most 16 MiB.")
    told = actions.bring(work, request.app.state.ground(work), sheets.read(content))
    if dry_run:
        work.session.rollback()
    verdicts = [one.verdict for one in told]
    counts = {verdict: verdicts.count(verdict) for verdict in ("new", "changed", "same", "refused")}
    shown = [RowToldOut.model_validate(one) for one in told if one.verdict != "same"][:SHOWN]
    return WorkbookOut(**counts, rows=shown)
