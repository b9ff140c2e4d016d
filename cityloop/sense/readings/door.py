"""The door: `POST /readings`. A raw ASGI app, because this is the one address that hears millions of readings a second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import msgspec

from cityloop.kit.errors import NotKnown, Refused, Unreadable
from cityloop.kit.frames import Counts
from cityloop.sense.readings import rules
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.intake import Intake, Result, answer
from cityloop.sense.readings.sorting import Incoming, KeyMissing, KeyUsed
from cityloop.sense.sources.actions import digest

LARGEST = 8 * 1024 * 1024  # bytes of a body
OFF_THE_LOOP = 256 * 1024  # a body larger than this is decoded in a thread, so that the others need not wait

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Waiting = asyncio.Future[Counts]


class TooLarge(Refused):
    """A body has at most 8 MiB; send smaller batches."""

    status = 413


class StrangeToken(NotKnown):
    """This token is not known here. `cityloop token NAME` prints one."""


class Packed(Refused):
    """Readings are sent unpacked, without Content-Encoding."""

    status = 415


class OnlyPost(Refused):
    """Readings are sent with POST."""

    status = 405


class Door:
    """`source_of` names the source whose token has this digest, if there is one."""

    def __init__(self, intake: Intake, source_of: Callable[[str], str | None]) -> None:
        self._intake, self._source_of = intake, source_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            after_s: object = 1
            status, said = 200, await self._take_in(scope, receive)
        except Refused as refused:
            status, said = refused.status, {"error": type(refused).__name__, "detail": str(refused)}
            after_s = refused.about.get("after_s", 1)
        await _answer(send, status, msgspec.json.encode(said), after_s)

    async def _take_in(self, scope: Scope, receive: Receive) -> dict[str, Any]:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] != "POST":
            raise OnlyPost
        source = self._source(headers.get(b"authorization", b""))
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise Packed
        body = await body_of(headers, receive)
        kind = headers.get(b"content-type", b"").decode("latin-1")
        key = parse_qs(scope["query_string"].decode("latin-1")).get("batch", [""])[0] if scope["query_string"] else ""
        if len(body) > OFF_THE_LOOP:
            incoming, fault = await asyncio.to_thread(self._check, source, body, kind, key)
        else:
            incoming, fault = self._check(source, body, kind, key)
        waiting: Waiting = asyncio.get_running_loop().create_future()
        self._intake.submit(incoming.batch, tell, waiting)
        counts = await waiting
        if fault:
            raise fault
        return answer(incoming, counts)

    def _check(self, source: str, body: bytes, kind: str, key: str) -> tuple[Incoming, Refused | None]:
        """What may be taken in; what is refused as a whole is counted, too, before the sender is told."""
        try:
            said = decode(body, kind, key)
        except Unreadable as fault:
            return self._intake.whole(source, rules.UNREADABLE_BODY, fault, body), fault
        try:
            return self._intake.check(source, said), None
        except KeyMissing as fault:
            return self._intake.whole(source, rules.KEY_MISSING, fault, said), fault
        except KeyUsed as fault:
            return self._intake.whole(source, rules.KEY_USED, fault, said), fault

    def _source(self, authorization: bytes) -> str:
        scheme, _, token = authorization.decode("latin-1").partition(" ")
        source = self._source_of(digest(token)) if scheme.lower() == "bearer" else None
        if source is None:
            raise StrangeToken
        return source


async def body_of(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    said = headers.get(b"content-length", b"0")
    if said.isdigit() and int(said) > LARGEST:
        raise TooLarge
    parts, length, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(why="the sender went away")
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > LARGEST:
            raise TooLarge
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def tell(each: list[tuple[Waiting, Result]]) -> None:
    """Called by the writing thread: hand the results over to the loop the requests wait in, if it still turns."""
    with suppress(RuntimeError):
        each[0][0].get_loop().call_soon_threadsafe(_settle, each)


def _settle(each: list[tuple[Waiting, Result]]) -> None:
    for waiting, result in each:
        if waiting.done():
            continue
        if isinstance(result, Counts):
            waiting.set_result(result)
        else:
            waiting.set_exception(result)


async def _answer(send: Send, status: int, body: bytes, after_s: object) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if status in (429, 503):
        headers.append((b"retry-after", str(after_s).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
