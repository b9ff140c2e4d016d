"""The doorway: uvicorn's protocol, but that `POST /readings` goes straight to the door. A task, a scope and events for each
request cost more than all the door does with one reading; here the answer is written by whoever knows it.

What is unusual (HTTP/1.0, `Expect`, a request sent before the last was answered) goes the usual way, to the same door.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cityloop.app.http import Front
from cityloop.kit.errors import Refused
from cityloop.sense.readings.door import LARGEST, Door, TooLarge, answer_of

PATH = b"/readings"
PLAIN = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
PHRASES = {
    401: b"Unauthorized", 409: b"Conflict", 413: b"Content Too Large", 415: b"Unsupported Media Type",
    422: b"Unprocessable Content", 429: b"Too Many Requests", 503: b"Service Unavailable",
}  # fmt: skip


class Knock:
    """A request at the door: what uvicorn asks of a request under way, and what the door asks of one who waits."""

    def __init__(self, doorway: "Doorway", headers: dict[bytes, bytes], query: bytes) -> None:
        self._doorway, self.headers, self.query = doorway, headers, query
        self.source = ""
        self.parts: list[bytes] = []
        self.size = 0
        self.response_complete = self.disconnected = False
        self.keep_alive = True
        self.message_event = self  # uvicorn sets it when the other side went away

    def set(self) -> None:
        """Nobody waits here: who is gone is not written to."""

    # as a future ---------------------------------------------------------------------------------------------------

    def done(self) -> bool:
        return self.response_complete or self.disconnected

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return self._doorway.loop

    def set_result(self, said: bytes) -> None:
        self._write(PLAIN, said)

    def set_exception(self, fault: BaseException) -> None:
        status, said, more = answer_of(fault)
        head = b"".join(b"%s: %s\r\n" % pair for pair in more)
        self._write(b"HTTP/1.1 %d %s\r\n%s" % (status, PHRASES.get(status, b"Refused"), head), said)

    def _write(self, head: bytes, said: bytes) -> None:
        doorway, self.response_complete = self._doorway, True
        if not doorway.transport.is_closing():
            doorway.transport.write(b"%s%scontent-length: %d\r\n\r\n%s" % (head, doorway.always(), len(said), said))
            if not self.keep_alive:
                doorway.transport.close()
        doorway.on_response_complete()


class Doorway(HttpToolsProtocol):
    _said: tuple[Any, bytes] = (None, b"")
    knock: Knock | None = None

    @property
    def _door(self) -> Door:
        return cast("Front", self.config.app).door

    def always(self) -> bytes:
        """The headers every answer has; uvicorn makes them anew each second."""
        headers = self.server_state.default_headers
        if Doorway._said[0] is not headers:
            Doorway._said = headers, b"".join(b"%s: %s\r\n" % pair for pair in headers)
        return Doorway._said[1]

    def on_headers_complete(self) -> None:
        free = self.cycle is None or self.cycle.response_complete
        if not (free and self._for_the_door()):
            self.knock = None
            super().on_headers_complete()
            return
        self.knock = Knock(self, dict(self.headers), self.url[len(PATH) + 1 :])
        self.cycle = cast("Any", self.knock)
        try:
            self.knock.source = self._door.welcome(self.knock.headers)
        except Refused as refused:
            self.knock.set_exception(refused)

    def _for_the_door(self) -> bool:
        if self.url.partition(b"?")[0] != PATH or self.parser.get_method() != b"POST":
            return False
        plain = self.parser.get_http_version() == "1.1" and self.parser.should_keep_alive() and not self.expect_100_continue
        return plain and not self.parser.should_upgrade() and self.limit_concurrency is None

    def on_body(self, body: bytes) -> None:
        knock = self.knock
        if knock is None:
            super().on_body(body)
        elif not knock.response_complete:
            knock.parts.append(body)
            knock.size += len(body)
            if knock.size > LARGEST:
                knock.parts.clear()
                knock.set_exception(TooLarge())

    def on_message_complete(self) -> None:
        knock = self.knock
        if knock is None:
            super().on_message_complete()
        elif not knock.response_complete:
            body = knock.parts[0] if len(knock.parts) == 1 else b"".join(knock.parts)
            knock.parts.clear()
            try:
                self._door.take(knock.source, knock.headers, knock.query, body, knock)
            except Refused as refused:
                knock.set_exception(refused)
