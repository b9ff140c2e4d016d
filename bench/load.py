"""A load on the door: connections that each send their next request when the last is answered. A process of its own.

`python -m bench.load PORT TOKEN KIND ROWS CONNECTIONS SECONDS`; bodies are made before the clock runs, and prints JSON.
"""

import asyncio
import json
import sys
import time
from collections import deque
from typing import Any

import numpy as np
import pyarrow as pa
import uvloop

SUBJECTS = 100_000  # more than are on the way at once, so that none overtakes itself
BEGAN_MS = int(time.time() * 1000) - 40 * 86_400_000  # what is older than its signal is kept would be refused
MOST_BYTES = 600_000_000
STORED = b'"late":0,"doubled":0,"refused":0,'  # anything else is no figure


def bodies(kind: str, rows: int, seconds: float, guess: float, run: int) -> list[bytes]:
    """As many different batches as can be sent in the time; every reading is new."""
    count = max(200, int(guess * seconds / rows))
    value = [round(float(v), 1) for v in np.random.default_rng(run).uniform(0, 4.9, 4096)]
    made, size = [], 0
    for number in range(count):
        body = _body(
            kind, rows, f"{kind}-{rows}-{run}-{number}", BEGAN_MS + run * 30_000_000 + number * 100, number * rows, value
        )
        made.append(body)
        size += len(body)
        if size > MOST_BYTES:
            break
    return made


def _body(kind: str, rows: int, key: str, at: int, first: int, value: list[float]) -> bytes:
    subjects = SUBJECTS if rows > 1 else SUBJECTS // 10
    subject = [f"truck-{(first + row) % subjects}" for row in range(rows)]
    times = [at + (first + row) // subjects for row in range(rows)]
    values = [value[(first + row) % 4096] for row in range(rows)]
    if kind == "rows":
        listed = [
            {"signal": "trucks.position", "subject": s, "at": t, "value": v}
            for s, t, v in zip(subject, times, values, strict=True)
        ]
        return json.dumps({"batch": key, "readings": listed}, separators=(",", ":")).encode()
    if kind == "columns":
        signal = ["trucks.position"] * rows
        said = {"batch": key, "signal": signal, "subject": subject, "at": times, "value": values}
        return json.dumps(said, separators=(",", ":")).encode()
    table = pa.table(
        {
            "signal": pa.array(["trucks.position"] * rows).dictionary_encode(),
            "subject": pa.array(subject).dictionary_encode(),
            "at": pa.array(times, pa.timestamp("ms", tz="UTC")),
            "value": pa.array(values, pa.float64()),
        }
    ).replace_schema_metadata({"batch": key})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


class Connection(asyncio.Protocol):
    """Sends one request at a time and notes how long each took."""

    def __init__(self, waiting: deque[bytes], took: list[float], done: "asyncio.Future[None]") -> None:
        self._waiting, self._took, self._done = waiting, took, done
        self._buffer = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        if self._waiting:
            self._sent = time.perf_counter()
            self._transport.write(self._waiting.popleft())
        elif not self._done.done():
            self._transport.close()
            self._done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = int(self._buffer[:head].lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._buffer) < head + 4 + length:
            return
        if not (self._buffer.startswith(b"HTTP/1.1 200") and STORED in self._buffer):
            self._transport.close()
            if not self._done.done():
                self._done.set_exception(RuntimeError(self._buffer[:500].decode()))
            return
        self._took.append(time.perf_counter() - self._sent)
        self._buffer = b""
        self._next()


async def run(port: int, requests: deque[bytes], connections: int, seconds: float) -> tuple[list[float], float]:
    loop, took = asyncio.get_running_loop(), list[float]()
    ends = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    loop.call_later(seconds, requests.clear)
    for end in ends:
        await loop.create_connection(lambda end=end: Connection(requests, took, end), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    return took, time.perf_counter() - began


def main() -> None:
    port, token, kind, rows, connections, seconds, guess, number = sys.argv[1:9]
    mime = "application/vnd.apache.arrow.stream" if kind == "arrow" else "application/json"
    head = f"POST /readings HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: {mime}\r\ncontent-length: "
    made = bodies(kind, int(rows), float(seconds), float(guess), int(number))
    requests = deque(head.encode() + str(len(body)).encode() + b"\r\n\r\n" + body for body in made)
    took, wall = uvloop.run(run(int(port), requests, int(connections), float(seconds)))
    ordered = np.sort(took)
    print(
        json.dumps(
            {
                "requests": len(took) / wall,
                "readings": len(took) * int(rows) / wall,
                "p50_ms": float(np.quantile(ordered, 0.5) * 1000),
                "p99_ms": float(np.quantile(ordered, 0.99) * 1000),
                "ran_out": len(requests) == 0 and wall < float(seconds) * 0.98,
            }
        )
    )


if __name__ == "__main__":
    main()
