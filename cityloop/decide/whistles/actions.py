from collections.abc import Sequence
from datetime import timedelta

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.rules import NotNow
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.facts import CallAnswered, CallArrived, WhistleBlown
from cityloop.decide.parts import actions as parts
from cityloop.decide.parts.rules import As
from cityloop.decide.whistles import queries, rules
from cityloop.decide.whistles.tables import Call, Whistle
from cityloop.kit.distances import apart_m
from cityloop.kit.errors import Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require, require_any


def blow(work: Work, case_id: int, called: Sequence[str], within: timedelta, reason: str) -> Whistle:
    """Call duties to the case, as the street's own; each is called at the lowest level at which somebody holds it."""
    case = cases.visible(work, case_id)
    require_any(work, rules.BLOWN_BY, case.area)
    if not case.open:
        raise NotNow(state=case.state, move="whistle")
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    if not called or not timedelta(0) < within <= rules.LONGEST:
        raise rules.NobodyCalled
    routes = [dispatches.route(work, duty, case.area) for duty in dict.fromkeys(called) if duty in work.rulebook.duties]
    if len(routes) < len(set(called)) or any(route.area is None for route in routes):
        raise rules.NobodyCalled
    whistle = work.keep(Whistle(case_id=case_id, by=work.by, at=work.now, reason=reason.strip(), due=work.now + within))
    for route in routes:
        assert route.area is not None
        work.keep(Call(whistle_id=whistle.id, duty=route.duty, area=route.area))
        parts.take(work, case_id, route.duty, route.area, As.whistled)
    work.tell(WhistleBlown(case=case_id, whistle=whistle.id))
    return whistle


def arrive(work: Work, call_id: int, lon: float | None, lat: float | None) -> Call:
    """Say that one has come; how far from the place is worked out from where one says one is."""
    whistle, call = queries.call(work, call_id)
    require(work, call.duty, call.area)
    if call.arrived_at is not None:
        raise rules.ThereAlready(duty=call.duty)
    case = cases.get(work, whistle.case_id)
    call.arrived_by, call.arrived_at = work.by, work.now
    call.metres = apart_m((case.lon, case.lat), (lon, lat))
    work.tell(CallArrived(case=case.id, call=call.id))
    return call


def answer(work: Work, call_id: int, result: str) -> Call:
    """Say what was done."""
    whistle, call = queries.call(work, call_id)
    require(work, call.duty, call.area)
    if call.arrived_at is None:
        raise rules.NotThereYet
    if not result.strip():
        raise rules.NothingToldDone
    call.result, call.result_at = result.strip(), work.now
    work.tell(CallAnswered(case=whistle.case_id, call=call.id))
    return call
