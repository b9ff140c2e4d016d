from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas
from cityloop.supervise.escalations import actions, queries
from cityloop.supervise.escalations.rules import Step
from cityloop.supervise.escalations.schemas import CallStep, ChainIn, ChainOut, EscalationOut, SuggestedChainOut
from cityloop.supervise.escalations.tables import Chain, Escalation

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("/escalations")
def escalations(work: Desk) -> list[EscalationOut]:
    """What waits for an answer, or for who answered to do something, longest first."""
    return [_escalation(work, one) for one in queries.waiting(work)]


@router.post("/escalations/{escalation_id}/acknowledge")
def acknowledge(work: Desk, escalation_id: Id) -> EscalationOut:
    """Answer: I look after it."""
    return _escalation(work, actions.acknowledge(work, escalation_id))


@router.get("/chains")
def chains(work: Desk) -> list[ChainOut]:
    """Who is rung after whom, newest chain first; of those that fit a matter the one that says most holds."""
    return [_chain(one) for one in queries.chains(work)]


@router.get("/chains/suggested")
def suggested_chains(_: Desk) -> list[SuggestedChainOut]:
    """A chain for each level of warning, for a city to adopt as it is or otherwise."""
    return [
        SuggestedChainOut(warning=one.warning, steps=[CallStep(**rung._asdict()) for rung in one.rungs], idle_min=one.idle_min)
        for one in queries.suggested()
    ]


@router.post("/chains")
def adopt_chain(work: Desk, said: ChainIn) -> ChainOut:
    """Adopt a chain for matters that come from now on."""
    steps = [Step(one.duty, one.level, one.wait_min) for one in said.steps]
    return _chain(actions.adopt(work, **said.model_dump(exclude={"steps"}), steps=steps))


@router.post("/chains/{chain_id}/withdraw")
def withdraw_chain(work: Desk, chain_id: Id) -> ChainOut:
    """Take a chain back: it begins for nothing new."""
    return _chain(actions.withdraw(work, chain_id))


def _escalation(work: Work, one: Escalation) -> EscalationOut:
    duty, area = queries.rung_now(work, one)
    who = one.acknowledged_by or ""
    shown = {
        "subject": queries.subject_of(work, one),
        "area_name": areas.title(work, one.area),
        "rung_duty": duty,
        "rung_area": area,
        "rung_area_name": areas.title(work, area) if area else "",
        "acknowledged_name": names(work, {who}).get(who, who),
    }
    return EscalationOut.model_validate(one).model_copy(update=shown)


def _chain(one: Chain) -> ChainOut:
    steps = [CallStep(**step._asdict()) for step in queries.steps_of(one)]
    about = {name: getattr(one, name) for name in ChainOut.model_fields if name != "steps"}
    return ChainOut(**about, steps=steps)
