from typing import Annotated

from fastapi import APIRouter, Query

from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.supervise.doubts import queries
from cityloop.supervise.doubts.schemas import DoubtOut, DoubtsCountedOut
from cityloop.supervise.yardsticks.routes import Code, Named
from cityloop.supervise.yardsticks.rules import By, stretch
from cityloop.supervise.yardsticks.rules import Kind as Length

router = APIRouter(prefix="/api/doubts", tags=["supervise"], responses=REFUSALS)


@router.get("")
def list_doubts(
    work: Desk,
    area: Code = "50",
    kind: Length = Length.month,
    day: Day | None = None,
    by: By = By.whole,
    group: Named = "",
    odd: Annotated[str, Query(max_length=20)] = "",
) -> list[DoubtOut]:
    """What in the cases of a stretch somebody should look at: closed early, split, dated otherwise, copied, come again. Nothing
    here changes a score. At most 500."""
    found = queries.of(work, area, stretch(kind, day or work.today), by)
    chosen = [one for one in found.doubts if group in ("", found.groups[one.case]) and odd in ("", one.kind)]
    return [
        DoubtOut(**{**one._asdict(), "about": dict(one.about)}, group=found.groups[one.case]) for one in chosen[: queries.MOST]
    ]


@router.get("/counted")
def count_doubts(
    work: Desk, area: Code = "50", kind: Length = Length.month, day: Day | None = None, by: By = By.district
) -> list[DoubtsCountedOut]:
    """How many cases are doubted in each group that a ranking compares."""
    found = queries.of(work, area, stretch(kind, day or work.today), by)
    return [DoubtsCountedOut(group=group, **one) for group, one in queries.counted(found).items()]
