from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.plans import actions, queries, views
from cityloop.decide.plans.actions import Where
from cityloop.decide.plans.queries import Holding
from cityloop.decide.plans.schemas import (
    ActivateIn,
    ActivationOut,
    LevelIn,
    PlanEditionIn,
    PlanEditionOut,
    PlanLine,
    PlanPage,
    PlanPlaceIn,
    PlanTextIn,
    ResponseOut,
    WhyIn,
)
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.rulebook import Warning

router = APIRouter(prefix="/api", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
Place = Annotated[str, Query(max_length=17)]
Name = Annotated[str, InPath(max_length=100)]


@router.get("/plans")
def list_plan_library(work: Desk, area: Place = "50") -> list[PlanLine]:
    """The plans that hold in an area today, the most local edition of each."""
    return [views.plan(work, one) for one in queries.holding(work, area)]


@router.get("/plans/{name}")
def plan_page(work: Desk, name: Name, area: Place = "50") -> PlanPage:
    """A plan with its levels, and the text it is written down in."""
    return views.page(work, queries.get(work, name, area))


@router.get("/plan-editions")
def list_plan_editions(work: Desk) -> list[PlanEditionOut]:
    """Every edition the city adopted, newest first, those withdrawn among them."""
    return [PlanEditionOut.model_validate(one) for one in queries.editions(work)]


@router.post("/plans/check")
def check_plan_text(work: Desk, said: PlanTextIn) -> list[ResponseOut]:
    """What a text would make of it, or all that keeps a city from following it."""
    return views.levels(actions.sound(work, said.text, said.area))


@router.post("/plans")
def adopt_plan_edition(work: Desk, said: PlanEditionIn) -> PlanEditionOut:
    """Adopt an edition of a plan from a day on, today at the earliest."""
    return PlanEditionOut.model_validate(actions.adopt(work, **said.model_dump()))


@router.post("/plan-editions/{edition_id}/withdraw")
def withdraw_plan_edition(work: Desk, edition_id: Id) -> PlanEditionOut:
    """Let an edition hold no more: the one before it holds again."""
    return PlanEditionOut.model_validate(actions.withdraw(work, edition_id))


@router.get("/cases/{case_id}/plans")
def plans_for_case(work: Desk, case_id: Id) -> list[PlanLine]:
    """The plans that could be followed in a case, those written for such a matter first."""
    return [views.plan(work, one) for one in _fitting(work, cases.visible(work, case_id))]


def _fitting(work: Work, case: Case) -> list[Holding]:
    found = queries.holding(work, case.area)
    return sorted(found, key=lambda one: not one.plan.fits(case.category_code, case.detector))


@router.get("/cases/{case_id}/foreseen")
def foreseen_in_case(
    work: Desk,
    case_id: Id,
    plan: Annotated[str, Query(max_length=100)] = "",
    level: Annotated[int, Query(ge=1, le=4)] = 4,
) -> ResponseOut:
    """What activating a plan in the case at a level would ask of whom, before it is done; of the first that fits if none is said,
    and where it lacks the level of the mildest it has."""
    case = cases.visible(work, case_id)
    found = queries.get(work, plan, case.area) if plan else _fitting(work, case)[0]
    warning = Warning(level if level in found.plan.responses else max(found.plan.responses))
    return views.foreseen(work, found, warning, case.area)


@router.get("/activations")
def list_activations(work: Desk, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> list[ActivationOut]:
    """The plans that are followed in cases this person may see, the gravest first, and then those that were."""
    return [views.activation(work, one) for one in queries.seen(work, limit)]


@router.get("/cases/{case_id}/activations")
def activations_of_case(work: Desk, case_id: Id) -> list[ActivationOut]:
    """The plans that are or were followed in a case."""
    cases.visible(work, case_id)
    return [views.activation(work, one) for one in queries.of_case(work, case_id)]


@router.post("/activations")
def activate_plan(work: Desk, said: ActivateIn) -> ActivationOut:
    """Follow a plan at a level: its tasks, members, clock and map all at once."""
    where = _where(said.where) if said.where else None
    begun = actions.activate(work, said.plan, said.level, case_id=said.case, where=where, drill=said.drill, why=said.why)
    return views.activation(work, begun)


def _where(said: PlanPlaceIn) -> Where:
    point = (said.lon, said.lat) if said.lon is not None and said.lat is not None else None
    return Where(said.subject, said.category, said.area, point)


@router.post("/activations/{activation_id}/level")
def change_level(work: Desk, activation_id: Id, said: LevelIn) -> ActivationOut:
    """Raise or lower the level: what is new is asked for, what only a graver level asks for no more."""
    return views.activation(work, actions.change(work, activation_id, said.level, said.why))


@router.post("/activations/{activation_id}/hold")
def hold_level(work: Desk, activation_id: Id, said: WhyIn) -> ActivationOut:
    """Say that the level still holds: its clock begins anew."""
    return views.activation(work, actions.hold(work, activation_id, said.why))


@router.post("/activations/{activation_id}/stand-down")
def stand_down(work: Desk, activation_id: Id, said: WhyIn) -> ActivationOut:
    """Follow the plan no more."""
    return views.activation(work, actions.stand_down(work, activation_id, said.why))
