"""Handing on: what needs the reading log is asked of the process that holds it, as whoever asked here, and answered as there."""

import asyncio
import http.client
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from cityloop.kit.frames.elsewhere import HeldElsewhere
from cityloop.sense.readings.door import Receive, Scope, Send

TIMEOUT_S = 60.0
LARGEST = 64 << 20  # bytes of a request that can be handed on
KEPT = "cityloop.body"
OF_ONE_CONNECTION = {
    "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "expect",
}  # fmt: skip


class Handing:
    """`door` is where the process that holds the reading log answers; `address` says where a request comes from."""

    def __init__(self, door: str, address: Callable[[Request], str]) -> None:
        self._door, self._address = urlsplit(door), address

    async def answer(self, request: Request, refused: Exception) -> Response:
        """What the other process answers to the same request. Nothing of it was done here."""
        body = request.scope.get(KEPT)
        if body is None:
            return _refusal(refused)
        return await asyncio.to_thread(self._asked, request, body, refused)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on as it comes."""
        request = Request(scope, receive)
        answer = await self.answer(request, HeldElsewhere())
        await answer(scope, receive, send)

    def _asked(self, request: Request, body: bytes, refused: Exception) -> Response:
        if not self._door.hostname:
            return _refusal(refused)
        kind = http.client.HTTPSConnection if self._door.scheme == "https" else http.client.HTTPConnection
        line = kind(self._door.hostname, self._door.port, timeout=TIMEOUT_S)
        query = request.url.query
        try:
            line.request(
                request.method, request.scope["path"] + (f"?{query}" if query else ""), body or None, self._headers(request)
            )
            said = line.getresponse()
            content = said.read()
        except (OSError, http.client.HTTPException):
            return _refusal(refused)
        finally:
            line.close()
        answer = Response(content, said.status)
        for name, value in said.getheaders():
            if name.lower() not in OF_ONE_CONNECTION:
                answer.headers.append(name, value)
        return answer

    def _headers(self, request: Request) -> Mapping[str, str]:
        headers = {name: value for name, value in request.headers.items() if name not in OF_ONE_CONNECTION}
        return headers | {"x-forwarded-for": self._address(request), "connection": "close"}


def _refusal(refused: Exception) -> Response:
    return JSONResponse({"error": type(refused).__name__, "detail": str(refused)}, HeldElsewhere.status)


class Keeping:
    """An application whose requests are kept whole while they are answered, so that they can be handed on."""

    def __init__(self, app: Any, onward: Handing, at_once: Callable[[Scope], bool]) -> None:
        self.app, self._onward, self._at_once = app, onward, at_once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        parts, more, size = [], scope["method"] not in ("GET", "HEAD", "OPTIONS"), 0
        while more and size <= LARGEST:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message.get("body", b""))
            size, more = size + len(parts[-1]), message.get("more_body", False)
        if not more:
            scope = {**scope, KEPT: b"".join(parts)}
        again = _replayed(parts, more, receive)
        await (self._onward if self._at_once(scope) else self.app)(scope, again, send)


def _replayed(parts: list[bytes], more: bool, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if waiting:
        waiting[-1]["more_body"] = more

    async def again() -> Any:
        return waiting.pop(0) if waiting else await receive()

    return again


class Absent:
    """In the place of what runs only where the reading log is."""

    def __getattr__(self, name: str) -> Any:
        raise HeldElsewhere
