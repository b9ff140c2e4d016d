"""The lake: a segment rolled, files compacted, a window read, what was said last; and how each grows with what is held.

`python -m bench.lake` takes under a minute; with `--large` it fills a lake with 100 million readings too, or with as many as
it can in two minutes.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from bench.machine import about, line
from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Frames, compaction
from cityloop.kit.frames.days import sorted_rows
from cityloop.kit.frames.lake import ROLLED
from cityloop.kit.frames.latest import Latest

ROWS = 1_000_000
SIGNALS, SUBJECTS, DAYS = 20, 10_000, 5
BEGAN = 1_772_380_800_000  # midnight in the city
DAY_MS = 86_400_000
FILL_S = 120  # a lake that is not full by then is measured as large as it is


def measure(sizes: tuple[int, ...] = (1, 10)) -> Iterator[str]:
    """Lakes of so many million readings."""
    yield from _latest()
    for millions in sizes:
        with tempfile.TemporaryDirectory() as home:
            yield from _filled(Path(home), millions)


def _filled(home: Path, millions: int) -> Iterator[str]:
    frames = Frames(home)
    frames.signals.numbers([f"signal {number}" for number in range(SIGNALS)])
    frames.open()
    rolled, ends = list[float](), time.perf_counter() + FILL_S
    while len(rolled) < millions and time.perf_counter() < ends:
        rolled.append(_roll(frames, len(rolled), millions))
    millions = len(rolled)
    yield line(f"lake: a million readings rolled, on disk, of {millions} M", [1000 * one for one in rolled], "ms")
    began = time.perf_counter()
    due = compaction.due(list(frames.lake.table.now.files.values()), BEGAN + 400 * DAY_MS)
    for group in due:
        compaction.merge(frames.lake, group, BEGAN + 400 * DAY_MS)
    files = frames.lake.table.now.files.values()
    if due:
        yield line(f"lake: {millions} M readings compacted", [millions * ROWS / (time.perf_counter() - began)], "rows/s")
    yield line("lake: a reading compacted", [sum(file.size for file in files) / sum(file.rows for file in files)], "bytes")
    since = BEGAN + DAY_MS // 2
    ask = partial(frames.log.window, [3], since, since + DAY_MS)
    one = np.array([77], np.int32)
    took, found = zip(*(_timed(ask) for _ in range(6)), strict=True)
    yield line(f"lake: 24 h of one signal ({found[0]:,} of {millions} M readings)", took[1:], "ms", 300, least=False)
    took, found = zip(*(_timed(partial(ask, one)) for _ in range(6)), strict=True)
    yield line(f"lake: 24 h of one subject ({found[0]:,} of {millions} M readings)", took[1:], "ms")
    frames.close()


def _roll(frames: Frames, number: int, of: int) -> float:
    """Seconds to sort, write, sync, commit and read back a segment's readings, which come in the order of time."""
    random = np.random.default_rng(number)
    lasts = DAYS * DAY_MS // of
    first = BEGAN + number * lasts // DAY_MS * DAY_MS if lasts > DAY_MS else BEGAN + number * lasts
    at = np.sort(random.integers(0, min(lasts, DAY_MS), ROWS)) // 1000 * 1000 + first
    nowhere = np.full(ROWS, np.nan)
    signal, subject = (random.integers(0, most, ROWS).astype(np.int32) for most in (SIGNALS, SUBJECTS))
    readings = Readings(signal, subject, at, random.normal(20, 5, ROWS).round(1), nowhere, nowhere)
    began = time.perf_counter()
    days = (readings.at - BEGAN) // DAY_MS + BEGAN // DAY_MS + 1
    files = []
    for day in np.unique(days):
        rows = readings.take(np.flatnonzero(days == day))
        files.append(frames.lake.stored(rows.take(sorted_rows(rows)), int(day), f"l0-{number:020d}-0000"))
    frames.lake.table.commit("WRITE", BEGAN, files, (), {ROLLED: (number + 1) * ROWS})
    frames.lake.table.checkpoint()
    return time.perf_counter() - began


def _timed(ask: "partial[Readings]") -> tuple[float, int]:
    began = time.perf_counter()
    found = ask()
    return 1000 * (time.perf_counter() - began), found.at.size


def _latest() -> Iterator[str]:
    """One subject of so many, asked at random; and what the door pays for it, a million readings of random subjects."""
    for subjects in (220_000, 2_200_000, 22_000_000):
        latest, random = Latest(), np.random.default_rng(1)
        for first in range(0, subjects, ROWS):
            _say(latest, np.arange(first, min(first + ROWS, subjects), dtype=np.int32), 1)
        fed = [_say(latest, random.integers(0, subjects, ROWS).astype(np.int32), number) for number in range(2, 7)]
        asked = []
        for one in random.integers(0, subjects, (2000, 1)).astype(np.int32):
            began = time.perf_counter()
            latest.of(0, one)
            asked.append(1000 * (time.perf_counter() - began))
        yield line(f"latest: one of {subjects:,}, p99 of 2,000", [float(np.percentile(asked, 99))], "ms", 5, least=False)
        yield line(f"latest: compared and taken over, {subjects:,} subjects", [ROWS / one for one in fed], "rows/s")
        yield line(f"latest: memory of {subjects:,} subjects", [latest.bytes / subjects], "bytes each")


def _say(latest: Latest, subject: np.ndarray, at: int) -> float:
    nothing = np.full(subject.size, 1.0)
    said = Readings(np.zeros(subject.size, np.int32), subject, np.full(subject.size, at), nothing, nothing, nothing)
    began = time.perf_counter()
    latest.compare(said)
    latest.learn(said)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(about())
    for figure in measure((1, 10, 100) if "--large" in sys.argv else (1, 10)):
        print(figure, flush=True)
