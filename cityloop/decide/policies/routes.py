from fastapi import APIRouter

from cityloop.decide.policies import actions, queries
from cityloop.decide.policies.schemas import PolicyIn, PolicyOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/policies", tags=["decide"], responses=REFUSALS)


@router.get("")
def list_policies(work: Desk) -> list[PolicyOut]:
    """What alerts lead to, newest line first. Of those that fit an alert the one that says most holds."""
    return [PolicyOut.model_validate(line) for line in queries.adopted(work)]


@router.post("")
def adopt_policy(work: Desk, said: PolicyIn) -> PolicyOut:
    """Adopt a line from a day on, today at the earliest."""
    return PolicyOut.model_validate(actions.adopt(work, **said.model_dump()))
