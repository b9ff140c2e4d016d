"""The door: `POST /readings`. A raw ASGI app, because this is the one address that hears millions of readings a second."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qs

import msgspec

from cityloop.kit.errors import NotKnown, Refused, Unreadable
from cityloop.kit.frames import Batch, Counts
from cityloop.sense.readings import rules
from cityloop.sense.readings.arrows import ARROW
from cityloop.sense.readings.decode import decode, rows_of
from cityloop.sense.readings.intake import Intake, Result, answer
from cityloop.sense.readings.sorting import Incoming, KeyMissing, KeyUsed, joined
from cityloop.sense.sources.actions import digest

log = logging.getLogger(__name__)

LARGEST = 8 * 1024 * 1024  # bytes of a body
SMALL = 4 * 1024  # bodies up to so many bytes are checked together, all that came in one turn of the loop
OFF_THE_LOOP = 256 * 1024  # a body larger than this is decoded in a thread, so that the others need not wait
GOOD = b'{"stored":%d,"late":%d,"doubled":%d,"refused":0,"reasons":[],"offset":%d}'
JSON = (b"content-type", b"application/json")
TOKENS = 10_000  # that are remembered as they stand in a head

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Waiting(Protocol):
    """Who is told what became of a request: a future, or something that is told as one is, in the loop it names."""

    def done(self) -> bool: ...
    def set_result(self, result: bytes, /) -> None: ...
    def set_exception(self, exception: BaseException, /) -> None: ...
    def get_loop(self) -> asyncio.AbstractEventLoop: ...


class Asked(NamedTuple):
    """A request that is being checked or written; what is told of it comes to `waiting`."""

    source: str
    body: bytes
    kind: str
    key: str
    waiting: Waiting

    def fail(self, fault: Exception) -> None:
        if not self.waiting.done():
            self.waiting.set_exception(fault)


class Written(NamedTuple):
    """What waits for the disk: all of it was good, or `incoming` says what was not, or the whole is refused for a `fault`."""

    waiting: Waiting
    incoming: Incoming | None = None
    fault: Refused | None = None

    def told(self, result: Result) -> None:
        if self.waiting.done():
            return
        if not isinstance(result, Counts):
            self.waiting.set_exception(result)
        elif self.fault:
            self.waiting.set_exception(self.fault)
        elif self.incoming:
            self.waiting.set_result(msgspec.json.encode(answer(self.incoming, result)))
        else:
            self.waiting.set_result(GOOD % (result.stored, result.late, result.doubled, result.offset))


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
        self._digests: dict[bytes, str] = {}
        self._small: list[Asked] = []
        self._far: set[asyncio.Task[None]] = set()  # a task nobody holds may be swept away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, said, more = 200, await self._take_in(scope, receive), [JSON]
        except Refused as refused:
            status, said, more = answer_of(refused)
        headers = [*more, (b"content-length", b"%d" % len(said))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    async def _take_in(self, scope: Scope, receive: Receive) -> bytes:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] != "POST":
            raise OnlyPost
        source, waiting = self.welcome(headers), asyncio.get_running_loop().create_future()
        self.take(source, headers, scope["query_string"], await body_of(headers, receive), waiting)
        return bytes(await waiting)

    def take(self, source: str, headers: Mapping[bytes, bytes], query: bytes, body: bytes, waiting: Waiting) -> None:
        """Take in what a source posted; `waiting` is told what became of it, or it is refused at once."""
        loop = waiting.get_loop()
        kind = headers.get(b"content-type", b"").decode("latin-1")
        key = parse_qs(query.decode("latin-1")).get("batch", [""])[0] if query else ""
        asked = Asked(source, body, kind, key, waiting)
        if len(body) <= SMALL and not kind.startswith(ARROW):
            self._small.append(asked)
            if len(self._small) == 1:
                loop.call_soon(self._take_small)
        elif len(body) > OFF_THE_LOOP:
            far = loop.create_task(self._take_large(asked))
            self._far.add(far)
            far.add_done_callback(self._far.discard)
        else:
            self._submit(asked, *self._check(source, body, kind, key))

    def welcome(self, headers: Mapping[bytes, bytes]) -> str:
        """Who sends, if they may and if it can be read."""
        source = self._source(headers.get(b"authorization", b""))
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise Packed
        return source

    async def _take_large(self, asked: Asked) -> None:
        try:
            self._submit(asked, *await asyncio.to_thread(self._check, asked.source, asked.body, asked.kind, asked.key))
        except Exception as fault:  # it is told, whatever it is
            if not isinstance(fault, Refused):
                log.exception("a batch of %s could not be taken in", asked.source)
            asked.fail(fault)

    def _take_small(self) -> None:
        """Check what came in this turn together; what is not plainly good, one by one."""
        small, self._small = self._small, []
        plain = self._plain(small)
        for asked in small:
            try:
                if batch := plain.get(id(asked)):
                    self._intake.submit(batch, tell, Written(asked.waiting))
                else:
                    self._submit(asked, *self._check(asked.source, asked.body, asked.kind, asked.key))
            except Refused as refused:
                asked.fail(refused)
            except Exception as fault:  # the others are not to wait for ever
                log.exception("a batch of %s could not be taken in", asked.source)
                asked.fail(fault)

    def _plain(self, small: list[Asked]) -> dict[int, Batch]:
        """The batches of those that are plainly good, by the `id` of the request."""
        rows = [(asked, found) for asked in small if (found := rows_of(asked.body)) is not None]
        if not rows:
            return {}
        try:
            batches = self._intake.check_small([asked.source for asked, _ in rows], joined([found for _, found in rows]))
        except Exception:  # which of them it was shows when each is checked by itself
            log.exception("%d small batches could not be checked together", len(rows))
            return {}
        return {id(asked): batch for (asked, _), batch in zip(rows, batches, strict=True) if batch}

    def _submit(self, asked: Asked, incoming: Incoming, fault: Refused | None) -> None:
        self._intake.submit(incoming.batch, tell, Written(asked.waiting, incoming, fault))

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
        known = self._digests.get(authorization)
        if known is None:
            scheme, _, token = authorization.decode("latin-1").partition(" ")
            known = digest(token) if scheme.lower() == "bearer" else ""
        source = self._source_of(known) if known else None
        if source is None:
            raise StrangeToken
        if len(self._digests) < TOKENS:
            self._digests[authorization] = known
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


def tell(each: list[tuple[Written, Result]]) -> None:
    """Called by the writing thread: hand the results over to the loop the requests wait in, if it still turns."""
    with suppress(RuntimeError):
        each[0][0].waiting.get_loop().call_soon_threadsafe(_settle, each)


def _settle(each: list[tuple[Written, Result]]) -> None:
    for written, result in each:
        written.told(result)


def answer_of(fault: BaseException) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    """Status, body and headers that say what was wrong; of what is nobody's fault but ours no more than that."""
    if not isinstance(fault, Refused):
        return 500, b'{"error":"Failed","detail":"This went wrong here and is in the log. Send it again later."}', [JSON]
    said = msgspec.json.encode({"error": type(fault).__name__, "detail": str(fault)})
    late = [(b"retry-after", str(fault.about.get("after_s", 1)).encode())] if fault.status in (429, 503) else []
    return fault.status, said, [JSON, *late]
