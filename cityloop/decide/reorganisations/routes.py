from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, UploadFile
from fastapi import Path as InPath

from cityloop.decide.cases.queries import Case
from cityloop.decide.matrix.rules import Line
from cityloop.decide.reorganisations import actions, queries
from cityloop.decide.reorganisations.queries import Effect
from cityloop.decide.reorganisations.schemas import (
    AdoptIn,
    BecameOut,
    CaseInOut,
    EffectOut,
    FigureOut,
    LineChangeOut,
    MicroGridLineOut,
    MicroGridOut,
    NameOut,
    NamesOut,
    PlanFaultOut,
    PlanIn,
    PlanOut,
    PostMovedOut,
)
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.sheets import LARGEST
from cityloop.kit.work import Work
from cityloop.people.access.queries import require, scope_of
from cityloop.people.duties.rules import KEEPER as PERSONNEL
from cityloop.places.areas import queries as areas
from cityloop.places.areas import sheets
from cityloop.places.microgrids import actions as microgrids
from cityloop.places.microgrids import rules as microgrid_rules

router = APIRouter(prefix="/api/reorganisations", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
SHOWN = 200


@router.get("")
def list_plans(work: Desk) -> list[PlanOut]:
    """Every plan, newest first."""
    return [PlanOut.model_validate(plan) for plan in queries.plans(work)]


@router.post("")
def draft_plan(work: Desk, said: PlanIn) -> PlanOut:
    """Write a plan down: streets to be merged, grids to be split, matters to be handed on, posts to be ended."""
    steps = [step.model_dump(exclude_defaults=True) for step in said.steps]
    return PlanOut.model_validate(actions.draft(work, said.title, steps))


@router.post("/sheet")
def draft_names(work: Desk, file: UploadFile, dry_run: bool = False) -> NamesOut:
    """Draft a plan from an Excel sheet of areas: the names that differ. What is no area, or lies elsewhere, is refused by row."""
    newest = areas.newest(work)
    rows = sheets.read(file.file.read(LARGEST + 1), areas.area_map(work, newest.since if newest else None).area)
    counts = Counter(one.verdict for one in rows)
    plan = None
    if not dry_run and not counts["refused"] and counts["changed"]:
        names = {one.code: one.name for one in rows if one.verdict == "changed"}
        plan = actions.draft(work, file.filename or "names", [{"kind": "rename", "names": names}]).id
    told = [NameOut(**one._asdict()) for one in rows if one.verdict != "same"][:SHOWN]
    return NamesOut(same=counts["same"], changed=counts["changed"], refused=counts["refused"], plan=plan, rows=told)


@router.post("/microgrids/sheet")
def bring_microgrids(
    work: Desk, file: UploadFile, since: Annotated[Day, Query()], dry_run: bool = False
) -> list[MicroGridLineOut]:
    """Add and change micro-grids from a day on by an Excel or CSV sheet; each row is told what became of it."""
    lines = microgrids.bring(
        work, microgrid_rules.read(file.file.read(LARGEST + 1)), since, lambda area: require(work, PERSONNEL, area)
    )
    if dry_run:
        work.session.rollback()
    return [MicroGridLineOut(**one._asdict()) for one in lines]


@router.post("/microgrids/{code}/end")
def end_microgrid(work: Desk, code: str, said: AdoptIn) -> MicroGridOut:
    """Let a micro-grid be no more from a day on."""
    found = microgrids.end(work, code, said.since, lambda area: require(work, PERSONNEL, area))
    return MicroGridOut.model_validate(found)


@router.get("/{plan_id}/effect")
def effect(work: Desk, plan_id: Id, since: Annotated[date, Query()]) -> EffectOut:
    """What the plan would do if it held from a day on: areas, posts, cases, figures and faults of the matrix. Nothing is done."""
    return _effect(work, queries.effect(work, plan_id, since))


@router.post("/{plan_id}/adopt")
def adopt_plan(work: Desk, plan_id: Id, said: AdoptIn) -> PlanOut:
    """Let the plan hold from a day to come: map, posts and matrix in one step. Refused if the matrix would have a hole."""
    return PlanOut.model_validate(actions.adopt(work, plan_id, said.since))


@router.post("/{plan_id}/undo")
def undo_plan(work: Desk, plan_id: Id) -> PlanOut:
    """Take an adopted plan back before its day."""
    return PlanOut.model_validate(actions.undo(work, plan_id))


def _effect(work: Work, found: Effect) -> EffectOut:
    faults = found.whole.faults if found.whole else ()
    bars = set(found.whole.barring(found.since)) if found.whole else set()
    return EffectOut(
        since=found.since,
        areas=[BecameOut(kind=one.kind, before=one.before, after=one.after) for one in found.links[:SHOWN]],
        areas_count=len(found.links),
        posts=[PostMovedOut(duty=one.duty, before=one.before, after=list(one.after)) for one in found.posts[:SHOWN]],
        posts_count=len(found.posts),
        moving=_seen(work, found.moving),
        moving_count=len(found.moving),
        staying=_seen(work, found.staying),
        staying_count=len(found.staying),
        figures=[FigureOut(before=[*one.before], after=[*one.after], closed=dict(said)) for one, said in found.figures],
        lines=[LineChangeOut(before=_said(before), after=_said(after)) for before, after in found.lines[:SHOWN]],
        lines_count=len(found.lines),
        faults=[
            PlanFaultOut(said=str(one), kind=one.kind, new=str(one) not in found.earlier, bars=one in bars)
            for one in faults[:SHOWN]
        ],
        bars=bool(bars),
    )


def _seen(work: Work, cases: Sequence[Case]) -> list[CaseInOut]:
    """The first of these cases that the one who asks may see; all are counted, others are not named."""
    scope = scope_of(work)
    return [CaseInOut.model_validate(case) for case in cases if scope.covers(case.area, case.duty)][:SHOWN]


def _said(line: Line | None) -> str:
    return f"{line.category or '*'} · {line.area} · {line.duty} · {line.level}" if line else ""
