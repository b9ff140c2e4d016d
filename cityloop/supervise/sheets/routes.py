from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.supervise.sheets import queries
from cityloop.supervise.sheets.schemas import MarkOut, SheetFormOut, SheetOut
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.routes import Code, case_lines, titles_of
from cityloop.supervise.yardsticks.rules import By, Kind, stretch
from cityloop.supervise.yardsticks.schemas import CaseLineOut

router = APIRouter(prefix="/api/sheets", tags=["supervise"], responses=REFUSALS)

Named = Annotated[str, Query(max_length=200)]
Name = Annotated[str, Path(max_length=100)]


@router.get("")
def sheets(work: Desk) -> list[SheetFormOut]:
    """The score sheets that hold today."""
    found = yardsticks.book(work).sheets.values()
    return [
        SheetFormOut(name=one.name, words=dict(one.words), of=one.of, source=dict(one.source), full=one.full) for one in found
    ]


@router.get("/{name}")
def filled_sheets(
    work: Desk,
    request: Request,
    name: Name,
    area: Code = "50",
    kind: Kind = Kind.month,
    day: Day | None = None,
    by: By | None = None,
) -> list[SheetOut]:
    """A sheet filled in for everyone this person may see, best first; `by` fills it in for others than it is made for."""
    asked = stretch(kind, day or work.today)
    form, found = queries.sheet_of(work, name, asked), queries.filled(work, name, area, asked, by)
    titles = titles_of(work, request, [one.group for one in found], by or By(form.of))
    of = {mark.name: mark for mark in form.marks}
    return [
        SheetOut(
            group=one.group,
            title=titles[one.group],
            total=one.total,
            marks=[
                MarkOut(words=dict(of[mark.name].words), formula=of[mark.name].formula.said, lost=mark.lost, **mark._asdict())
                for mark in one.marks
            ],
        )
        for one in found
    ]


@router.get("/{name}/cost")
def lost_points(
    work: Desk,
    name: Name,
    group: Named,
    mark: Named,
    area: Code = "50",
    kind: Kind = Kind.month,
    day: Day | None = None,
    by: By | None = None,
) -> list[CaseLineOut]:
    """The cases that cost points in a mark, with how many points each and how its appeal stands; at most 500."""
    found = queries.cost(work, name, area, stretch(kind, day or work.today), group, mark, by)
    return case_lines(work, found[: yardsticks.MOST_CASES])
