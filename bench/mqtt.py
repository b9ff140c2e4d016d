"""What the MQTT door takes in, durable before PUBACK, every fold on, beside Mosquitto and Node-RED under the same load."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import mqtt_peers as peers
from bench.machine import line, ratio
from bench.server import Served

SECONDS, TIMES = 4, 5


class Spec(NamedTuple):
    kind: str
    rows: int
    connections: int
    window: int
    target: float | None

    @property
    def words(self) -> str:
        payload = "a number" if self.kind == "number" else f"{self.rows} in {self.kind}"
        return f"{payload} a message, {self.connections} connections × {self.window}"


SPECS = (
    Spec("number", 1, 10, 10, None),
    Spec("number", 1, 100, 10, 250_000),
    Spec("number", 1, 1000, 10, None),
    Spec("number", 1, 5000, 1, 60_000),
    Spec("rows", 100, 100, 4, 1_500_000),
    Spec("columns", 100, 100, 4, 1_500_000),
)
BESIDE = (Spec("number", 1, 100, 10, 5), Spec("rows", 100, 100, 4, 1.5), Spec("columns", 100, 100, 4, 3))  # × Node-RED


def measure(served: Served) -> Iterator[str]:
    token, number = served.token("mqtt"), 0
    for spec in SPECS:
        found = []
        for _ in range(TIMES):
            number += 1
            found.append(load(served.mqtt_port, "mqtt", token, spec, number))
            served.caught_up()
        yield line(f"MQTT: {spec.words}", [one["readings"] for one in found], "readings/s", spec.target)
        yield line("      acknowledged within (p99)", [one["p99_ms"] for one in found], "ms")
    yield from beside(served, token)


def beside(served: Served, token: str) -> Iterator[str]:
    if not peers.here():
        yield "MQTT: Mosquitto is not here, so nothing stands beside it"
        return
    with tempfile.TemporaryDirectory() as folder, peers.mosquitto(Path(folder)) as port:
        for spec in BESIDE:
            found = [load(port, "", "", spec, 900 + turn)["readings"] for turn in range(TIMES)]
            yield line(f"Mosquitto alone, nothing kept: {spec.words}", found, "readings/s")
        if not peers.node_red():
            yield "MQTT: Node-RED is not here (NODE_RED names no folder with its package), so it does not stand beside it"
            return
        for place, spec in enumerate(BESIDE):
            ours, theirs = _in_turns(served, token, Path(folder), port, spec, 100 + place * (TIMES + 1))
            yield line(f"MQTT, counted where they arrive: {spec.words}", ours, "readings/s")
            yield line("   beside it: Node-RED behind Mosquitto, nothing kept", theirs, "readings/s")
            yield ratio("Node-RED", ours, theirs, spec.target or 0)


def _in_turns(served: Served, token: str, folder: Path, port: int, spec: Spec, number: int) -> tuple[list[float], list[float]]:
    """Ours and Node-RED by turns under the same load, each counted where readings arrive; the first turn warms both."""
    ours, theirs = list[float](), list[float]()
    with peers.flowing(folder, port, spec.kind) as address:
        for turn in range(TIMES + 1):
            ours.append(_arriving(lambda: _stored(served), (served.mqtt_port, "mqtt", token), spec, number + turn))
            served.caught_up()
            theirs.append(_arriving(lambda: peers.seen(address), (port, "", ""), spec, number + turn))
            _drained(address)
    return ours[1:], theirs[1:]


def _stored(served: Served) -> tuple[int, float]:
    return int(served.get("/healthz")["readings"]), time.perf_counter()


def _arriving(seen: Callable[[], tuple[int, float]], where: tuple[int, str, str], spec: Spec, number: int) -> float:
    """Readings a second that arrive while the load lasts: its start, its connections and its first second are left out."""
    first = seen()[0]
    with subprocess.Popen(_command(*where, spec, number), stdout=subprocess.DEVNULL) as process:
        while seen()[0] <= first + spec.rows and process.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        before, since = seen()
        time.sleep(SECONDS - 2)
        after, until = seen()
        process.wait(60)
    return (after - before) / (until - since)


def _drained(address: str) -> None:
    last = -1
    for _ in range(60):
        now, _ = peers.seen(address)
        if now == last:
            return
        last = now
        time.sleep(0.5)


def load(port: int, user: str, token: str, spec: Spec, number: int) -> dict[str, Any]:
    command = _command(port, user, token, spec, number)
    said = dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    if said["answered"] != said["sent"]:
        raise RuntimeError(f"{said['sent'] - said['answered']} messages were not answered")
    return said


def _command(port: int, user: str, token: str, spec: Spec, number: int) -> list[str]:
    counts = (spec.kind, spec.rows, spec.connections, spec.window, SECONDS, number)
    return [sys.executable, "-m", "bench.mqtt_load", *map(str, (port, user, token, *counts))]
