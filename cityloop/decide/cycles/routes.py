from typing import Annotated

from fastapi import APIRouter, Query

from cityloop.decide.cycles import actions, queries
from cityloop.decide.cycles.schemas import CycleIn, CycleOut, FaultOut, PublishedOut, TriedCycleOut
from cityloop.kit.http import REFUSALS, Desk
from cityloop.rulebook.cycles import Cycle, body_of

router = APIRouter(prefix="/api/cycles", tags=["decide"], responses=REFUSALS)


def _out(one: Cycle) -> CycleOut:
    return CycleOut(name=one.name, version=one.version, body=body_of(one))


@router.get("")
def list_cycles(work: Desk) -> list[CycleOut]:
    """The newest version of every case type."""
    return [_out(one) for one in queries.all_newest(work)]


@router.get("/{name}")
def cycle(work: Desk, name: str, version: Annotated[int, Query(ge=0, lt=2**31)] = 0) -> CycleOut:
    """A version of a case type; without `version` the newest."""
    return _out(queries.get(work, name, version) if version else queries.newest(work, name))


@router.get("/{name}/history")
def cycle_history(work: Desk, name: str) -> list[PublishedOut]:
    """Who published which version, when and why, newest first."""
    return [PublishedOut.model_validate(one) for one in queries.history(work, name)]


@router.post("")
def publish_cycle(work: Desk, said: CycleIn) -> CycleOut:
    """Publish a version: new cases go by it, running ones finish on theirs."""
    return _out(actions.publish(work, said.body, said.reason))


@router.post("/try")
def try_cycle(work: Desk, said: CycleIn) -> TriedCycleOut:
    """Say what is wrong with a body without publishing it."""
    version = queries.version_of(work, str(said.body.get("name", ""))) + 1
    _, wrong = actions.tried(work, said.body, version)
    return TriedCycleOut(version=version, faults=[FaultOut.model_validate(one) for one in wrong])
