"""What the door takes in, durable, every detector on: requests from a second process on the same machine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from bench.machine import line
from bench.server import Served

SECONDS, TIMES = 3, 5


class Spec(NamedTuple):
    kind: str
    rows: int
    connections: int
    guess: int  # readings a second to make bodies for
    target: float | None


SPECS = (
    Spec("rows", 1, 64, 60_000, 20_000),
    Spec("columns", 100, 32, 1_500_000, None),
    Spec("rows", 1000, 16, 4_000_000, 2_000_000),
    Spec("columns", 1000, 16, 5_000_000, 2_000_000),
    Spec("arrow", 1000, 16, 4_000_000, None),
    Spec("arrow", 10_000, 8, 14_000_000, 8_000_000),
)


def measure(served: Served) -> Iterator[str]:
    token, number = served.token("bench"), 0
    for spec in SPECS:
        found = []
        for _ in range(TIMES):
            number += 1
            found.append(load(served, token, spec, number))
            served.caught_up()
        what = f"{spec.kind}, {spec.rows} a batch, {spec.connections} connections"
        yield line(f"door: {what}", [one["readings"] for one in found], "readings/s", spec.target)
        yield line("      acknowledged within (p99)", [one["p99_ms"] for one in found], "ms")


def load(served: Served, token: str, spec: Spec, number: int) -> dict[str, Any]:
    words = [served.port, token, spec.kind, spec.rows, spec.connections, SECONDS, spec.guess, number]
    command = [sys.executable, "-m", "bench.load", *map(str, words)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(said))
