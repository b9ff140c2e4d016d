"""From the bytes of requests to what six rules find, on one core: the product's own decoding, names and folds.

Beside it in the same run: a plain Python loop over the decoded rows, and Bytewax. A second is one of processor time.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import bytewax.operators as op
import msgspec
import numpy as np
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main

from bench.machine import line
from cityloop.kernels import rates, stuck, threshold
from cityloop.kernels.columns import Readings
from cityloop.kit.frames.names import Names
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.decoded import Decoded

RUN: Any = run_main  # Bytewax has no types for it
SUBJECTS, A_MESSAGE, MESSAGES, TIMES = 10_000, 1_000, 300, 5
TOGETHER = 20  # messages that one write takes together, as the door does under load
SIX: tuple[tuple[Any, dict[str, float]], ...] = (
    (threshold.step, {"limit": 60.0, "for_s": 10.0}),
    (threshold.step, {"limit": 63.0, "for_s": 0.0}),
    (threshold.step, {"limit": 55.0, "for_s": 30.0, "release": 50.0}),
    (partial(threshold.step, below=True), {"limit": 2.0, "for_s": 10.0}),
    (partial(rates.step, way=rates.RISING), {"limit": 20_000.0, "over_s": 0.0}),
    (stuck.step, {"within": 0.5, "for_s": 30.0, "points": 3.0}),
)


def measure() -> Iterator[str]:
    with TemporaryDirectory() as home:
        rows, columns = messages()
        names = Names(Path(home) / "subjects.names")
        told: dict[str, Callable[[], int]] = {
            "JSON columns": lambda: ours(columns, names),
            "JSON rows": lambda: ours(rows, names),
            "a Python loop, JSON rows": lambda: loop(rows),
        }
        middles = {}
        for what, run in told.items():
            run()
            figures = [_rate(run) for _ in range(TIMES)]
            middles[what] = median(figures)
            target = 3e6 if what == "JSON columns" else None
            yield line(f"bytes to findings, six rules: {what}", figures, "readings/s", target)
        figures = [_rate(lambda: by_bytewax(rows[:20]), 20) for _ in range(3)]
        yield line("bytes to findings, six rules: Bytewax, JSON rows", figures, "readings/s")
        peers = {"a Python loop": middles["a Python loop, JSON rows"], "Bytewax": median(figures)}
        for side in ("JSON columns", "JSON rows"):
            ratios = ", ".join(f"{middles[side] / figure:.1f} × {peer}" for peer, figure in peers.items())
            yield f"bytes to findings: {side}: {ratios}"
        names.close()


def _rate(run: Callable[[], object], count: int = MESSAGES) -> float:
    began = time.thread_time()
    run()
    return count * A_MESSAGE / (time.thread_time() - began)


def messages() -> tuple[list[bytes], list[bytes]]:
    """The same readings as rows and as columns, a thousand a message."""
    random, rows, columns = np.random.default_rng(7), [], []
    for number in range(MESSAGES):
        subject = [f"device-{one:06}" for one in random.integers(0, SUBJECTS, A_MESSAGE)]
        at = (1_772_416_800_000 + number * 5_000 + np.sort(random.integers(0, 5_000, A_MESSAGE))).tolist()
        value = np.round(random.uniform(0, 65, A_MESSAGE), 1).tolist()
        said = zip(subject, at, value, strict=True)
        every = [{"signal": "bench.speed", "subject": one, "at": when, "value": much} for one, when, much in said]
        rows.append(msgspec.json.encode({"batch": f"r{number}", "readings": every}))
        wide = {"signal": ["bench.speed"] * A_MESSAGE, "subject": subject, "at": at, "value": value}
        columns.append(msgspec.json.encode({"batch": f"c{number}", **wide}))
    return rows, columns


def ours(bodies: list[bytes], names: Names) -> int:
    """Decoded message by message, numbered, and stepped through six folds as many at a time as one write takes."""
    states: list[Any] = [{} for _ in SIX]
    found = 0
    for first in range(0, len(bodies), TOGETHER):
        parts = [_numbered(decode(body, "application/json"), names) for body in bodies[first : first + TOGETHER]]
        readings = Readings._make(map(np.concatenate, zip(*parts, strict=True)))
        for place, (step, values) in enumerate(SIX):
            columns = {name: np.full(readings.at.size, value) for name, value in values.items()}
            states[place], said = step(states[place], readings, **columns)
            found += said.subject.size
    return found


def _numbered(said: Decoded, names: Names) -> Readings:
    texts = said.subject
    subject, absent = names.look_up(texts.column)
    if absent:
        subject = names.admit(texts.column)
    if texts.place is not None:
        subject = subject[texts.place]
    return Readings(np.zeros(said.at.size, np.int32), subject, said.at, said.value, said.lon, said.lat)


def loop(bodies: list[bytes]) -> int:
    """A careful Python loop: the fastest decoder there is, one dict of states, no objects made a row."""
    states: dict[str, list[Any]] = {}
    found = 0
    for body in bodies:
        for row in msgspec.json.decode(body)["readings"]:
            state = states.get(row["subject"])
            if state is None:
                state = states[row["subject"]] = [None, None, None, None, row["at"], row["value"], row["at"], row["value"], 0]
            found += _six(state, row["at"], row["value"])
    return found


def _six(state: list[Any], at: int, value: float) -> int:
    found = 0
    for place, high, hold in ((0, value > 60.0, 10_000), (1, value > 63.0, 0), (3, value < 2.0, 10_000)):
        if high:
            state[place] = at if state[place] is None else state[place]
            found += at - state[place] >= hold
        else:
            state[place] = None
    if value > (50.0 if state[2] is not None else 55.0):
        state[2] = at if state[2] is None else state[2]
        found += at - state[2] >= 30_000
    else:
        state[2] = None
    if at > state[4]:
        found += (value - state[5]) * 3_600_000 / (at - state[4]) > 20_000.0
        state[4], state[5] = at, value
    if abs(value - state[7]) <= 0.5:
        state[8] += 1
        found += at - state[6] >= 30_000 and state[8] >= 3
    else:
        state[6], state[7], state[8] = at, value, 1
    return found


def by_bytewax(bodies: list[bytes]) -> int:
    """The same six rules in Bytewax, keyed by subject, state kept by the engine."""
    flow, out = Dataflow("six"), list[Any]()
    came = op.input("in", flow, TestingSource(bodies, batch_size=10))
    rows = op.flat_map("rows", came, lambda body: msgspec.json.decode(body)["readings"])
    keyed = op.key_on("key", rows, lambda row: str(row["subject"]))

    def step(state: list[Any] | None, row: dict[str, Any]) -> tuple[list[Any], int]:
        if state is None:
            state = [None, None, None, None, row["at"], row["value"], row["at"], row["value"], 0]
        return state, _six(state, row["at"], row["value"])

    said = op.stateful_map("six", keyed, step)
    op.output("out", op.filter("found", said, lambda one: one[1] > 0), TestingSink(out))
    RUN(flow)
    return len(out)
