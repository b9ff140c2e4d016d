from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request

from cityloop.kit.http import REFUSALS, Desk
from cityloop.supervise.doubts import queries as doubts
from cityloop.supervise.rankings import queries
from cityloop.supervise.rankings.schemas import DoubtOut, RankedOut
from cityloop.supervise.yardsticks.routes import Code, titles_of
from cityloop.supervise.yardsticks.rules import By, Kind, stretch

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Named = Annotated[str, Query(max_length=200)]


@router.get("/rankings")
def rank(
    work: Desk,
    request: Request,
    area: Code = "50",
    kind: Kind = Kind.month,
    day: date | None = None,
    by: By = By.district,
    yardstick: Named = "handling_on_time",
) -> list[RankedOut]:
    """Areas, duties, posts or members by a yardstick: the raw place beside the place adjusted for the mix of cases."""
    found = queries.ranked(work, area, stretch(kind, day or work.today), by, yardstick)
    titles = titles_of(work, request, [line.group for line in found], by)
    return [RankedOut(title=titles[line.group], **line._asdict()) for line in found]


@router.get("/doubts")
def list_doubts(work: Desk, area: Code = "50", kind: Kind = Kind.month, day: date | None = None) -> list[DoubtOut]:
    """What in the cases of a stretch somebody should look at: closed early, split, dated otherwise, copied, come again. Nothing
    here changes a score."""
    found = doubts.of(work, area, stretch(kind, day or work.today))
    return [DoubtOut(kind=one.kind, case=one.case, other=one.other, says=one.says, number=one.number) for one in found]
