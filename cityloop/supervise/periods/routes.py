from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.supervise.periods import actions, queries
from cityloop.supervise.periods.schemas import (
    ChangedOut,
    CorrectIn,
    CorrectionOut,
    FreezeIn,
    KeyRotatedOut,
    PeriodOut,
    PeriodPage,
)

router = APIRouter(prefix="/api/periods", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_periods(work: Desk) -> list[PeriodOut]:
    """The frozen periods of areas this person sees whole, newest first."""
    return [PeriodOut.model_validate(one) for one in queries.seen(work)]


@router.post("")
def freeze_period(work: Desk, asked: FreezeIn) -> PeriodOut:
    """Freeze a day, week, month or quarter that is over, with all it was counted from, under the city's signature."""
    return PeriodOut.model_validate(actions.freeze(work, asked.area, asked.kind, asked.day))


@router.get("/{period_id}")
def period(work: Desk, period_id: Id) -> PeriodPage:
    """A frozen period, verified, counted again, and held beside today's records case by case."""
    found = queries.get(work, period_id)
    beside = queries.compared(work, found)
    return PeriodPage(
        period=PeriodOut.model_validate(found),
        same=queries.again(work, found),
        numbers={
            by: {group: dict(row) for group, row in each.items()} for by, each in queries.thawed(work, found).numbers.items()
        },
        changed=[ChangedOut(case=one.case, columns=dict(one.columns)) for one in beside.cases],
        differences=beside.numbers,
        corrections=[CorrectionOut.model_validate(one) for one in queries.corrections(work, found.id)],
    )


@router.post("/{period_id}/corrections")
def correct_period(work: Desk, period_id: Id, said: CorrectIn) -> CorrectionOut:
    """Add to a frozen period what today's records say otherwise; what was frozen stays as it is."""
    return CorrectionOut.model_validate(actions.correct(work, period_id, said.reason))


@router.post("/key")
def rotate_city_key(work: Desk) -> KeyRotatedOut:
    """Sign with a new key from now on; what was signed before is verified with the old one."""
    key = actions.rotate_key(work)
    return KeyRotatedOut(id=key.id, public=key.public)
