from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.cockpit.cards import queries
from cityloop.cockpit.cards.schemas import CardOut, CrowdOut, Curve, EvidenceOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api", tags=["cockpit"], responses=REFUSALS)


@router.get("/alerts/{alert_id}/card")
def card(work: Desk, alert_id: Annotated[int, InPath(ge=1, lt=2**31)]) -> CardOut:
    """Why an alert was raised: rule and values in force, readings, neighbours, similar ones before, what to do."""
    return queries.card(work, alert_id)


@router.get("/alerts/{alert_id}/crowd")
def crowd(
    work: Desk,
    alert_id: Annotated[int, InPath(ge=1, lt=2**31)],
    after: Annotated[int, Query(ge=-1, lt=2**31)] = -1,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[CrowdOut]:
    """Who is in a storm of thousands now, without an alert of their own; `after` is the last number of the page before."""
    return queries.crowd(work, alert_id, after, limit)


@router.get("/devices/one/{code}/curves")
def device_curves(work: Desk, code: str) -> list[Curve]:
    """What a device said in the last day, signal by signal, thinned to a few hundred values each."""
    return queries.of_device(work, code)


@router.get("/cases/{case_id}/evidence")
def evidence_of_case(work: Desk, case_id: Annotated[int, InPath(ge=1, lt=2**31)]) -> list[EvidenceOut]:
    """The pictures shown as proof in a case, and what is odd about each; nothing of it stops a case, people judge."""
    return queries.evidence(work, case_id)
