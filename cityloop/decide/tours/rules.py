"""A day's tasks and crews as numbers, how far all is, what cannot be done at all, and the plain way to compare with. Pure."""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.distances import DEGREE_M
from cityloop.kit.errors import Refused

Place = tuple[float, float]  # lon, lat in degrees
SPARE = 0.02  # minutes: what a solver that reckons in whole seconds may be off


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


class Lunch(NamedTuple):
    """A break of so many minutes that lies between two minutes of the day."""

    minutes: float
    first: float
    last: float


class Party(NamedTuple):
    """Who goes: from where, back to where, between which minutes of the day, and when they eat."""

    login: str
    start: Place
    end: Place
    begins: float
    ends: float
    lunch: Lunch | None = None


class Stop(NamedTuple):
    """A task on the way: when one is there and when one goes on, in minutes of the day, and the metres driven to it."""

    task: int
    arrives: float
    leaves: float
    metres: float


class Tour(NamedTuple):
    """What a crew does, in order; `metres` with the way back; `lunch` is when the break begins, if there is one."""

    login: str
    stops: tuple[Stop, ...]
    metres: float
    home: float
    lunch: float | None = None


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
    return timed(crew, [errand._replace(due=due)], roads) is not None


def timed(crew: Party, errands: Sequence[Errand], roads: Roads) -> Tour | None:
    """The errands in this order as early as possible, the break where one is back first; none if that cannot be."""
    places = range(len(errands) + 2) if crew.lunch else (-1,)
    found = [(tour.home, place, tour) for place in places if (tour := _walked(crew, errands, roads, place))]
    return min(found)[2] if found else None


def _walked(crew: Party, errands: Sequence[Errand], roads: Roads, before: int) -> Tour | None:
    """A tour that breaks before the leg of that number; the last leg is the way back, and after it one eats at home."""
    if not errands:
        return Tour(crew.login, (), 0.0, crew.begins)
    now, here, stops, lunch = crew.begins, crew.start, list[Stop](), None
    for leg, errand in enumerate(errands):
        assert errand.place is not None
        arrives, lunch = _way(crew, roads, now, (here, errand.place), lunch, eats=leg == before)
        now, metres = arrives + errand.minutes, roads.metres(here, errand.place)
        if errand.due is not None and now > errand.due + SPARE:
            return None
        stops.append(Stop(errand.task, arrives, now, metres))
        here = errand.place
    home, lunch = _way(crew, roads, now, (here, crew.end), lunch, eats=before == len(errands))
    if crew.lunch and lunch is None:
        lunch = max(home, crew.lunch.first)
    late = crew.lunch is not None and lunch is not None and lunch + crew.lunch.minutes > crew.lunch.last + SPARE
    if late or home > crew.ends + SPARE:
        return None
    metres = sum(one.metres for one in stops) + roads.metres(here, crew.end)
    return Tour(crew.login, tuple(stops), round(metres, 1), home, lunch)


def _way(
    crew: Party, roads: Roads, now: float, way: tuple[Place, Place], lunch: float | None, *, eats: bool
) -> tuple[float, float | None]:
    """When one is there, and when one ate; who eats on the way waits for the hour if it is too early."""
    there = now + roads.minutes(*way)
    if not (eats and crew.lunch):
        return there, lunch
    return max(there, crew.lunch.first) + crew.lunch.minutes, max(now, crew.lunch.first)


# the plain way --------------------------------------------------------------------------------------------------------


class Under(NamedTuple):
    """A crew on its plain way: free from when, where, having done what, having eaten."""

    now: float
    place: Place
    done: tuple[Errand, ...]
    ate: bool


def nearest_first(errands: Sequence[Errand], crews: Sequence[Party], roads: Roads) -> Day:
    """The plain way to compare with: whoever is free first goes to the nearest task that still fits, and eats when it is time."""
    undone = hopeless(errands, crews, roads)
    left = {errand.task: errand for errand in errands if errand.task not in undone}
    at = [Under(crew.begins, crew.start, (), crew.lunch is None) for crew in crews]
    going = set(range(len(crews)))
    while going and left:
        number = min(going, key=lambda one: (at[one].now, one))
        fit = [
            (roads.metres(at[number].place, errand.place), task, after)
            for task, errand in left.items()
            if errand.place and number in errand.crews and (after := _next(errand, crews[number], at[number], roads))
        ]
        if not fit:
            going.remove(number)
            continue
        _, task, at[number] = min(fit)
        del left[task]
    tours = [timed(crew, under.done, roads) for crew, under in zip(crews, at, strict=True)]
    return Day(tuple(one for one in tours if one), tuple(undone.items()) + tuple((task, Why.room) for task in left))


def _next(errand: Errand, crew: Party, under: Under, roads: Roads) -> Under | None:
    """After that task, if it fits. One eats first if it is time, or if it would be too late afterwards."""
    assert errand.place is not None
    here, lunch, ate = (under.place, errand.place), crew.lunch, under.ate
    if lunch and not ate:
        ate = under.now >= lunch.first or under.now + roads.minutes(*here) + errand.minutes > lunch.last - lunch.minutes
    arrives, _ = _way(crew, roads, under.now, here, None, eats=ate and not under.ate)
    leaves = arrives + errand.minutes
    back, _ = _way(crew, roads, leaves, (errand.place, crew.end), None, eats=not ate)
    begun = max(under.now, lunch.first) if lunch else 0.0
    fits = back <= crew.ends and (errand.due is None or leaves <= errand.due)
    if not fits or (lunch and ate and not under.ate and begun + lunch.minutes > lunch.last):
        return None
    return Under(leaves, errand.place, (*under.done, errand), ate)
