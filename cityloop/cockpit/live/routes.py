import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from cityloop.cockpit.live import queries
from cityloop.cockpit.live.walls import Wall, begun
from cityloop.cockpit.situation.schemas import VehicleOut
from cityloop.decide.cases.schemas import LineOut
from cityloop.kit.errors import Refused
from cityloop.kit.http import REFUSALS
from cityloop.kit.work import Work

BEAT_S = 0.25  # how often a screen is looked after; between two beats nothing is asked
MOVES_EVERY = 4  # beats between two looks at what has moved
WALL_EVERY_S = 1.0  # how often a wall is looked after: what it shows changes once in that

Glance = Callable[[], AbstractContextManager[Work]]
S = TypeVar("S")
T = TypeVar("T")

router = APIRouter(prefix="/api", tags=["cockpit"], responses=REFUSALS)


Name = Annotated[str, Query(max_length=40)]
Code = Annotated[str, Query(max_length=9, pattern=r"^\d*$")]


def wall_of(request: Request, scene: Name = "", area: Code = "") -> Wall | None:
    """The wall that asks, if one does. Strangers, and what cannot be shown, are refused before the stream begins: once it has
    begun there is no status to say it with."""
    with request.app.state.glance(request)() as work:
        return begun(work, scene, area) if scene else None


@router.get("/live", response_class=EventSourceResponse)
async def live(
    request: Request,
    wall: Annotated[Wall | None, Depends(wall_of)],
    last_event_id: Annotated[str | None, Header()] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What happens, as it happens: `fact` for each thing that happened, `moved` for what has moved, `beat` when
    a vital sign changed, `hello` at first. With `scene` it is told for a wall instead: `pane` for each pane that changed,
    all of them at first, `fleet` for what has moved, as columns, and `tick` to say that all else is as it was.

    A screen that was cut off says the last `id` it saw and gets all since.
    """
    glance: Glance = request.app.state.glance(request)
    last = number_of(last_event_id or "")
    number = await asyncio.to_thread(_newest, glance) if last is None else last
    yield ServerSentEvent(event="hello", data={"fact": number}, id=str(number))
    async for event in _shown(request, glance, wall) if wall else _told(request, glance, number):
        yield event


async def _shown(request: Request, glance: Glance, wall: Wall) -> AsyncIterator[ServerSentEvent]:
    """What a wall does not know yet, once a second."""
    while not await request.is_disconnected():
        events = await asyncio.to_thread(_while_known, _news_of, glance, wall)
        if events is None:
            return
        for event in events:
            yield event
        await asyncio.sleep(WALL_EVERY_S)


def _news_of(glance: Glance, wall: Wall) -> list[ServerSentEvent]:
    with glance() as work:
        return wall.news(work)


async def _told(request: Request, glance: Glance, number: int) -> AsyncIterator[ServerSentEvent]:
    """All that happens from now on, until the screen is gone or the one before it may not see it any more."""
    moved: datetime | int | None = None
    beat, beaten = 0, 0
    while not await request.is_disconnected():
        if request.app.state.newest_fact() > number:
            events = await asyncio.to_thread(_while_known, _news, glance, number)
            for event in events or ():
                yield event
                number = int(event.id or number)
            if events is None:
                return
        if beat % MOVES_EVERY == 0:
            moves = await asyncio.to_thread(_while_known, _moves, glance, moved)
            if moves is None:
                return
            vehicles, moved, version = moves
            if vehicles:
                yield ServerSentEvent(event="moved", data=vehicles)
            if version != beaten:
                beaten = version
                yield ServerSentEvent(event="beat", data={"version": version})
        beat += 1
        await asyncio.sleep(BEAT_S)


def _while_known(ask: Callable[[Glance, S], T], glance: Glance, since: S) -> T | None:
    """What is to be told; nothing once the session has ended, which ends the stream."""
    try:
        return ask(glance, since)
    except Refused:
        return None


def number_of(event_id: str) -> int | None:
    """The number of a fact; None for what can be none."""
    return int(event_id) if event_id.isdecimal() and len(event_id) < 19 else None


def _newest(glance: Glance) -> int:
    with glance() as work:
        return queries.newest(work)


def _news(glance: Glance, since: int) -> list[ServerSentEvent]:
    with glance() as work:
        found = queries.news(work, since)
        events = [
            ServerSentEvent(event="fact", data=LineOut.model_validate(line).model_dump(mode="json"), id=str(line.fact))
            for line in found.lines
        ]
    return [*events, ServerSentEvent(event="seen", data={"fact": found.until}, id=str(found.until))]


def _moves(glance: Glance, since: datetime | int | None) -> tuple[list[dict[str, object]], datetime | int, int]:
    with glance() as work:
        found = queries.moves(work, since)
    shown = [VehicleOut.model_validate(vehicle).model_dump(mode="json") for vehicle in found.vehicles]
    return shown, found.until, found.version
