from typing import Annotated

from fastapi import APIRouter, Query, Response

from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.places.microgrids import queries, rules
from cityloop.places.microgrids.schemas import MicroGridOut

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/api/microgrids", tags=["places"], responses=REFUSALS)

Code = Annotated[str, Query(pattern=r"^[0-9]{2,17}$")]


@router.get("")
def list_microgrids(work: Desk, area: Code, day: Day | None = None) -> list[MicroGridOut]:
    """The micro-grids in an area on a day, today without one, by code; at most 5,000."""
    return [MicroGridOut.model_validate(one) for one in queries.of_area(work, area, day)]


@router.get("/at")
def microgrid_at(
    work: Desk,
    lon: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-90, le=90)],
    day: Day | None = None,
) -> MicroGridOut | None:
    """The micro-grid a point belongs to: of its grid the one whose middle is nearest; null where there is none."""
    found = queries.at(work, lon, lat, day)
    return MicroGridOut.model_validate(found) if found else None


@router.get("/sheet", response_class=Response, responses={200: {"content": {EXCEL: {}}}})
def microgrids_sheet(work: Desk, area: Code, day: Day | None = None) -> Response:
    """The micro-grids in an area on a day in Excel, as they are brought again."""
    rows = ([one.code, one.name, one.lon, one.lat, one.households] for one in queries.of_area(work, area, day, 100_000))
    name = f'attachment; filename="microgrids-{area}.xlsx"'
    return Response(rules.written(rows), media_type=EXCEL, headers={"content-disposition": name})


@router.get("/{code}")
def microgrid_history(work: Desk, code: str) -> list[MicroGridOut]:
    """All that ever stood under a code, or came from it, oldest first."""
    return [MicroGridOut.model_validate(one) for one in queries.history(work, code)]
