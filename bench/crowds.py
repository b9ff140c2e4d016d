"""How many rows a second each fold reads on one core when 10 thousand, 1 million or 22 million subjects speak.

A second is one of processor time, so that what else the machine does counts less; memory is still shared.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.machine import line, ratio
from cityloop.kernels import conditions, cusum, fences, forecast, rates, seasonal, stops, stuck, surprise, threshold, together
from cityloop.kernels.columns import Findings, Floats, Readings, State
from cityloop.kernels.locate import Locator
from cityloop.rulebook.expressions import understand

ROWS, TIMES = 1_000_000, 5
CROWDS = (10_000, 1_000_000, 22_000_000)
PAIR = ("pressure", "flow")
HOLDS = understand("pressure < 3 && flow > 60", PAIR)
FLOW = understand("flow", PAIR, "number")


def square() -> Locator:
    corners = np.array([(106.5, 29.5), (106.52, 29.5), (106.52, 29.52), (106.5, 29.52), (106.5, 29.5)])
    return Locator.build(corners, np.array([0, 5]), np.array([0, 1]))


FOLDS: tuple[tuple[str, Any, dict[str, float]], ...] = (
    ("stops", stops.step, {"radius_m": 30.0, "for_s": 180.0}),
    ("threshold with a way back", threshold.step, {"limit": 60.0, "for_s": 10.0, "release": 50.0, "clear_s": 120.0}),
    ("rate of change", rates.step, {"limit": 3600.0, "over_s": 30.0}),
    ("stuck", stuck.step, {"within": 0.5, "for_s": 600.0, "points": 3.0}),
    ("change point", cusum.step, cusum.DEFAULTS),
    ("surprise", surprise.step, surprise.DEFAULTS),
    ("seasonal anomaly", seasonal.step, seasonal.DEFAULTS),
    ("forecast with a band", forecast.step, forecast.DEFAULTS),
    ("one drawn fence", partial(fences.step, fences=square()), {"for_s": 0.0, "away_s": 120.0, "points": 2.0}),
    (
        "condition over two signals",
        partial(conditions.step, signals=PAIR, holds=HOLDS.formula, measure=FLOW.formula),
        {"for_s": 10.0, "valid_s": 120.0},
    ),
    (
        "two things together",
        together.step,
        {"first_above": 64.5, "second_above": 64.5, "radius_m": 300.0, "within_s": 120.0, "first": 1.0, "second": 2.0},
    ),
)
LARGE = ("seasonal anomaly", "forecast with a band")  # 22 million profiles would be 9 GiB


def measure() -> Iterator[str]:
    yield from _thresholds()
    for what, step, values in FOLDS:
        signals = 2 if what in ("condition over two signals", "two things together") else 1
        middles = []
        for crowd in CROWDS[:2] if what in LARGE else CROWDS:
            figures = _rates(step, batches(crowd, signals), values)
            middles.append(statistics.median(figures))
            yield line(f"fold: {what}, {crowd:,} subjects", figures, "rows/s")
        yield growth(what, middles)


def growth(what: str, middles: list[float]) -> str:
    costs = " · ".join(f"{middles[0] / one:.2f}" for one in middles)
    crowds = " · ".join(("10 k", "1 M", "22 M")[: len(middles)])
    return f"fold: {what}: cost of a row at {crowds} subjects, 10 k being 1: {costs}"


def _thresholds() -> Iterator[str]:
    """Ours beside numpy, batch by batch in one run, so that whatever disturbs one disturbs all."""
    values, ours_at = {"limit": 60.0, "for_s": 10.0}, []
    for crowd in CROWDS:
        sides: dict[str, list[float]] = {"ours": [], "numpy": [], "raw": []}
        states: dict[str, Any] = {"ours": {}, "numpy": {}, "raw": np.full(crowd, -1, np.int64)}
        for number, batch in enumerate(batches(crowd)):
            columns = {name: np.full(ROWS, value) for name, value in values.items()}
            found: dict[str, Any] = {}
            for side, step in SIDES:
                began = time.thread_time()
                states[side], found[side] = step(states[side], batch, **columns)
                if number:
                    sides[side].append(ROWS / (time.thread_time() - began))
            ours = sorted(zip(*(getattr(found["ours"], name).tolist() for name in ("subject", "ended", "peak")), strict=True))
            assert ours == sorted(zip(*(one.tolist() for one in found["numpy"]), strict=True)), "the peer finds something else"
        target = 80e6 if crowd == CROWDS[-1] else None
        yield line(f"fold: threshold with hold, {crowd:,} subjects", sides["ours"], "rows/s", target)
        yield line("   beside it: numpy, vectorised by sorting", sides["numpy"], "rows/s")
        yield line("   beside it: a raw numpy gather, compare, scatter", sides["raw"], "rows/s")
        if crowd == CROWDS[-1]:
            yield ratio("numpy by sorting", sides["ours"], sides["numpy"], 8)
            yield ratio("the raw one", sides["ours"], sides["raw"], 1.5)
        ours_at.append(statistics.median(sides["ours"]))
    yield growth("threshold with hold", ours_at)


def batches(crowd: int, signals: int = 1) -> Iterator[Readings]:
    for number in range(TIMES + 1):
        random = np.random.default_rng(number)
        subject = random.integers(0, crowd, ROWS).astype(np.int32)
        subject[0] = crowd - 1
        at = np.sort(random.integers(number * 60_000, (number + 1) * 60_000, ROWS))
        lon, lat = random.uniform(106.4, 106.7, ROWS), random.uniform(29.4, 29.7, ROWS)
        signal = random.integers(0, signals, ROWS).astype(np.int32)
        yield Readings(signal, subject, at, random.uniform(0, 65, ROWS), lon, lat)


def _rates(step: Callable[..., tuple[State, Findings]], parts: Iterator[Readings], values: dict[str, float]) -> list[float]:
    state: State = {}
    figures = []
    for number, part in enumerate(parts):
        columns = {name: np.full(ROWS, value) for name, value in values.items()}
        began = time.thread_time()
        state, _ = step(state, part, **columns)
        if number:  # the first makes room, and may compile
            figures.append(ROWS / (time.thread_time() - began))
    return figures


# peers ----------------------------------------------------------------------------------------------------------------


def gather_compare_scatter(
    state: NDArray[np.int64], readings: Readings, *, limit: Floats, for_s: Floats
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """What any such fold must do at least: look up what was, compare, and write what is. It holds nothing and finds nothing."""
    was = state[readings.subject]
    fresh = readings.at > was >> 1
    state[readings.subject] = 2 * readings.at + (readings.value > limit)
    return state, fresh


def by_sorting(state: Any, readings: Readings, *, limit: Floats, for_s: Floats) -> tuple[Any, tuple[Any, Any, Any]]:
    """The same fold in numpy alone: sorted by subject, so that a stretch is a run of rows. Gives subject, end and peak."""
    size = int(readings.subject.max()) + 1
    if not state:
        state = {"newest": np.full(size, -1, np.int64), "began": np.full(size, -1, np.int64), "peak": np.zeros(size)}
    order = np.argsort(readings.subject, kind="stable")
    subject, at, value = readings.subject[order], readings.at[order], readings.value[order]
    first = np.r_[True, subject[1:] != subject[:-1]]
    before = np.where(first, state["newest"][subject], np.r_[0, at[:-1]])
    fresh = at > before
    subject, at, value, limit, for_s = subject[fresh], at[fresh], value[fresh], limit[order][fresh], for_s[order][fresh]
    first = np.r_[True, subject[1:] != subject[:-1]]
    above = value > limit
    going = first & (state["began"][subject] >= 0)
    starts = above & np.where(first, ~going, ~np.r_[False, above[:-1]])
    heads = np.flatnonzero(first | starts | ~above)  # where a run of rows of one stretch begins, or there is none
    run = np.repeat(np.arange(heads.size), np.diff(np.r_[heads, at.size]))
    began = np.where(going[heads] & ~starts[heads], state["began"][subject[heads]], at[heads])
    peak = np.maximum.reduceat(value, heads)
    peak = np.where(going[heads] & ~starts[heads], np.maximum(peak, state["peak"][subject[heads]]), peak)
    tails = np.r_[heads[1:], at.size] - 1
    found = above[tails] & (at[tails] - began >= for_s[tails] * 1000.0)
    ends = np.flatnonzero(np.r_[subject[1:] != subject[:-1], True])
    state["newest"][subject[ends]] = at[ends]
    state["began"][subject[ends]] = np.where(above[ends], began[run[ends]], -1)
    state["peak"][subject[ends]] = peak[run[ends]]
    return state, (subject[tails[found]], at[tails[found]], peak[found])


SIDES: tuple[tuple[str, Any], ...] = (("ours", threshold.step), ("numpy", by_sorting), ("raw", gather_compare_scatter))
