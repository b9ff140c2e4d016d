from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.adjustments import actions, queries, rules
from cityloop.decide.adjustments.queries import Adjustment
from cityloop.decide.adjustments.rules import Said
from cityloop.decide.adjustments.schemas import AdjustmentIn, AdjustmentOut, AdjustmentTry
from cityloop.decide.clocks.schemas import MovingOut, WhyIn
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/adjustments", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_adjustments(work: Desk) -> list[AdjustmentOut]:
    """Which editions running clocks follow or will follow, since when and why, newest first."""
    return [_out(one) for one in queries.every(work)]


@router.post("/try")
def try_adjustment(work: Desk, said: AdjustmentTry) -> MovingOut:
    """What following this edition would do to the clocks that run now."""
    return MovingOut.model_validate(actions.effect(work, Said(**said.model_dump(), why="")))


@router.post("")
def agree_on_adjustment(work: Desk, said: AdjustmentIn) -> AdjustmentOut:
    """Let running clocks follow an edition from a day on, with the reason in the log; closed ones stay as they were."""
    return _out(actions.agree(work, Said(**said.model_dump())))


@router.post("/{adjustment_id}/withdraw")
def withdraw_adjustment(work: Desk, adjustment_id: Id, said: WhyIn) -> AdjustmentOut:
    """Take an adjustment back before its day."""
    return _out(actions.withdraw(work, adjustment_id, said.why))


def _out(one: Adjustment) -> AdjustmentOut:
    about = {name: getattr(one, name) for name in AdjustmentOut.model_fields if name != "standing"}
    return AdjustmentOut(**about, standing=rules.standing(one))
