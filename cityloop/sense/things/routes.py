from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from cityloop.kit.errors import Refused
from cityloop.kit.http import REFUSALS
from cityloop.sense.readings.door import LARGEST, TooLarge
from cityloop.sense.things import batch
from cityloop.sense.things.door import ROOT, base_of, encoded, refusal
from cityloop.sense.things.service import Answer
from cityloop.sense.things.service import Request as Asked

COOKIE = "cityloop"

router = APIRouter(prefix=ROOT, tags=["sense"], responses=REFUSALS)


async def body_of(request: Request) -> bytes:
    """The whole body, if it is not too large."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > LARGEST:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


Body = Annotated[bytes, Depends(body_of)]


@router.get("")
@router.get("/", include_in_schema=False)
def things_root(request: Request) -> Response:
    """OGC SensorThings 1.1: what sets there are, and which requirements of the standard are met."""
    return _answer(request, "", b"")


@router.get("/{path:path}")
def read_things(request: Request, path: str) -> Response:
    """One entity, a page of a set, a property or references, by address: `Things(1)/Datastreams?$expand=Observations`."""
    return _answer(request, path, b"")


@router.post("/{path:path}", status_code=201)
def make_things(request: Request, path: str, body: Body) -> Response:
    """Make an entity and all that is told along with it, take observations in, or do a `$batch`."""
    return _answer(request, path, body)


@router.patch("/{path:path}")
def change_things(request: Request, path: str, body: Body) -> Response:
    """Change what is said of an entity, by merging or by a JSON Patch."""
    return _answer(request, path, body)


@router.put("/{path:path}")
def replace_things(request: Request, path: str, body: Body) -> Response:
    """Say all of an entity anew."""
    return _answer(request, path, body)


@router.delete("/{path:path}")
def remove_things(request: Request, path: str) -> Response:
    """Remove an entity and what cannot be without it; readings stay in the log."""
    return _answer(request, path, b"")


def _answer(request: Request, path: str, body: bytes) -> Response:
    """Whoever asks by cookie only reads: a page of a stranger must not write with it."""
    front: Any = request.app.state.things
    try:
        cookie = request.cookies.get(COOKIE, "") if request.method == "GET" else ""
        asker = front.reception.asker(request.headers.get("authorization", ""), cookie, front.reception.address(request))
        base = base_of(request.scope, front.public)
        kind = request.headers.get("content-type", "application/json")
        asked = Asked(request.method, path, request.url.query, body, kind)
        if request.method == "POST" and path.strip("/") == "$batch":
            said, kind = batch.answer(front.service, asker, base, asked)
            return Response(said, 200, media_type=kind)
        answer = front.service.answer(asker, base, asked)
    except Refused as refused:
        answer = Answer(refused.status, refusal(refused))
    content, headers = encoded(answer)
    return Response(content, answer.status, headers)
