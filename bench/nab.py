"""The Numenta Anomaly Benchmark, standard profile: its score as its rules say (Lavin & Ahmad, ICMLA 2015), for our one detector.

A detection is the opening of an alert: the `began` of a finding, which is never before the reading that surprised.
One configuration for all series; nothing here is known to the detector but times and values.
"""

import csv
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.machine import line
from cityloop.kernels import surprise
from cityloop.kernels.columns import Longs, Readings, merged

SERIES = Path(__file__).parents[1] / "tests" / "data" / "nab"
CALM = "artificialNoAnomaly"
FALSE_WEIGHT = 0.11  # of the standard profile; a hit and a miss weigh 1
PROBATION, PROBATION_ROWS = 0.15, 750  # part of a series, at most so many rows, in which nothing counts


class Told(NamedTuple):
    """What a detector said of one series: its part of the score, windows, hits, false ones and all alerts."""

    raw: float
    windows: int
    hits: int
    false: int
    alerts: int


def sigmoid(place: float) -> float:
    """What a detection is worth at this place: -1 a window's beginning, 0 its end, beyond it less than nothing."""
    return -1.0 if place > 3.0 else 2.0 / (1.0 + math.exp(5.0 * place)) - 1.0


def judged(rows: int, windows: list[tuple[int, int]], alerts: list[int]) -> Told:
    """The score of alerts (rows) on a series; the earliest in a window counts, each outside one costs."""
    probation = min(math.floor(PROBATION * rows), PROBATION_ROWS)
    counted = [window for window in windows if window[1] >= probation]
    best, cost, false = [-1.0] * len(counted), 0.0, 0
    hit = [False] * len(counted)
    for alert in (alert for alert in alerts if alert >= probation):
        inside = [place for place, (first, last) in enumerate(counted) if first <= alert <= last]
        for place in inside:
            first, last = counted[place]
            best[place] = max(best[place], sigmoid(-(last - alert + 1) / (last - first + 1)) / sigmoid(-1.0))
            hit[place] = True
        if not inside:
            before = [window for window in windows if window[1] < alert]
            cost += FALSE_WEIGHT * (sigmoid((alert - before[-1][1]) / (before[-1][1] - before[-1][0])) if before else -1.0)
            false += 1
    return Told(sum(best) + cost, len(counted), sum(hit), false, len(alerts))


def score(told: list[Told]) -> float:
    """From 0 (says nothing) to 100 (says each window at its beginning, and nothing else)."""
    windows = sum(one.windows for one in told)
    return 100.0 * (sum(one.raw for one in told) + windows) / (2.0 * windows)


def series() -> Iterator[tuple[str, Longs, np.ndarray[tuple[int], np.dtype[np.float64]], list[tuple[int, int]] | None]]:
    """Name, times in ms, values, and windows as first and last row; None where the windows are not known."""
    labels = json.loads((SERIES / "windows.json").read_text())
    for file in sorted(SERIES.glob("*/*.gz")):
        name = f"{file.parent.name}/{file.name.removesuffix('.gz')}"
        with gzip.open(file, "rt") as text:
            rows = list(csv.reader(text))[1:]
        at = np.array([_ms(row[0]) for row in rows])
        row_of = {moment: place for place, moment in reversed(list(enumerate(at.tolist())))}
        windows = [(row_of[_ms(first)], row_of[_ms(last)]) for first, last in labels[name]] if name in labels else None
        yield name, at, np.array([float(row[1]) for row in rows]), windows


def _ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def alerts(at: Longs, value: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[int]:
    """The rows at which the detector opens an alert, as shipped."""
    none, nowhere = np.zeros(at.size, np.int32), np.full(at.size, np.nan)
    columns = {name: np.full(at.size, default) for name, default in surprise.DEFAULTS.items()}
    found = merged(surprise.step({}, Readings(none, none, at, value, nowhere, nowhere), **columns)[1])
    row_of = {moment: place for place, moment in reversed(list(enumerate(at.tolist())))}
    return [row_of[moment] for moment in found.began.tolist()]


def results() -> dict[str, Told]:
    return {name: judged(at.size, windows or [], alerts(at, value)) for name, at, value, windows in series()}


def measure() -> Iterator[str]:
    told = results()
    windows = {name: one for name, one in told.items() if one.windows or not name.startswith(CALM)}
    whole = score(list(windows.values()))
    yield line("NAB standard profile, 29 series", [whole], "", 65) + f" ({whole:.2f})"
    groups = defaultdict[str, list[Told]](list)
    for name, one in windows.items():
        groups[name.split("/")[0]].append(one)
    for group, members in groups.items():
        hits, of, false = (sum(one[place] for one in members) for place in (2, 1, 3))
        if of:
            yield f"NAB {group}: {score(members):.1f}, {hits} of {of} windows found, {false} alerts outside"
    calm = sum(one.alerts for name, one in told.items() if name.startswith(CALM))
    yield line("NAB alerts on five series without an anomaly", [calm], "", 0, least=False)
