"""A day's tasks and crews as numbers, how far all is, what cannot be done at all, and the plain way to compare with. Pure."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.distances import DEGREE_M
from cityloop.kit.errors import Refused

Place = tuple[float, float]  # lon, lat in degrees


class NoSolver(Refused):
    """Tours need the part `ortools`: install the extra `tours`."""


class NoTours(Refused):
    """There is no waiting task, or nobody who could go, in that area on that day."""

    status = 422


class Why(StrEnum):
    """Why nobody does a task."""

    place = "place"  # nobody knows where it is
    skill = "skill"  # no crew holds its duty over the place
    deadline = "deadline"  # nobody can be there in time
    hours = "hours"  # it does not fit into anybody's hours
    room = "room"  # each alone would fit, all together do not


class Errand(NamedTuple):
    """A task: where, how long, and by when it must be finished in minutes of the day (none: whenever)."""

    task: int
    place: Place | None
    minutes: float
    due: float | None
    crews: frozenset[int]  # who holds its duty over the place, by their places in the list of crews


class Party(NamedTuple):
    """Who goes: from where, back to where, between which minutes of the day."""

    login: str
    start: Place
    end: Place
    begins: float
    ends: float


class Stop(NamedTuple):
    """A task on the way: when one is there and when one goes on, in minutes of the day, and the metres driven to it."""

    task: int
    arrives: float
    leaves: float
    metres: float


class Tour(NamedTuple):
    """What a crew does, in order; `metres` with the way back."""

    login: str
    stops: tuple[Stop, ...]
    metres: float
    home: float


class Day(NamedTuple):
    tours: tuple[Tour, ...]
    undone: tuple[tuple[int, Why], ...]

    @property
    def metres(self) -> float:
        return round(sum(one.metres for one in self.tours), 1)


class Roads(NamedTuple):
    """How far and how long between places: straight lines, made longer, at one speed."""

    detour: float
    speed_kmh: float

    def metres(self, one: Place, other: Place) -> float:
        """
        >>> round(Roads(1.5, 20).metres((106.55, 29.55), (106.55, 29.56)))
        1668
        """
        east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
        return DEGREE_M * math.hypot(east, one[1] - other[1]) * self.detour

    def minutes(self, one: Place, other: Place) -> float:
        return self.metres(one, other) / (self.speed_kmh * 1000 / 60)


def hopeless(errands: Sequence[Errand], crews: Sequence[Party], roads: Roads) -> dict[int, Why]:
    """The tasks that nobody could do even if it were the only one, and why."""
    found: dict[int, Why] = {}
    for errand in errands:
        if errand.place is None:
            found[errand.task] = Why.place
        elif not errand.crews:
            found[errand.task] = Why.skill
        elif not any(_alone(errand, crews[one], roads, errand.due) for one in errand.crews):
            late = any(_alone(errand, crews[one], roads, None) for one in errand.crews)
            found[errand.task] = Why.deadline if late else Why.hours
    return found


def _alone(errand: Errand, crew: Party, roads: Roads, due: float | None) -> bool:
    assert errand.place is not None
    done = crew.begins + roads.minutes(crew.start, errand.place) + errand.minutes
    return done + roads.minutes(errand.place, crew.end) <= crew.ends and (due is None or done <= due)


def nearest_first(errands: Sequence[Errand], crews: Sequence[Party], roads: Roads) -> Day:
    """The plain way to compare with: whoever is free first goes to the nearest task that still fits."""
    undone = hopeless(errands, crews, roads)
    left = {errand.task: errand for errand in errands if errand.task not in undone}
    at = [(crew.begins, number, crew.start, list[Stop]()) for number, crew in enumerate(crews)]
    going = set(range(len(crews)))
    while going and left:
        number = min(going, key=lambda one: (at[one][0], one))
        now, _, place, stops = at[number]
        fit = [(stop, errand) for errand in left.values() if (stop := _next(errand, crews[number], number, now, place, roads))]
        if not fit:
            going.remove(number)
            continue
        stop, errand = min(fit, key=lambda one: (one[0].metres, one[0].task))
        assert errand.place is not None
        del left[errand.task]
        at[number] = (stop.leaves, number, errand.place, [*stops, stop])
    tours = [home(crews[number], stops, place, now, roads) for now, number, place, stops in at]
    return Day(tuple(tours), tuple(undone.items()) + tuple((task, Why.room) for task in left))


def _next(errand: Errand, crew: Party, number: int, now: float, place: Place, roads: Roads) -> Stop | None:
    if number not in errand.crews or errand.place is None:
        return None
    arrives = now + roads.minutes(place, errand.place)
    leaves = arrives + errand.minutes
    fits = leaves + roads.minutes(errand.place, crew.end) <= crew.ends and (errand.due is None or leaves <= errand.due)
    return Stop(errand.task, arrives, leaves, roads.metres(place, errand.place)) if fits else None


def home(crew: Party, stops: Sequence[Stop], place: Place, now: float, roads: Roads) -> Tour:
    """A tour with the way back; who has nothing to do stays where they are."""
    if not stops:
        return Tour(crew.login, (), 0.0, crew.begins)
    back = roads.metres(place, crew.end)
    return Tour(crew.login, tuple(stops), round(sum(one.metres for one in stops) + back, 1), now + roads.minutes(place, crew.end))


def walked(order: Mapping[int, Sequence[int]], errands: Sequence[Errand], crews: Sequence[Party], roads: Roads) -> list[Tour]:
    """Tours from the places of errands in the order of each crew: as early as possible."""
    tours = []
    for number, crew in enumerate(crews):
        now, place, stops = crew.begins, crew.start, list[Stop]()
        for one in order.get(number, ()):
            errand = errands[one]
            assert errand.place is not None
            arrives = now + roads.minutes(place, errand.place)
            stops.append(Stop(errand.task, arrives, arrives + errand.minutes, roads.metres(place, errand.place)))
            now, place = arrives + errand.minutes, errand.place
        tours.append(home(crew, stops, place, now, roads))
    return tours
