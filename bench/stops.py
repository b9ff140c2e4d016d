"""Stops of vehicles beside MovingPandas on the same tracks: how fast in processor time, and whether they are the same stops.

MovingPandas comes with `uv pip install movingpandas`; where it is absent only our own figure is printed.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.machine import line, ratio
from cityloop.kernels.columns import Readings, merged
from cityloop.kernels.stops import METRES_A_DEGREE, step

VEHICLES, FIXES, EVERY_MS = 40, 1_500, 10_000
DRIVES, STANDS = 60, 30  # fixes
RADIUS_M, FOR_S, TIMES = 30.0, 180.0, 5
AT_LEAST, WANTED = 50e6, 1000.0
BEGAN = 1_772_416_800_000


def tracks() -> Readings:
    """Vehicles that drive ten minutes at 10 m/s and stand five, scattered by 3 m, in the order of time."""
    random, turn = np.random.default_rng(5), DRIVES + STANDS
    number = np.arange(FIXES)
    moved = np.cumsum(number % turn < DRIVES) * 100.0
    at = np.repeat(BEGAN + number * EVERY_MS, VEHICLES)
    subject = np.tile(np.arange(VEHICLES, dtype=np.int32), FIXES)
    heading = random.uniform(0, 2 * np.pi, VEHICLES)
    east = (moved[:, None] * np.cos(heading) + random.normal(0, 3, (FIXES, VEHICLES))).ravel()
    north = (moved[:, None] * np.sin(heading) + random.normal(0, 3, (FIXES, VEHICLES))).ravel()
    lat = 29.5 + north / METRES_A_DEGREE
    lon = 106.5 + east / (METRES_A_DEGREE * np.cos(np.radians(29.5)))
    return Readings(np.zeros(at.size, np.int32), subject, at, np.zeros(at.size), lon, lat)


def measure() -> Iterator[str]:
    rows = tracks()
    columns = {"radius_m": np.full(rows.at.size, RADIUS_M), "for_s": np.full(rows.at.size, FOR_S)}
    _, found = step({}, rows, **columns)
    ours = []
    for _ in range(TIMES):
        began = time.thread_time()
        for _ in range(20):
            step({}, rows, **columns)
        ours.append(20 * rows.at.size / (time.thread_time() - began))
    yield line(f"stops: {rows.at.size:,} fixes of {VEHICLES} vehicles", ours, "fixes/s", AT_LEAST)
    if not find_spec("movingpandas"):
        yield "stops: MovingPandas is not here, so it does not stand beside it (uv pip install movingpandas)"
        return
    said = merged(found)
    mine = sorted(zip(said.subject.tolist(), said.began.tolist(), said.ended.tolist(), strict=True))
    theirs, rates = _moving_pandas(rows)
    yield line("   beside it: MovingPandas", rates, "fixes/s")
    yield ratio("MovingPandas", ours, rates, WANTED)
    same = sum(_overlap(one, other) >= 0.9 for one, other in zip(mine, theirs, strict=False))
    yield f"   {len(mine)} stops of ours, {len(theirs)} of MovingPandas, {same} the same (they overlap by nine tenths of both)"


def _overlap(one: Any, other: Any) -> float:
    if one[0] != other[0]:
        return 0.0
    both = min(one[2], other[2]) - max(one[1], other[1])
    return float(both / max(one[2] - one[1], other[2] - other[1]))


def _moving_pandas(rows: Readings) -> tuple[list[tuple[int, int, int]], list[float]]:
    """Its stops, and its pace at detecting them: making its trajectories is not counted."""
    import movingpandas  # noqa: PLC0415 (it may be absent)
    import pandas as pd  # noqa: PLC0415

    table = pd.DataFrame({"subject": rows.subject, "t": pd.to_datetime(rows.at, unit="ms"), "x": rows.lon, "y": rows.lat})
    tracks = movingpandas.TrajectoryCollection(table, "subject", t="t", x="x", y="y", crs="EPSG:4326")
    rates = []
    for _ in range(3):
        detector = movingpandas.TrajectoryStopDetector(tracks, n_processes=1)
        began = time.thread_time()
        found = detector.get_stop_time_ranges(min_duration=timedelta(seconds=FOR_S), max_diameter=2 * RADIUS_M)
        rates.append(rows.at.size / (time.thread_time() - began))
    epoch = pd.Timestamp(0)
    stops = [(int(one.traj_id), *(int((t - epoch).total_seconds() * 1000) for t in (one.t_0, one.t_n))) for one in found]
    return sorted(stops), rates  # type: ignore[arg-type]


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
