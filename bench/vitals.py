"""Vital signs at the scale of the city: 5,752 of them in 1,073 areas (the city, 41 districts, 1,031 streets), beside DuckDB.

The job: of ten million readings keep the newest of each signal and street, work out every vital sign in every street, and
roll it up to district and city, in four ways (sum, mean, most, ratio of two sums), lamps lit. DuckDB does the same without
lamps, from a table in memory with two threads; ours has one. Answers of both are compared. About a minute.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from bench.machine import line
from cityloop.kernels.columns import Readings, State
from cityloop.kit.frames.names import Names
from cityloop.rulebook import Signal, bodies
from cityloop.rulebook.vitals import VitalSign
from cityloop.sense.vitals import pulse
from cityloop.sense.vitals.layout import Layout, Tree, layout

VITALS, DISTRICTS, STREETS = 5_752, 41, 1_031
BEGAN = 1_772_416_800_000
WAYS = ("sum", "mean", "worst", "ratio")


def measure(rows: int = 10_000_000) -> Iterator[str]:
    plan, streets = _plan(VITALS)
    said, area = _readings(rows, VITALS, streets)
    state, _ = pulse.step({}, plan, said.take(np.arange(1000)), area[:1000], BEGAN)  # compiles
    cold, warm, busy, light = list[float](), list[float](), list[float](), list[float]()
    state = {}
    for run in range(4):
        later = said._replace(at=said.at + run * 20_000)
        began, worked = time.perf_counter(), time.process_time()
        state = _taken(state, plan, later, area)
        (warm if run else cold).append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
    ours = np.array([np.asarray(state["whole"])[plan.uses[plan.row[f"v{n}"]][0].tap, 0, 0] for n in range(VITALS)]) / 1e6
    for run in range(20):
        one = said.take(np.array([run]))._replace(at=np.array([int(said.at.max()) + 100_000 + run]), value=np.array([1e6]))
        began = time.perf_counter()
        state, _ = pulse.step(state, plan, one, area[run : run + 1], int(one.at[0]))
        light.append((time.perf_counter() - began) * 1000)
    size = f"roll-up, {rows / 1e6:.0f} M readings, {VITALS} × {len(plan.tree.codes)}"
    yield line(f"{size}, first time, wall", cold, "s")
    yield line(f"{size}, then, wall", warm, "s", 2, least=False)
    yield line("one changed reading until the city's lamp", light, "ms", 1000, least=False)
    yield line("memory of the state", [sum(np.asarray(part).nbytes for part in state.values()) / 2**20], "MB")
    peer, worked_peer, differs = _duckdb(said, area, plan, ours)
    yield line(f"{size}, DuckDB {duckdb.__version__}, wall", peer, "s")
    yield line("ours against DuckDB, wall", [float(np.median(peer) / np.median(warm))], "times", 2)
    yield line("processor time, ours", busy[1:], "s")
    yield line("processor time, DuckDB", worked_peer, "s")
    yield line("ours against DuckDB in processor time", [float(np.median(worked_peer) / np.median(busy[1:]))], "times", 2)
    yield line("answers that differ", [differs], "", 0, least=False)


def growth() -> Iterator[str]:
    """The same job at a hundredth and a tenth of the readings, all else the same."""
    for rows in (100_000, 1_000_000):
        plan, streets = _plan(VITALS)
        said, area = _readings(rows, VITALS, streets)
        state: State = _taken({}, plan, said, area)
        spent = []
        for run in range(3):
            began = time.perf_counter()
            state = _taken(state, plan, said._replace(at=said.at + (run + 1) * 20_000), area)
            spent.append(time.perf_counter() - began)
        yield line(f"roll-up, {rows / 1e6:g} M readings, {VITALS} × {len(plan.tree.codes)}", spent, "s")


def _taken(state: State, plan: Layout, said: Readings, area: Any) -> State:
    """All taken in in one pass of the loop, and worked out once."""
    state, _ = pulse.step(state, plan, said, area, int(said.at.max()))
    return state


def _plan(vitals: int) -> tuple[Layout, np.ndarray]:
    districts = [f"5001{number:02}" for number in range(1, DISTRICTS + 1)]
    streets = [f"{districts[place % DISTRICTS]}{place // DISTRICTS + 1:03}" for place in range(STREETS)]
    tree = Tree.of([*districts, *streets], "50")
    signals = {f"s.s{n}": Signal(name=f"s.s{n}", unit="1", expect_every=timedelta(days=1)) for n in range(vitals)}
    names = Names(Path(tempfile.mkdtemp()) / "names")
    names.numbers(signals)
    declared = {f"v{n}": _vital(n, vitals) for n in range(vitals)}
    return layout(declared, signals, names, tree, date(2026, 3, 2)), np.array([tree.place[code] for code in streets], np.int32)


def _vital(number: int, of: int) -> VitalSign:
    way = WAYS[number % len(WAYS)]
    how = {"mean": "mean", "worst": "max"}.get(way, "sum")
    inputs = {"a": {"reads": f"s.s{number}", "how": how}}
    if way == "ratio":
        inputs["b"] = {"reads": f"s.s{(number + 1) % of}", "how": how}
    body = {
        "name": f"v{number}",
        "zh": "指标",
        "en": "v",
        "track": "t",
        "unit": "1",
        "cycle_s": 300,
        "owner": "o",
        "source": "bench",
    }
    lamp = {"blue": 60, "yellow": 70, "orange": 80, "red": 90, "up_s": 60, "down_s": 60, "hysteresis": 1}
    formula = "a / b * 100" if way == "ratio" else "a"
    return bodies.vital({**body, "formula": formula, "inputs": inputs, "rolls_up": way, "lamp": lamp})


def _readings(rows: int, signals: int, streets: np.ndarray) -> tuple[Readings, np.ndarray]:
    rng = np.random.default_rng(1361)
    signal = rng.integers(0, signals, rows).astype(np.int32)
    subject = rng.integers(0, STREETS, rows).astype(np.int32)
    at = BEGAN + np.sort(rng.integers(0, 9_000, rows))
    nowhere = np.full(rows, np.nan)
    return Readings(signal, subject, at, rng.integers(1, 100_000, rows) / 1000, nowhere, nowhere), streets[subject]


LATEST = """
with latest as (select signal, subject, arg_max(value, moment) as value from said group by signal, subject)
select signal, case grouping(street, district) when 0 then street when 1 then 0 else -1 end as place, district,
       sum(value) as total, avg(value) as mean, max(value) as most, count(*) as many
