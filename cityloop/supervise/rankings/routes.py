from typing import Annotated

from fastapi import APIRouter, Query, Request

from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.supervise.rankings import queries
from cityloop.supervise.rankings.schemas import RankedOut
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
    day: Day | None = None,
    by: By = By.district,
    yardstick: Named = "handling_on_time",
) -> list[RankedOut]:
    """Areas, duties, posts or members by a yardstick: the raw place beside the place adjusted for the mix of cases."""
    found = queries.ranked(work, area, stretch(kind, day or work.today), by, yardstick)
    titles = titles_of(work, request, [line.group for line in found], by)
    return [RankedOut(title=titles[line.group], **line._asdict()) for line in found]
