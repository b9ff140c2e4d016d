from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.decide.whistles import actions, queries
from cityloop.decide.whistles.queries import Call, Whistle
from cityloop.decide.whistles.schemas import ArrivalIn, CallOut, DoneIn, WhistleIn, WhistleOut
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties.rules import under
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas

router = APIRouter(prefix="/api", tags=["decide"], responses=REFUSALS, route_class=Once)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


def _out(work: Work, whistle: Whistle, calls: Sequence[Call]) -> WhistleOut:
    said = {name: getattr(whistle, name) for name in WhistleOut.model_fields if name not in ("calls", "by_name")}
    by_name = names(work, {whistle.by}).get(whistle.by, whistle.by)
    return WhistleOut(**said, by_name=by_name, calls=[_call(work, whistle, call) for call in calls])


def _call(work: Work, whistle: Whistle, call: Call) -> CallOut:
    shown = {
        "late": (call.arrived_at or work.now) > whistle.due,
        "area_name": areas.title(work, call.area),
        "arrived_name": names(work, {call.arrived_by}).get(call.arrived_by, call.arrived_by),
        "mine": under(held(work), (call.duty,), call.area) is not None,
    }
    return CallOut.model_validate(call).model_copy(update=shown)


@router.post("/cases/{case_id}/whistles")
def blow_whistle(work: Desk, case_id: Id, said: WhistleIn) -> WhistleOut:
    """Call departments to the case: who is called must come within the time."""
    whistle = actions.blow(work, case_id, said.duties, timedelta(minutes=said.minutes), said.reason)
    return _out(work, whistle, queries.calls(work, whistle.id))


@router.get("/cases/{case_id}/whistles")
def whistles_of_case(work: Desk, case_id: Id) -> list[WhistleOut]:
    """Every whistle of the case, with who came, when, how near, and what was done."""
    cases.visible(work, case_id)
    return [_out(work, whistle, calls) for whistle, calls in queries.of_case(work, case_id)]


@router.get("/whistles")
def whistles_waiting(work: Desk) -> list[WhistleOut]:
    """Calls to which nobody has come yet, the most urgent first."""
    return [_out(work, whistle, [call]) for whistle, call in queries.unanswered(work)]


@router.post("/calls/{call_id}/arrive")
def arrive(work: Desk, call_id: Id, said: ArrivalIn) -> CallOut:
    """Say that you have come."""
    call = actions.arrive(work, call_id, said.lon, said.lat)
    return _call(work, queries.call(work, call_id)[0], call)


@router.post("/calls/{call_id}/result")
def answer_call(work: Desk, call_id: Id, said: DoneIn) -> CallOut:
    """Say what was done."""
    call = actions.answer(work, call_id, said.result)
    return _call(work, queries.call(work, call_id)[0], call)
