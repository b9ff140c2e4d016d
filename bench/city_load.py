"""The whole city speaks: every device once a minute, in an order of its own, Arrow by HTTP. A process of its own.

`python -m bench.city_load PORT TOKEN DEVICES SECONDS BREACH_EVERY_S [FASTER]`; prints JSON lines: a breach when it was sent,
and in the end what was held. A device in a million never speaks. The pace is kept by the clock: what was late stays late.
"""

import asyncio
import json
import sys
import time
from typing import Any

import numpy as np
import pyarrow as pa
import uvloop

from bench.city_home import EVERY_S, LENGTH, LIMIT, SIGNAL, names

ROWS = 10_000
CONNECTIONS = 8
DUMB = 1_000_000
SCHEMA = pa.schema([("signal", pa.string()), ("subject", pa.string()), ("at", pa.int64()), ("value", pa.float64())])


class Crowd:
    """All devices in a shuffled order; the breaches are planted at the head of a batch."""

    def __init__(self, devices: int) -> None:
        order = np.random.default_rng(11).permutation(devices)
        self._order = order[order % DUMB != 0]
        self._names = pa.py_buffer(names(self._order))
        self.rows = self._order.size
        self._offsets = pa.py_buffer(np.arange(ROWS + 1, dtype=np.int32) * LENGTH)
        word = np.frombuffer(SIGNAL.encode() * ROWS, np.uint8)
        places = np.arange(ROWS + 1, dtype=np.int32) * len(SIGNAL)
        self._signal = pa.StringArray.from_buffers(ROWS, pa.py_buffer(places), pa.py_buffer(word))
        self._values = np.random.default_rng(13).uniform(10, LIMIT - 15, 64 * ROWS)

    def body(self, first: int, number: int, now_ms: int, breach: bool) -> bytes:
        rows = min(ROWS, self.rows - first)
        subject = pa.StringArray.from_buffers(rows, self._offsets, self._names.slice(first * LENGTH, rows * LENGTH))
        begin = number % 63 * ROWS
        value = self._values[begin : begin + rows]
        if breach:
            value = value.copy()
            value[0] = LIMIT + 5
        columns = [self._signal.slice(0, rows), subject, pa.array(np.full(rows, now_ms)), pa.array(value)]
        schema = SCHEMA.with_metadata({"batch": f"city {number} {now_ms}"})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_batch(pa.record_batch(columns, schema=schema))
        return bytes(sink.getvalue())

    def name(self, first: int) -> str:
        return f"dev-{self._order[first]:08d}"


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, free: "asyncio.Queue[Connection]") -> None:
        self._free, self._buffer = free, b""
        self.wrong = ""
        self.took: list[float] = []
        self.stored = self.turned_away = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._free.put_nowait(self)

    def send(self, request: bytes, due: float) -> None:
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = int(self._buffer[:head].lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._buffer) < head + 4 + length:
            return
        if self._buffer.startswith(b"HTTP/1.1 200"):
            self.stored += int(json.loads(self._buffer[head + 4 :])["stored"])
            self.took.append(time.perf_counter() - self._due)
        else:
            self.turned_away += 1
            self.wrong = self.wrong or self._buffer[:300].decode(errors="replace")
        self._buffer = b""
        self._free.put_nowait(self)


async def run(port: int, token: str, crowd: Crowd, seconds: float, breach_every_s: float, faster: float) -> dict[str, Any]:
    loop, free, all_of = asyncio.get_running_loop(), asyncio.Queue[Connection](), list[Connection]()
    for _ in range(CONNECTIONS):
        _, one = await loop.create_connection(lambda: Connection(free), "127.0.0.1", port)
        all_of.append(one)
    head = (
        f"POST /readings HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n"
        "content-type: application/vnd.apache.arrow.stream\r\ncontent-length: "
    ).encode()
    a_second = crowd.rows / EVERY_S * faster
    began, sent, number, first, breached, behind = time.perf_counter(), 0, 0, 0, 0.0, 0.0
    while (now := time.perf_counter() - began) < seconds:
        due = sent / a_second
        if due > now:
            await asyncio.sleep(due - now)
        behind = max(behind, now - due)
        one = await free.get()
        plant = breach_every_s > 0 and now - breached >= breach_every_s
        now_ms = time.time_ns() // 1_000_000
        body = crowd.body(first, number, now_ms, plant)
        one.send(head + str(len(body)).encode() + b"\r\n\r\n" + body, began + due if due > now else time.perf_counter())
        if plant:
            breached = now
            print(json.dumps({"breach": crowd.name(first), "at_ms": now_ms}), flush=True)
        rows = min(ROWS, crowd.rows - first)
        sent, number, first = sent + rows, number + 1, (first + rows) % crowd.rows
    for _ in range(CONNECTIONS):
        await free.get()
    took = np.array([one for each in all_of for one in each.took])
    said = {"sent": sent, "stored": sum(one.stored for one in all_of), "seconds": time.perf_counter() - began}
    said |= {"turned_away": sum(one.turned_away for one in all_of), "behind_s": behind}
    said |= {f"p{share}_ms": float(np.percentile(took, share) * 1000) for share in (50, 99, 99.9)}
    return said | {"wrong": next((one.wrong for one in all_of if one.wrong), "")}


def main() -> None:
    port, token, devices, seconds, breach_every_s, *faster = sys.argv[1:]
    crowd = Crowd(int(devices))
    print(json.dumps({"ready": crowd.rows}), flush=True)
    pace = float(faster[0]) if faster else 1.0
    print(json.dumps(uvloop.run(run(int(port), token, crowd, float(seconds), float(breach_every_s), pace))), flush=True)


if __name__ == "__main__":
    main()
