"""The shortest tours, by OR-tools: every task once at most, within hours, deadlines and duties. Same in, same out: the search
ends after so many solutions, and only where that takes too long at a limit of seconds, which is said."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cityloop.decide.tours import rules
from cityloop.decide.tours.rules import Day, Errand, Party, Roads, Tour, Why

try:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2
except ImportError:  # the extra `tours` is not installed
    pywrapcp = None

SECONDS = 5
SOLUTIONS = 200
LEFT_OUT = 100_000_000  # metres one would rather drive than leave a task out
UNIT = 60  # the solver reckons in seconds


class Solved(NamedTuple):
    day: Day
    cut_off: bool  # the seconds ran out first: another run might find another day


def solve(errands: Sequence[Errand], crews: Sequence[Party], roads: Roads, seconds: int = SECONDS) -> Solved:
    """The day with most tasks done, of these the one with the shortest way. Raises NoSolver."""
    if pywrapcp is None:
        raise rules.NoSolver
    undone = rules.hopeless(errands, crews, roads)
    doable = [errand for errand in errands if errand.task not in undone]
    if not doable or not crews:
        return Solved(Day(_timed({}, [], crews, roads), tuple(undone.items())), False)
    order, cut_off = _ask(doable, crews, roads, seconds)
    done = {one for stops in order.values() for one in stops}
    room = [(errand.task, Why.room) for place, errand in enumerate(doable) if place not in done]
    return Solved(Day(_timed(order, doable, crews, roads), (*undone.items(), *room)), cut_off)


def _timed(
    order: Mapping[int, Sequence[int]], errands: Sequence[Errand], crews: Sequence[Party], roads: Roads
) -> tuple[Tour, ...]:
    """The tours in the order that was found, which fits: by our own clock, not by the solver's."""
    tours = []
    for number, crew in enumerate(crews):
        tour = rules.timed(crew, [errands[one] for one in order.get(number, ())], roads)
        assert tour, f"the solver sent {crew.login} on a tour that does not fit"
        tours.append(tour)
    return tuple(tours)


def _ask(errands: Sequence[Errand], crews: Sequence[Party], roads: Roads, seconds: int) -> tuple[dict[int, list[int]], bool]:
    """The errands of each crew in order, by their places. Nodes are the errands, then all starts, then all ends."""
    many, teams = len(errands), len(crews)
    places = [errand.place or crews[0].start for errand in errands] + [one.start for one in crews] + [one.end for one in crews]
    manager = pywrapcp.RoutingIndexManager(
        many + 2 * teams, teams, list(range(many, many + teams)), list(range(many + teams, many + 2 * teams))
    )
    model = pywrapcp.RoutingModel(manager)
    metres = [[round(roads.metres(one, other)) for other in places] for one in places]
    spent = [round(errand.minutes * UNIT) for errand in errands] + [0] * (2 * teams)
    time = [[-(-round(roads.minutes(one, other) * UNIT * 100) // 100) + 1 for other in places] for one in places]

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(metres))
    lasts = model.RegisterTransitMatrix([[way + spent[one] for way in row] for one, row in enumerate(time)])
    clock = _limit(model, manager, lasts, errands, crews)
    _break(model, clock, [spent[manager.IndexToNode(index)] for index in range(model.Size())], crews)
    found = model.SolveWithParameters(_parameters(seconds))
    if not found:
        return {}, True
    order = {number: _order(model, manager, found, number) for number in range(teams)}
    return order, model.solver().WallTime() >= seconds * 1000


def _limit(model: Any, manager: Any, lasts: int, errands: Sequence[Errand], crews: Sequence[Party]) -> Any:
    """Hours of crews, deadlines and duties of tasks; the dimension of time."""
    latest = round(max(crew.ends for crew in crews) * UNIT)
    model.AddDimension(lasts, latest, latest, False, "time")
    clock = model.GetDimensionOrDie("time")
    for number, crew in enumerate(crews):
        clock.CumulVar(model.Start(number)).SetRange(round(crew.begins * UNIT), round(crew.ends * UNIT))
        clock.CumulVar(model.End(number)).SetRange(round(crew.begins * UNIT), round(crew.ends * UNIT))
    for place, errand in enumerate(errands):
        index = manager.NodeToIndex(place)
        model.AddDisjunction([index], LEFT_OUT)
        model.VehicleVar(index).SetValues([-1, *sorted(errand.crews)])
        if errand.due is not None:
            clock.CumulVar(index).SetMax(max(0, round((errand.due - errand.minutes) * UNIT)))
    return clock


def _break(model: Any, clock: Any, spent: list[int], crews: Sequence[Party]) -> None:
    """Who eats does so between tasks, on the way or at home; no work is interrupted for it."""
    for number, crew in enumerate(crews):
        if crew.lunch:
            lasts, first, last = (round(one * UNIT) for one in crew.lunch)
            pause = model.solver().FixedDurationIntervalVar(first, last - lasts, lasts, False, f"lunch {number}")
            clock.SetBreakIntervalsOfVehicle([pause], number, spent)


def _parameters(seconds: int) -> Any:
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.solution_limit = SOLUTIONS
    asked.time_limit.FromSeconds(seconds)
    return asked


def _order(model: Any, manager: Any, found: Any, number: int) -> list[int]:
    stops, index = list[int](), model.Start(number)

    while not model.IsEnd(index := found.Value(model.NextVar(index))):
        stops.append(manager.IndexToNode(index))
    return stops
