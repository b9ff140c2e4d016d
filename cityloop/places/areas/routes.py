import shapely
from fastapi import APIRouter, Response

from cityloop.kit.errors import NotFound
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.places.areas import queries, sheets
from cityloop.places.areas.maps import CITY, chain_of
from cityloop.places.areas.schemas import BranchOut, PlaceOut, SuccessionOut, SurveyOut

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/api/areas", tags=["places"], responses=REFUSALS)


@router.get("/surveys")
def list_surveys(work: Desk) -> list[SurveyOut]:
    """Every state of the map, newest first, those to come and those taken back among them."""
    return [SurveyOut.model_validate(survey) for survey in queries.surveys(work)]


@router.get("/{code}/sheet", response_class=Response, responses={200: {"content": {EXCEL: {}}}})
def areas_sheet(work: Desk, code: str, day: Day | None = None) -> Response:
    """An area of a day and all below it in Excel: code, name, parent, level, and from when the map holds."""
    survey, here = queries.survey_of(work, day), queries.area_map(work, day)
    queries.get(work, code, day)
    codes = [one for one in here.place if one.startswith(code)]
    content = sheets.written([area for one in sorted(codes) if (area := here.area(one))], survey.since)
    name = f'attachment; filename="areas-{code}.xlsx"'
    return Response(content, media_type=EXCEL, headers={"content-disposition": name})


@router.get("/{code}")
def branch(work: Desk, code: str, day: Day | None = None) -> BranchOut:
    """An area of a day, today without one: its path, what is below it and what became of it. 50 is the city."""
    area = queries.area_map(work, day).area(code)
    shown = area or queries.known(work, code)
    if shown is None:
        raise NotFound(kind="area", id=code)
    path = [one for above in chain_of(code)[:-1] if (one := queries.area_map(work, day).area(above))]
    return BranchOut(
        area=PlaceOut.model_validate(shown),
        holds=area is not None,
        path=[PlaceOut.model_validate(one) for one in path],
        children=[PlaceOut.model_validate(one) for one in queries.children(work, code, day)] if area else [],
        successors=[] if code == CITY else queries.successors(work, code, day),
        history=[
            SuccessionOut(kind=row.kind, before=row.before, after=row.after, name=row.name, since=survey.since)
            for row, survey in queries.history(work, code)
        ],
    )


@router.get("/{code}/outline", response_class=Response, responses={200: {"content": {"application/geo+json": {}}}})
def outline(work: Desk, code: str, day: Day | None = None) -> Response:
    """The outline of an area on a day as a GeoJSON geometry; of one that has ended, without a day, its last."""
    return Response(shapely.to_geojson(queries.outline(work, code, day)), media_type="application/geo+json")
