from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath

from cityloop.kit.documents import CannotPrint
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.review.briefs import actions, queries
from cityloop.review.briefs.content import read_body
from cityloop.review.briefs.queries import Brief
from cityloop.review.briefs.rules import Form, Kind, NotPrinted
from cityloop.review.briefs.schemas import AgainOut, BriefOut, BriefPage, RhythmOut
from cityloop.review.briefs.speaking import Speaker

router = APIRouter(prefix="/api/briefs", tags=["review"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
KINDS = {
    Form.pdf: "application/pdf",
    Form.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("")
def list_briefs(
    work: Desk,
    kind: Kind | None = None,
    area: Annotated[str, Query(max_length=15)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[BriefOut]:
    """The briefs of areas this person oversees, newest first."""
    return [_out(work, one) for one in queries.seen(work, kind=kind, area=area, limit=limit)]


@router.get("/rhythms")
def list_rhythms(work: Desk, area: Annotated[str, Query(max_length=15)] = "50") -> list[RhythmOut]:
    """Duty watch, weekly dispatch, monthly assessment, quarterly review, spot-checks: the last record of each in an area this
    person oversees, and when the next is due."""
    found = queries.rhythms(work, area)
    return [RhythmOut(kind=kind, last=_out(work, last) if last else None, next_due=due) for kind, last, due in found]


@router.get("/{brief_id}")
def brief_page(work: Desk, brief_id: Id) -> BriefPage:
    """What a brief says, as data: every figure with its source."""
    brief = queries.visible(work, brief_id)
    return BriefPage(**_out(work, brief).model_dump(), body=brief.body)


@router.get("/{brief_id}/{form}", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
def download_brief(work: Desk, brief_id: Id, form: Form, language: Literal["zh", "en"] = "zh") -> Response:
    """The document: as it was kept in Chinese, or set anew in English."""
    brief = queries.visible(work, brief_id)
    content = _english(work, brief, form) if language == "en" else _kept(work, brief, form)
    name = f"{areas.title(work, brief.area)} {brief.kind.value} {brief.since}.{form.value}"
    shown = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "private"}
    return Response(content, media_type=KINDS[form], headers=shown)


@router.post("/{brief_id}/again")
def make_brief_again(work: Desk, brief_id: Id) -> AgainOut:
    """Make it again: the same to the byte, or a further version that says what was corrected."""
    same, brief = actions.again(work, brief_id)
    return AgainOut(same=same, brief=_out(work, brief))


def _kept(work: Work, brief: Brief, form: Form) -> bytes:
    name = brief.files.get(form.value)
    if name is None:
        raise NotPrinted(form=form.value, why=brief.missing or "it is being printed.")
    return work.files.read(name)


def _english(work: Work, brief: Brief, form: Form) -> bytes:
    try:
        return actions.PRINTERS[form](read_body(brief.body), Speaker(work.rulebook.words("en"), "en"))
    except CannotPrint as why:
        raise NotPrinted(form=form.value, why=str(why)) from why


def _out(work: Work, brief: Brief) -> BriefOut:
    out, corrections = BriefOut.model_validate(brief), len(brief.body["corrections"])
    more = {"forms": sorted(brief.files), "corrections": corrections, "area_name": areas.title(work, brief.area)}
    return out.model_copy(update=more)
