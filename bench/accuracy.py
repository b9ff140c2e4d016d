"""How right the scenarios are: the leaks of a year in euro, planted wrongs of trucks, stop and go of recorded drives."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from bench import nab
from bench.machine import line
from cityloop.kernels.columns import joined, merged
from cityloop.kernels.moving import moving
from cityloop.kit.work import CITY_TIME
from cityloop.rulebook import Rulebook
from scenarios import pipes, trucks
from scenarios.pipes import score
from scenarios.pipes.demo import ASSETS, year
from scenarios.pipes.scenario import KNOWN
from scenarios.trucks.demo import drives
from tests.kernels.test_forecast import judged
from tests.kernels.test_moving import f1, goal

SEEDS = range(301, 307)  # used for nothing else
KINDS = {"trucks.curfew_morning": "curfew", "trucks.curfew_evening": "curfew"}


def measure() -> Iterator[str]:
    yield from nab.measure()
    yield from _forecast()
    yield from _leaks()
    yield from _wrongs()
    rows, driving = goal()
    said = moving(rows)
    both = f1(~said, ~driving, rows.subject), f1(said, driving, rows.subject)
    yield line("stop/move on goal_gps, mean F1 a trace", [float(np.mean(both))], "", 0.90)
    yield f"      stop {both[0]:.3f}, move {both[1]:.3f}"


def _forecast() -> Iterator[str]:
    """People counts half an hour ahead, from the fourth week on, never ahead of time."""
    ours, week, before, inside = judged()
    yield line("forecast of CalIt2 inflow, mean error", [ours], "people", 0.8 * week, least=False)
    yield line("      of the value of a week before", [week], "people")
    yield line("      of the value half an hour before", [before], "people")
    yield line("      inside the band of 0.90", [inside], "", 0.88)


def _leaks() -> Iterator[str]:
    """The year a day at a time, through the folds and parameters as they are declared."""
    known, rulebook = year(), Rulebook((pipes.scenario,))
    twin, leak = pipes.scenario.indicators[0], pipes.scenario.detectors[0]
    states: list[dict[str, np.ndarray]] = [{}, {}]
    called: dict[tuple[int, int], int] = {}
    order = np.array([known.names.index(name) for name in twin.subjects or ()])
    for first in range(0, known.at.size, 288):
        readings = known.readings(first, first + 288)
        readings = readings._replace(subject=np.argsort(order)[readings.subject].astype(np.int32))
        states[0], off = twin.step(states[0], readings, **rulebook.columns(twin, readings.at, lambda: []))
        states[1], found = leak.step(states[1], off, **rulebook.columns(leak, off.at, lambda: []))
        for pipe, began, ended in zip(found.subject.tolist(), found.began.tolist(), found.ended.tolist(), strict=True):
            called.setdefault((pipe, began), int((ended - known.at[0]) // 300_000))
    place = {str(pipe): spot for spot, pipe in enumerate(KNOWN.pipes)}
    with np.load(ASSETS / "leakflow_2018.npz") as kept:
        flow = {place[pipe]: kept[pipe].astype(np.float64) for pipe in kept.files}
    calls = [score.Callout(pipe, row) for (pipe, _), row in called.items()]
    result = score.score(calls, list(flow), flow, KNOWN.distance)
    yield line("pipes: score on 2018 (perfect 179,866)", [result.euro], "euro", 90_000)
    yield line(f"pipes: false call-outs ({len(result.found)} of 14 leaks found)", [result.false], "", 12, least=False)


def _wrongs() -> Iterator[str]:
    planted_count, hit, said_count, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    rulebook = Rulebook((trucks.scenario,))
    for seed in SEEDS:
        began = datetime(2026, 3, 2, 5 if seed % 2 else 14, tzinfo=CITY_TIME)
        rows, _, planted = drives(seed, began, 6.0, 40)
        for detector in trucks.scenario.detectors:
            kind = KINDS.get(detector.name, detector.name.removeprefix("trucks."))
            columns = rulebook.columns(detector, rows.at, lambda: [])
            found = merged(joined([detector.step({}, rows, **columns)[1]]))
            wrongs = np.array([wrong[1:] for wrong in planted if wrong.kind == kind]).reshape(-1, 3)
            hours = (began.hour < 12) == ("morning" in detector.name) if kind == "curfew" else True
            meet = (found.subject[:, None] == wrongs[:, 0]) & (found.began[:, None] <= wrongs[:, 2])
            meet &= found.ended[:, None] >= wrongs[:, 1]
            said_count[kind] += found.subject.size
            right[kind] += int(meet.any(axis=1).sum())
            if hours:
                planted_count[kind] += len(wrongs)
                hit[kind] += int(meet.any(axis=0).sum())
    for kind, count in planted_count.items():
        yield (
            f"trucks.{kind}: recall {hit[kind]}/{count} = {hit[kind] / count:.3f}, "
            f"precision {right[kind]}/{said_count[kind]} = {right[kind] / max(1, said_count[kind]):.3f}"
        )
