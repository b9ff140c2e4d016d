"""What the MQTT door takes in, durable before PUBACK, every fold on, beside Mosquitto and Node-RED under the same load."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench import mqtt_peers as peers
from bench.machine import line
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
    token, number, ours = served.token("mqtt"), 0, dict[Spec, float]()
    for spec in SPECS:
        found = []
        for _ in range(TIMES):
            number += 1
            found.append(load(served.mqtt_port, "mqtt", token, spec, number))
            served.caught_up()
        ours[spec] = median(one["readings"] for one in found)
        yield line(f"MQTT: {spec.words}", [one["readings"] for one in found], "readings/s", spec.target)
        yield line("      acknowledged within (p99)", [one["p99_ms"] for one in found], "ms")
    yield from beside({spec[:4]: rate for spec, rate in ours.items()})


def beside(ours: dict[Any, float]) -> Iterator[str]:
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
        for spec in BESIDE:
            found = list(_through_node_red(Path(folder), port, spec))
            yield line(f"Node-RED, nothing kept: {spec.words}", found, "readings/s")
            times, wanted = ours[spec[:4]] / median(found), spec.target or 0
            yield f"MQTT: {times:.1f} × Node-RED   target ≥ {wanted:g}: {'met' if times >= wanted else 'MISSED'}"


def _through_node_red(folder: Path, port: int, spec: Spec) -> Iterator[float]:
    """What it works through while the load lasts, after a first one that warms it."""
    with peers.flowing(folder, port, spec.kind) as address:
        for turn in range(TIMES + 1):
            before, began = peers.seen(address), time.perf_counter()
            load(port, "", "", spec, 950 + turn)
            after, wall = peers.seen(address), time.perf_counter() - began
            if turn:
                yield (after - before) / wall
            _drained(address)


def _drained(address: str) -> None:
    last = -1
    for _ in range(60):
        now = peers.seen(address)
        if now == last:
            return
        last = now
        time.sleep(0.5)


def load(port: int, user: str, token: str, spec: Spec, number: int) -> dict[str, Any]:
    counts = (spec.kind, spec.rows, spec.connections, spec.window, SECONDS, number)
    command = [sys.executable, "-m", "bench.mqtt_load", *map(str, (port, user, token, *counts))]
    said = dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    if said["answered"] != said["sent"]:
        raise RuntimeError(f"{said['sent'] - said['answered']} messages were not answered")
    return said
