"""What SensorThings takes in and gives out: observations singly and by the array, `$count`, and the newest of one stream."""

import asyncio
import json
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import uvloop

from bench.machine import line
from bench.server import Served

SECONDS, TIMES, STREAMS, ROWS = 4, 3, 100, 1000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = "/sta/v1.1"


def measure(served: Served) -> Iterator[str]:
    token = served.token("things")
    for number in range(STREAMS):
        ask(served, token, "Things", thing(number))
    for rows, what, reach in ((1, "singly, 64 connections", 3000.0), (ROWS, f"arrays of {ROWS}, 4 connections", None)):
        found = [load(served, token, rows, run) for run in range(TIMES)]
        yield line(f"SensorThings: {what}", found, "Observations/s", reach)
        served.caught_up()
    count = ask(served, token, "Observations?$count=true&$top=0")["@iot.count"]
    for path, what in (
        ("Observations?$count=true&$top=0", f"$count of all {count:,} Observations"),
        ("Datastreams(1)/Observations?$orderby=phenomenonTime%20desc&$top=1", "newest of one Datastream"),
        ("Datastreams(1)/Observations?$top=100", "first page of one Datastream"),
    ):
        yield line(f"SensorThings: {what}", [timed(served, token, path) for _ in range(5)], "ms", 200, least=False)


def thing(number: int) -> dict[str, Any]:
    stream = {
        "name": f"level {number}",
        "description": "how high",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": "metre", "symbol": "m", "definition": "m"},
        "Sensor": {"name": "gauge", "description": "a gauge", "encodingType": "text/html", "metadata": "x"},
        "ObservedProperty": {"@iot.id": 1} if number else {"name": "level", "definition": "m", "description": "height"},
    }
    return {"name": f"post {number}", "description": "a post", "Datastreams": [stream]}


def ask(served: Served, token: str, path: str, body: Any = None) -> Any:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{served.url}{ROOT}/{path}", content, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def timed(served: Served, token: str, path: str) -> float:
    began = time.perf_counter()
    ask(served, token, path)
    return (time.perf_counter() - began) * 1000


# the load, in a process of its own ---------------------------------------------------------------------------------


def load(served: Served, token: str, rows: int, run: int) -> float:
    words = [sys.executable, "-m", "bench.things", str(served.port), token, str(rows), str(run)]
    return float(asyncio.run(_output(words)))


async def _output(words: list[str]) -> str:
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode()


def bodies(rows: int, run: int) -> Iterator[tuple[str, bytes]]:
    """Different observations, each with where it is posted; the time of each is its own."""
    for number in range(60_000 if rows == 1 else 1500):
        at = BEGAN + timedelta(days=20 * run + (60 if rows > 1 else 0), milliseconds=number * rows)
        stream = number % STREAMS + 1
        if rows == 1:
            said: Any = {"phenomenonTime": at.isoformat(), "result": number % 50 / 10, "Datastream": {"@iot.id": stream}}
            yield "Observations", json.dumps(said).encode()
            continue
        data = [[(at + timedelta(milliseconds=row)).isoformat(), row % 50 / 10] for row in range(rows)]
        group = {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": data}
        yield "CreateObservations", json.dumps([group]).encode()


class Connection(asyncio.Protocol):
    """Sends one request at a time; counts those that were kept."""

    def __init__(self, waiting: deque[bytes], done: "asyncio.Future[int]") -> None:
        self._waiting, self._done, self._buffer, self._kept = waiting, done, b"", 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        if self._waiting:
            self._transport.write(self._waiting.popleft())
        elif not self._done.done():
            self._transport.close()
            self._done.set_result(self._kept)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = int(self._buffer[:head].lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._buffer) < head + 4 + length:
            return
        if not self._buffer.startswith(b"HTTP/1.1 201") or b'"error' in self._buffer:
            self._done.set_exception(RuntimeError(self._buffer[:500].decode()))
            return
        self._kept += 1
        self._buffer = b""
        self._next()


async def run(port: int, requests: deque[bytes], connections: int) -> float:
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    loop.call_later(SECONDS, requests.clear)
    for end in ends:
        await loop.create_connection(lambda end=end: Connection(requests, end), "127.0.0.1", port)  # type: ignore[misc]
    kept: int = sum(await asyncio.gather(*ends))
    return kept / (time.perf_counter() - began)


def main() -> None:
    port, token, rows, number = sys.argv[1:5]
    head = f"HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: "
    requests = deque(
        f"POST {ROOT}/{path} {head}{len(body)}\r\n\r\n".encode() + body for path, body in bodies(int(rows), int(number))
    )
    print(uvloop.run(run(int(port), requests, 64 if int(rows) == 1 else 4)) * int(rows))


if __name__ == "__main__":
    main()
