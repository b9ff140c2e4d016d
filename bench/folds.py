"""How many rows a second each fold reads on one core, and each point finds its grid."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
import shapely

from bench.machine import line, runs
from cityloop.app.founding import CHONGQING
from cityloop.kernels import fences
from cityloop.kernels.columns import Floats, Readings
from cityloop.kernels.fences import Fences
from cityloop.kernels.locate import Locator
from cityloop.places.areas.drawing import draw
from cityloop.places.areas.flat import flat
from cityloop.places.areas.known import read_known
from cityloop.places.areas.levels import GRID
from cityloop.places.areas.maps import AreaFences
from cityloop.rulebook import Detector, Indicator, Rulebook
from scenarios import pipes, trucks
from scenarios.pipes.demo import year
from scenarios.trucks.demo import drives

ROWS = 1_000_000


def measure() -> Iterator[str]:
    said = drives(7, datetime(2026, 3, 2, 6, tzinfo=UTC), 6.0, 40)[0]
    for detector in trucks.scenario.detectors:
        yield line(f"fold: {detector.name}, 40 trucks, 6 h", runs(partial(_rate, detector, said)), "rows/s")
    known = year()
    readings = known.readings(0, 60 * 288)
    yield line("fold: pipes.twin, 37 sensors, 60 days", runs(lambda: _rate(pipes.scenario.indicators[0], readings)), "rows/s")
    residual = _residual(readings)
    yield line("fold: pipes.leak, 33 residuals, 60 days", runs(lambda: _rate(pipes.scenario.detectors[0], residual)), "rows/s")


def _rate(fold: Detector | Indicator, readings: Readings) -> float:
    """Batches of 20,000, as they come from the log."""
    rulebook, spent = Rulebook((trucks.scenario, pipes.scenario)), 0.0
    state: Any = {}
    for first in range(0, readings.at.size, 20_000):
        part = readings.take(np.arange(first, min(first + 20_000, readings.at.size)))
        columns = rulebook.columns(fold, part.at, lambda: [])
        began = time.perf_counter()
        state, _ = fold.step(state, part, **columns)
        spent += time.perf_counter() - began
    return readings.at.size / spent


def _residual(readings: Readings) -> Readings:
    twin = pipes.scenario.indicators[0]
    columns = Rulebook((pipes.scenario,)).columns(twin, readings.at, lambda: [])
    return twin.step({}, readings, **columns)[1]


def points() -> Iterator[str]:
    """Random points over the whole city's 65,000 grids, beside shapely's tree, and how often the two differ."""
    known = read_known(CHONGQING)
    began = time.perf_counter()
    areas = draw(known.outlines, known.streets, known.communities).areas
    yield line("the whole city drawn: 38, 1,031, 11,270, 65,000", [time.perf_counter() - began], "s")
    grids = areas.polygon[areas.level == GRID]
    began = time.perf_counter()
    locator = Locator.build(*flat(grids))
    yield line("locator over 65,000 grids built", [time.perf_counter() - began], "s")
    random = np.random.default_rng(2026)
    seeds = shapely.get_coordinates(shapely.point_on_surface(grids))
    chosen = seeds[random.integers(0, len(seeds), ROWS)] + random.normal(0, 0.004, (ROWS, 2))
    lon, lat = np.ascontiguousarray(chosen[:, 0]), np.ascontiguousarray(chosen[:, 1])
    found = locator.locate(lon, lat)

    def timed() -> float:
        began = time.perf_counter()
        locator.locate(lon, lat)
        return ROWS / (time.perf_counter() - began)

    rates = runs(timed)
    yield line("point to grid, random over the city", rates, "points/s", 5_000_000)
    yield from _fences(locator, lon, lat)
    tree = shapely.STRtree(grids)
    began = time.perf_counter()
    point, polygon = tree.query(shapely.points(chosen), predicate="intersects")
    peer = ROWS / (time.perf_counter() - began)
    lowest = np.full(ROWS, len(grids))
    np.minimum.at(lowest, point, polygon)
    wrong = int((np.where(lowest == len(grids), -1, lowest) != found).sum())
    yield line("point to grid, shapely STRtree beside it", [peer], "points/s")
    yield f"point to grid: {np.median(rates) / peer:.1f} × shapely, {wrong} of {ROWS:,} points differ"


def _fences(locator: Locator, lon: Floats, lat: Floats) -> Iterator[str]:
    """Each of the 65,000 grids a fence of its own, beside a fifth of them watched as one."""
    fifth = np.where(np.arange(int(locator.near.max()) + 2) % 5, -1, 0).astype(np.int32)
    for what, fence in (("65,000 areas, each a fence", locator), ("13,000 of 65,000 areas as one", AreaFences(locator, fifth))):
        for crowd in (10_000, ROWS):
            yield line(f"fold: {what}, {crowd:,} subjects", runs(partial(_fence_rate, fence, lon, lat, crowd)), "rows/s")


def _fence_rate(fence: Fences, lon: Floats, lat: Floats, crowd: int) -> float:
    """A second is one of processor time, as in `crowds`: what else the machine does counts less."""
    random = np.random.default_rng(crowd)
    subject, at = random.integers(0, crowd, ROWS).astype(np.int32), np.sort(random.integers(0, 60_000, ROWS))
    rows = Readings(np.zeros(ROWS, np.int32), subject, at, lon, lon, lat)
    nought = np.zeros(ROWS)
    state, _ = fences.step({}, rows, fences=fence, for_s=nought, away_s=nought + 120, points=nought + 2)
    later = rows._replace(at=at + 60_000)
    began = time.thread_time()
    fences.step(state, later, fences=fence, for_s=nought, away_s=nought + 120, points=nought + 2)
    return ROWS / (time.thread_time() - began)
