from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath

from cityloop.kit import sheets as excel
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.work import Work
from cityloop.rulebook.scoring import Race
from cityloop.supervise.races import queries, rules, sheets
from cityloop.supervise.races.rules import Run
from cityloop.supervise.races.schemas import MarkName, RaceOut, RunnerOut, RunOut
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.routes import Code, titles_of
from cityloop.supervise.yardsticks.rules import By

router = APIRouter(prefix="/api/races", tags=["supervise"], responses=REFUSALS)

Name = Annotated[str, InPath(max_length=100)]
Language = Annotated[Literal["zh", "en"], Query()]
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {excel.EXCEL: {}}, "description": "An Excel book"}}


@router.get("")
def list_races(work: Desk) -> list[RaceOut]:
    """The races there are, each with today's rule."""
    book = yardsticks.book(work)
    return [_race(one, book.sheets[one.sheet].words) for one in queries.races(work)]


@router.get("/{name}")
def race_month(work: Desk, request: Request, name: Name, area: Code = "50", day: Day | None = None) -> RunOut:
    """A race of a month: places, flags, and why each place is another than the month before."""
    return _run(work, request, name, area, day)


@router.get("/{name}/board.xlsx", response_class=Response, responses=FILE)
def race_sheet(
    work: Desk, request: Request, name: Name, area: Code = "50", day: Day | None = None, language: Language = "zh"
) -> Response:
    """The same as an Excel book: places, what changed, the rule."""
    content = sheets.written(_run(work, request, name, area, day), language)
    head = {"content-disposition": 'attachment; filename="race.xlsx"'}
    return Response(content, media_type=excel.EXCEL, headers=head)


def _run(work: Work, request: Request, name: str, area: str, day: Day | None) -> RunOut:
    run, heat = queries.shown(work, name, area, day or work.today)
    groups = {one.group for one in run.runners}.union(*(one.overtook + one.overtaken_by for one in run.runners))
    titles = titles_of(work, request, sorted(groups), By(run.race["among"]))
    return RunOut(
        race=_race(rules.race_of(run), run.sheet["words"]),
        first=date.fromisoformat(run.first),
        area=run.area,
        as_of=datetime.fromisoformat(run.as_of),
        rule_changed=run.rule_changed,
        frozen=heat.period_id if heat else None,
        file=heat.file if heat else "",
        marks=[MarkName(name=one["name"], words=one["words"], full=one.get("full", 0)) for one in run.sheet["mark"]],
        runners=_runners(run, titles),
        titles=titles,
        months=[one.first for one in queries.months(work, name, area)],
    )


def _runners(run: Run, titles: Mapping[str, str]) -> list[RunnerOut]:
    return [RunnerOut(title=titles[one.group], **one.__dict__) for one in run.runners]


def _race(one: Race, sheet_words: Mapping[str, str]) -> RaceOut:
    said = {name: getattr(one, name) for name in set(RaceOut.model_fields) - {"sheet_words"}}
    return RaceOut(**said, sheet_words=dict(sheet_words))