from latest join streets using (subject)
group by grouping sets ((signal, street, district), (signal, district), (signal))
"""


def _duckdb(said: Readings, area: np.ndarray, plan: Layout, ours: np.ndarray) -> tuple[list[float], list[float], int]:
    """Seconds and processor seconds of each run, and how many sums of the city are not ours."""
    base = duckdb.connect()
    base.execute("set threads = 2")
    base.execute("set enable_progress_bar = false")
    rows = pa.table({"signal": said.signal, "subject": said.subject, "moment": said.at, "value": said.value})
    subject, first = np.unique(said.subject, return_index=True)
    street = area[first]
    streets = pa.table({"subject": subject, "street": street, "district": plan.tree.parent[street]})
    base.register("rows", rows)
    base.register("places", streets)
    base.execute("create table said as select * from rows")
    base.execute("create table streets as select * from places")
    spent, busy = [], []
    for _ in range(3):
        began, worked = time.perf_counter(), time.process_time()
        base.execute("create or replace table rolled as " + LATEST)
        spent.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
    city = base.execute("select signal, total from rolled where district is null order by signal").fetchnumpy()
    return spent, busy, int((~np.isclose(ours[city["signal"]], city["total"], rtol=1e-9)).sum())


if __name__ == "__main__":
    for figure in chain(measure(), growth()):
        print(figure, flush=True)
