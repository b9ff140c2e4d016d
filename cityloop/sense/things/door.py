"""The quick way for observations: `POST …/Observations` and `POST …/CreateObservations`, raw ASGI, no database on the way."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import HTTPConnection

from cityloop.kit.errors import NotFound, Refused
from cityloop.kit.frames import Counts
from cityloop.sense.readings.door import OFF_THE_LOOP, OnlyPost, Receive, Scope, Send, body_of
from cityloop.sense.readings.telling import tell
from cityloop.sense.things.asking import Asker, Reception
from cityloop.sense.things.model import OBSERVATION
from cityloop.sense.things.schemas import Writer
from cityloop.sense.things.service import Answer, Request, Service, answered, read_json
from cityloop.sense.things.taking import Taken

ROOT = "/sta/v1.1"
QUICK = re.compile(r"/sta/v1\.1/(?:Observations|CreateObservations|Datastreams\((\d{1,18})\)/Observations)/?")
PLAIN = ("Datastream", "FeatureOfInterest")


def base_of(scope: Scope, public: str) -> str:
    """The address of the version: as set, or as the client called it."""
    if public:
        return public.rstrip("/") + ROOT
    host = next((said.decode("latin-1") for name, said in scope["headers"] if name == b"host"), "localhost")
    return f"{scope.get('scheme', 'http')}://{host}{ROOT}"


def refusal(refused: Refused) -> dict[str, Any]:
    """What a refusal looks like: as everywhere in the house, and with `message`, where clients of SensorThings look."""
    return {"error": type(refused).__name__, "detail": str(refused), "code": refused.status, "message": str(refused)}


class Quick:
    """Takes observations in. What is not plain goes the long way, through the service, in a thread."""

    def __init__(self, service: Service, reception: Reception, public: str = "") -> None:
        self.service, self.reception, self.public = service, reception, public

    def takes(self, scope: Scope) -> bool:
        return scope["method"] == "POST" and QUICK.fullmatch(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._take_in(scope, receive)
        except Refused as refused:
            answer = Answer(refused.status, refusal(refused))
        await _send(send, answer)

    async def _take_in(self, scope: Scope, receive: Receive) -> Answer:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] != "POST":
            raise OnlyPost
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        source = self.reception.source(authorization)
        body = await body_of(headers, receive)
        base = base_of(scope, self.public)
        if source is None:
            return await asyncio.to_thread(self._slow, scope, authorization, body, base)
        if scope["path"].rstrip("/").endswith("CreateObservations"):
            return await self._arrays(source, base, body)
        found = QUICK.fullmatch(scope["path"])
        said = read_json(body)
        if not isinstance(said, dict) or not all(_plain(said.get(name)) for name in PLAIN):
            return await asyncio.to_thread(self._slow, scope, authorization, body, base)
        number = int(found[1]) if found and found[1] else (said.get("Datastream") or {}).get("@iot.id")
        return await self._one(source, base, number, said)

    async def _one(self, source: str, base: str, number: Any, said: dict[str, Any]) -> Answer:
        if not isinstance(number, int):
            raise NotFound(kind="Datastream", id=str(number)[:60])
        taken = self.service.keeper.understood(self.service.streams.of(number, source), said)
        await self._kept(source, [taken])
        id = f"{number}-{taken.at}"
        link = Writer(base).link(OBSERVATION, id)
        return Answer(201, {"@iot.id": id, "@iot.selfLink": link}, {"location": link})

    async def _arrays(self, source: str, base: str, body: bytes) -> Answer:
        def understood() -> tuple[list[Taken | None], list[str]]:
            return self.service.arrays(source, Writer(base), read_json(body))

        taken, links = await asyncio.to_thread(understood) if len(body) > OFF_THE_LOOP else understood()
        refused = await self._kept(source, [one for one in taken if one is not None])
        return Answer(201, answered(taken, links, refused))

    async def _kept(self, source: str, taken: Sequence[Taken]) -> set[int]:
        """Wait for the disk; the places of those that could not be kept."""
        if not taken:
            return set()
        waiting: asyncio.Future[Counts] = asyncio.get_running_loop().create_future()
        refused = self.service.keeper.submit(source, taken, tell, waiting)
        counts = await waiting
        if counts.doubled or any(one.noted for one in taken):
            return await asyncio.to_thread(self.service.keeper.settle, source, taken, counts, refused)
        return refused

    def _slow(self, scope: Scope, authorization: str, body: bytes, base: str) -> Answer:
        cookie = ""  # a page of a stranger must not write with a member's cookie, and members do not write here
        asker: Asker = self.reception.asker(authorization, cookie, self.reception.address(HTTPConnection(scope)))
        path = scope["path"].removeprefix(ROOT)
        return self.service.answer(asker, base, Request("POST", path, "", body))


def _plain(said: Any) -> bool:
    """Nothing, or a reference and no more."""
    return said is None or (isinstance(said, dict) and isinstance(said.get("@iot.id"), int))


def encoded(answer: Answer) -> tuple[bytes, dict[str, str]]:
    """The body of an answer and its headers."""
    headers = {"content-type": "application/json", **answer.headers}
    if answer.status in (429, 503):
        headers["retry-after"] = "1"
    if answer.status == 401:
        headers["www-authenticate"] = 'Basic realm="SensorThings"'
    if answer.body is None:
        return b"", headers
    plain = headers["content-type"].startswith("text/plain")
    return answer.body.encode() if plain else msgspec.json.encode(answer.body), headers


async def _send(send: Send, answer: Answer) -> None:
    body, said = encoded(answer)
    headers = [(name.encode(), text.encode("latin-1", "replace")) for name, text in said.items()]
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
