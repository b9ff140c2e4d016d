"""A load on whoever speaks MQTT: many connections, so many messages of QoS 1 each on the way. A process of its own, compiled,
so that it does not limit what it measures.

`python -m bench.mqtt_load PORT USER TOKEN KIND ROWS CONNECTIONS WINDOW SECONDS RUN`; prints JSON. KIND is `number` (one
reading a message) or `rows` or `columns` (ROWS readings a message, JSON).
"""

import json
import resource
import select
import socket
import sys
import time
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bench.load import BEGAN_MS
from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import Bytes
from cityloop.sense.mqtt.packets import framed, text
from cityloop.sense.mqtt.sockets import _recv, _send

SIGNAL = "trucks.position"
ACK = 4  # bytes of a PUBACK
DIGITS = 13  # of a time in milliseconds
BIN_S, BINS = 0.0001, 100_000
QUIETLY, AT_ONCE = 0x4000, 0x40


def message(kind: str, rows: int, subject: str) -> bytes:
    """One message whose times are all of the digit 9."""
    at = "9" * DIGITS
    if kind == "number":
        return framed(0x32, text(f"v1/{SIGNAL}/{subject}") + b"\0\1" + f'{{"value":50.5,"at":{at}}}'.encode())
    names = [f"{subject}-{row:03d}" for row in range(rows)]
    if kind == "rows":
        said = [f'{{"signal":"{SIGNAL}","subject":"{name}","at":{at},"value":50.5}}' for name in names]
        body = f'{{"readings":[{",".join(said)}]}}'
    else:
        columns = {"signal": [SIGNAL] * rows, "subject": names, "at": [int(at)] * rows, "value": [50.5] * rows}
        body = json.dumps(columns, separators=(",", ":"))
    return framed(0x32, text("v1/readings") + b"\0\1" + body.encode())


def greeting(client: str, user: str, token: str) -> bytes:
    named = text(user) + text(token) if user else b""
    return framed(0x10, b"\0\4MQTT\4" + bytes([0xC2 if user else 2]) + b"\0\0" + text(client) + named)


@njit(cache=True, nogil=True)
def pump(
    ready: Longs, files: Ints, sheets: NDArray[np.uint8], fields: Longs, place: int, told: Longs, window: int,
    since: NDArray[np.float64], now: float, took: Longs, scratch: Bytes, out: Bytes, began: int, going: bool,
) -> int:  # fmt: skip
    """Take what was answered to the ready connections and send as much anew. The messages answered."""
    answered = 0
    size = sheets.shape[1]
    for one in ready:
        got = _recv(files[one], scratch.ctypes.data, scratch.size, AT_ONCE) if told[one] else window * ACK
        if got <= 0:
            continue
        count = got // ACK  # PUBACKs are written whole
        if told[one]:
            answered += count
            for turn in range(count):
                spot = (told[one] - window + turn) % window
                took[min(took.size - 1, int((now - since[one, spot]) / BIN_S))] += 1
        if not going:
            continue
        for turn in range(count):
            begin = turn * size
            out[begin : begin + size] = sheets[one]
            packet = told[one] % 60_000 + 1
            out[begin + place], out[begin + place + 1] = packet >> 8, packet & 255
            for field in fields:
                rest = began + told[one]
                for digit in range(DIGITS - 1, -1, -1):
                    out[begin + field + digit] = 48 + rest % 10
                    rest //= 10
            since[one, told[one] % window] = now
            told[one] += 1
        _send(files[one], out.ctypes.data, count * size, QUIETLY)
    return answered


def connected(port: int, user: str, token: str, count: int) -> list[socket.socket]:
    found = []
    for number in range(count):
        sock = socket.create_connection(("127.0.0.1", port), timeout=30)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(greeting(f"load-{number}", user, token))
        found.append(sock)
        if number % 200 == 199 or number == count - 1:
            for one in found[number // 200 * 200 :]:
                answer = one.recv(4)
                if answer != b"\x20\2\0\0":
                    raise RuntimeError(f"not let in: {answer.hex()}")
                one.setblocking(True)
    return found


def run(
    port: int, user: str, token: str, kind: str, rows: int, connections: int, window: int, seconds: float, number: int
) -> Any:
    socks = connected(port, user, token, connections)
    sheets = np.array([np.frombuffer(message(kind, rows, f"d{n:05d}"), np.uint8) for n in range(connections)])
    first = bytes(sheets[0])
    fields = np.array([n for n in range(len(first)) if first[n : n + DIGITS] == b"9" * DIGITS])
    topic = first.index(b"v1/")
    place = topic + int.from_bytes(first[topic - 2 : topic], "big")
    files = np.array([sock.fileno() for sock in socks], np.int32)
    of = np.full(int(files.max()) + 1, -1)
    of[files] = np.arange(connections)
    told, since = np.zeros(connections, np.int64), np.zeros((connections, window))
    took, scratch = np.zeros(BINS, np.int64), np.empty(1 << 16, np.uint8)
    out = np.empty(window * sheets.shape[1], np.uint8)
    waiting = select.epoll()
    for sock in socks:
        waiting.register(sock, select.EPOLLIN)
    at = BEGAN_MS + number * 10_000_000

    def pumped(ready: Longs, now: float, going: bool = True) -> int:
        return int(pump(ready, files, sheets, fields, place, told, window, since, now, took, scratch, out, at, going))

    pumped(np.zeros(0, np.int64), 0.0)
    began = now = time.perf_counter()
    answered = pumped(np.arange(connections), now)
    while now - began < seconds:
        events = waiting.poll(1, 16_384)
        now = time.perf_counter()
        answered += pumped(of[np.array([file for file, _ in events], np.int64)], now)
    wall, until = now - began, now + 10
    counted = answered
    while answered < int(told.sum()) and now < until:
        events = waiting.poll(1, 16_384)
        now = time.perf_counter()
        answered += pumped(of[np.array([file for file, _ in events], np.int64)], now, False)
    shares = np.cumsum(took) / max(1, int(took.sum()))
    p50, p99 = (float(np.searchsorted(shares, share) * BIN_S * 1000) for share in (0.5, 0.99))
    said = {"messages": counted / wall, "readings": counted * rows / wall, "p50_ms": p50, "p99_ms": p99}
    return said | {"sent": int(told.sum()), "answered": answered, "cpu_s": time.process_time()}


def main() -> None:
    port, user, token, kind, rows, connections, window, seconds, number = sys.argv[1:10]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    counts = (int(rows), int(connections), int(window), float(seconds), int(number))
    print(json.dumps(run(int(port), user, token, kind, *counts)))


if __name__ == "__main__":
    main()
