from datetime import timedelta

from fastapi import APIRouter

from cityloop.decide.tours import actions, queries
from cityloop.decide.tours.queries import Asked, Laid
from cityloop.decide.tours.rules import Party, Tour
from cityloop.decide.tours.schemas import AdoptToursIn, CouldGoIn, CouldGoOut, TourOut, ToursIn, ToursOut, TourStopOut, UndoneOut
from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas

router = APIRouter(prefix="/api/tours", tags=["decide"], responses=REFUSALS)

MOST = 60  # who could go, at most


@router.post("/crews")
def who_could_go(work: Desk, said: CouldGoIn) -> list[CouldGoOut]:
    """Who could go to the waiting tasks of an area on a day, and in which hours: the nearest posts first."""
    found = queries.could(work, said.area, said.day)[:MOST]
    called = names(work, {one.login for one in found})
    return [
        CouldGoOut(**one._asdict(), name=called.get(one.login, one.login), area_name=areas.title(work, one.area)) for one in found
    ]


@router.post("/try")
def lay_out_tours(work: Desk, said: ToursIn) -> ToursOut:
    """Lay a day's waiting tasks of an area out over its crews; nothing is changed by that."""
    asked = [Asked(one.login, one.start, one.end, one.begins, one.ends) for one in said.crews]
    laid = queries.lay_out(work, said.area, said.day, asked)
    called = names(work, {crew.login for crew in laid.crews})
    undone = [
        UndoneOut(task=task, case=laid.tasks[task][1].id, subject=laid.tasks[task][1].subject, why=why)
        for task, why in laid.day.undone
    ]
    return ToursOut(
        metres=laid.day.metres,
        plain_metres=laid.plain.metres,
        plain_undone=len(laid.plain.undone),
        cut_off=laid.cut_off,
        detour=laid.roads.detour,
        speed_kmh=laid.roads.speed_kmh,
        tours=[_tour(laid, said, crew, tour, called) for crew, tour in zip(laid.crews, laid.day.tours, strict=True)],
        undone=undone,
    )


def _tour(laid: Laid, said: ToursIn, crew: Party, tour: Tour, called: dict[str, str]) -> TourOut:
    midnight = queries.midnight(said.day)
    stops = []
    for one in tour.stops:
        case = laid.tasks[one.task][1]
        at, gone = (midnight + timedelta(minutes=minutes) for minutes in (one.arrives, one.leaves))
        stops.append(
            TourStopOut(
                task=one.task, case=case.id, subject=case.subject, lon=case.lon or 0, lat=case.lat or 0,
                arrives=at, leaves=gone, metres=round(one.metres, 1), **laid.lasting[one.task]._asdict(),
            )
        )  # fmt: skip
    eats = midnight + timedelta(minutes=tour.lunch) if tour.lunch is not None else None
    return TourOut(
        login=crew.login,
        name=called.get(crew.login, crew.login),
        start=crew.start,
        end=crew.end,
        metres=tour.metres,
        home=midnight + timedelta(minutes=tour.home),
        lunch=(eats, eats + timedelta(minutes=crew.lunch.minutes)) if eats and crew.lunch else None,
        stops=stops,
    )


@router.post("/adopt")
def adopt_tours(work: Desk, said: AdoptToursIn) -> int:
    """Mean each task for who is to do it, in order: all of them, or none. How many they were."""
    return len(actions.adopt(work, [(one.case, one.task, one.login, one.arrives) for one in said.stops]))
