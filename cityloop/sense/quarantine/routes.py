from typing import Annotated

from fastapi import APIRouter, Query, Request

from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.access.queries import require_any
from cityloop.places.areas import queries as areas
from cityloop.sense.quarantine import actions, queries
from cityloop.sense.quarantine.rules import KEPT
from cityloop.sense.quarantine.schemas import DiscardIn, HeapOut, QuarantinedOut, QuarantineOut, ReleaseOut, ReplayIn

router = APIRouter(prefix="/api/quarantine", tags=["sense"], responses=REFUSALS)

Most = Annotated[int, Query(ge=1, le=1000)]
Before = Annotated[int, Query(ge=0, le=2**62)]


@router.get("")
def look_through(work: Desk) -> QuarantineOut:
    """What waits in quarantine, by source and reason."""
    require_any(work, actions.KEEPERS, areas.CITY)
    heaps = [HeapOut.model_validate(heap) for heap in queries.heaps(work)]
    released = [ReleaseOut.model_validate(one) for one in queries.releases(work)]
    return QuarantineOut(kept=KEPT, heaps=heaps, releases=released)


@router.get("/rows")
def list_rows(work: Desk, source: str = "", reason: str = "", before: Before = 0, limit: Most = 100) -> list[QuarantinedOut]:
    """The rows that wait, newest first; `before` the last id of a page gives the next."""
    require_any(work, actions.KEEPERS, areas.CITY)
    return [QuarantinedOut.model_validate(row) for row in queries.waiting(work, source, reason, before, limit)]


@router.post("/replay")
def replay(work: Desk, request: Request, said: ReplayIn) -> list[ReleaseOut]:
    """Bring rows again, at most 5,000 at a time: what is good now is stored and leaves, the others stay."""
    released = actions.replay(work, request.app.state.intake.again, said.source, said.reason)
    return [ReleaseOut.model_validate(one) for one in released]


@router.post("/discard")
def discard(work: Desk, said: DiscardIn) -> list[ReleaseOut]:
    """Let the rows of a source and reason go, and say why."""
    return [ReleaseOut.model_validate(one) for one in actions.discard(work, said.source, said.reason, said.why)]
