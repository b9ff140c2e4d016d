from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from pydantic import AwareDatetime

from cityloop.cockpit.situation import queries, views
from cityloop.cockpit.situation.schemas import (
    AnswersOut,
    AreaOut,
    CasePage,
    LayerOut,
    NumbersOut,
    VehicleOut,
    WhereOut,
)
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.rules import Order
from cityloop.decide.cases.schemas import CaseOut
from cityloop.decide.clocks.rules import Lamp
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.plans import queries as plans
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.people.access.queries import is_near
from cityloop.people.duties.queries import holders
from cityloop.places.areas import queries as areas
from cityloop.rulebook.cycles import shipped
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.schemas import AlertOut

router = APIRouter(prefix="/api", tags=["cockpit"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
Lon = Annotated[float, Query(ge=-180, le=180)]
Lat = Annotated[float, Query(ge=-90, le=90)]
Some = Annotated[int, Query(ge=1, le=1000)]


@router.get("/situation")
def situation(work: Desk) -> NumbersOut:
    found = queries.numbers(work)
    by_state = {state: found.cases.get(state, 0) for state in (*shipped()["sensed"].states, *found.cases)}
    return NumbersOut(
        at=work.now, alerts=dict(found.alerts), cases=by_state, overdue=found.overdue, closed_today=found.closed_today
    )


@router.get("/vehicles")
def vehicles(work: Desk, since: AwareDatetime | None = None) -> list[VehicleOut]:
    """The latest place of everything that moves; with `since`, of what has moved after it."""
    return [VehicleOut.model_validate(vehicle) for vehicle in queries.vehicles(work, since)]


@router.get("/vehicles/{number}")
def vehicle(work: Desk, number: Annotated[int, InPath(ge=0, lt=2**31)]) -> VehicleOut:
    """One of them, by the number under which a wall is told where it is."""
    return VehicleOut.model_validate(queries.vehicle(work, number))


@router.get("/layers")
def layers(work: Desk) -> list[LayerOut]:
    """The map layers the scenarios bring."""
    return [
        LayerOut(name=layer.name, scenario=scenario.name, style=layer.style, drawn=layer.drawn, features=dict(layer.features))
        for scenario in work.rulebook.scenarios
        for layer in scenario.layers
    ]


@router.get("/alerts")
def list_alerts(
    work: Desk,
    open_only: bool = False,
    limit: Some = 200,
    head: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    subject: Annotated[str, Query(max_length=128)] = "",
    area: Annotated[str, Query(max_length=15)] = "",
) -> list[AlertOut]:
    """Newest first. A storm is one line, its head; those that are part of it are asked for by `head`, or by their `subject`."""
    return [views.alert_line(work, alert) for alert in alerts.newest(work, limit, open_only, head, subject, area=area)]


@router.get("/cases")
def list_cases(
    work: Desk,
    state: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006 (FastAPI copies it)
    area: Annotated[str, Query(max_length=15)] = "",
    detector: Annotated[str, Query(max_length=100)] = "",
    lamp: Annotated[list[Lamp], Query(max_length=3)] = [],  # noqa: B006
    order: Order = Order.due,
    limit: Some = 500,
) -> list[CaseOut]:
    """The cases this person may see: open ones first, of them the most urgent first, or in another order. With `lamp` only
    open ones whose clocks stand so."""
    found = cases.seen(work, states=state, area=area, detector=detector, lamps=lamp, order=order, limit=limit)
    return views.case_lines(work, found)


@router.get("/cases/{case_id}")
def case_page(work: Desk, case_id: Id) -> CasePage:
    return views.case_page(work, case_id)


@router.get("/areas/at")
def area_at(work: Desk, lon: Lon, lat: Lat) -> WhereOut:
    """The grid a point lies in, the areas around it, and who answers for it, as far as that is near one's own posts."""
    chain = areas.chain(work, areas.code_at(work, lon, lat))
    answering = []
    for code in filter(partial(is_near, work), [areas.CITY, *(area.code for area in chain)]):
        for duty in work.rulebook.duties:
            who = [name for _, name in holders(work, duty, code)]
            if who:
                answering.append(AnswersOut(duty=duty, area=code, names=who))
    return WhereOut(chain=[AreaOut.model_validate(area._asdict()) for area in chain], holders=answering)


@router.get("/areas/{code}/inside", response_class=Response, responses={200: {"content": {"application/geo+json": {}}}})
def areas_inside(work: Desk, code: str, day: Day | None = None) -> Response:
    """The areas one level below, as GeoJSON; of the city (50), its districts. With a day as they stood then."""
    return Response(
        areas.inside(work, code, day), media_type="application/geo+json", headers={"cache-control": "private, max-age=3600"}
    )


@router.get("/words/{language}")
def words(work: Desk, language: str) -> dict[str, str]:
    """What names are called: signals, detectors, parameters, duties, categories, steps."""
    language = "en" if language == "en" else "zh"
    return cycles.words(work, language) | work.rulebook.words(language) | plans.titles(work, language)
