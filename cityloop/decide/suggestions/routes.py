from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.decide.suggestions import actions, queries
from cityloop.decide.suggestions.rules import Ranked
from cityloop.decide.suggestions.schemas import PickedOut, PickIn, ReasonOut, WhoCouldOut
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas

router = APIRouter(prefix="/api/cases", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("/{case_id}/suggestions")
def suggest_for_case(
    work: Desk,
    case_id: Id,
    duty: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> list[WhoCouldOut]:
    """Who could take on the work, best first, with the numbers; of the case's duty if none is said. Empty for those who hand
    out no work there."""
    case = cases.visible(work, case_id)
    if not queries.may_ask(work, case):
        return []
    found = queries.of_case(work, case, duty or case.duty, limit)
    called = names(work, {one.candidate.login for one in found})
    return [_out(work, one, called) for one in found]


def _out(work: Work, one: Ranked, called: dict[str, str]) -> WhoCouldOut:
    who = one.candidate
    reasons = [ReasonOut(**reason._asdict()) for reason in one.reasons]
    shown = {"name": called[who.login], "area_name": areas.title(work, who.area), "score": one.score, "reasons": reasons}
    return WhoCouldOut.model_validate({**who._asdict(), **shown})


@router.post("/{case_id}/tasks/{task_id}/assign")
def assign_task(work: Desk, case_id: Id, task_id: Id, said: PickIn) -> PickedOut:
    """Mean a waiting task for somebody who holds its duty; it is told, and others who hold it may still take it."""
    task = actions.pick(work, case_id, task_id, said.login)
    return PickedOut(task=task.id, login=said.login, name=names(work, {said.login}).get(said.login, said.login))
