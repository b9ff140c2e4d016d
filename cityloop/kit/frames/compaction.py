"""Compaction: many small files of a day become few, sorted by signal, subject and time and lying side by side.

Files of a day are merged eight runs at a time, a level each, and once more when the day is over. A run is what one merge
wrote; its level and version, and the newest segment it has readings of, stand in its files' names.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from cityloop.kit.frames.days import day_name, day_named, day_of, sorted_rows, span
from cityloop.kit.frames.delta import File
from cityloop.kit.frames.lake import Lake
from cityloop.rulebook.rulebook import CITY_OFFSET_MS, DAY_MS

RUNS = 8
SLICE_ROWS = 4_000_000  # rows sorted at once, and in one file
LAST = 9  # the level of a day that is over
OVER_MS = 3_600_000  # a day is over so long after its midnight
EVERYTHING = 1 << 62


def level_of(file: File) -> int:
    return int(file.path.rpartition("/")[2][1])


def run_of(file: File) -> str:
    """What the names of all files of one run begin with."""
    return file.path.rpartition("-")[0]


def reach_of(file: File) -> int:
    """The first offset of the newest segment whose readings the file knows."""
    parts = file.path.rpartition("/")[2].split("-")
    return int(parts[1] if parts[0] == "l0" and len(parts) == 3 else parts[2] if len(parts) == 4 else 0)


def due(files: Sequence[File], now_ms: int, runs: int = RUNS) -> list[list[File]]:
    """The groups of files that are to be merged into one run each."""
    by_day: dict[str, list[File]] = defaultdict(list)
    for file in files:
        by_day[file.day].append(file)
    today = day_name(int(day_of(np.array([now_ms - OVER_MS]))[0]))
    return [group for day, those in sorted(by_day.items()) for group in _of_day(those, day < today, runs)]


def _of_day(files: list[File], over: bool, runs: int) -> Iterator[list[File]]:
    last = sum(file.rows for file in files if level_of(file) == LAST)
    if over and len({run_of(file) for file in files}) > 1 and (sum(file.rows for file in files) - last) * runs > last:
        yield files
        return
    for level in range(LAST):
        same = [file for file in files if level_of(file) == level]
        if len({run_of(file) for file in same}) >= runs:
            yield same


def merge(lake: Lake, group: Sequence[File], now_ms: int) -> None:
    """Write the group anew as one run and put that in its place, in one commit. Rows stay what they are."""
    today = day_of(np.array([now_ms - OVER_MS]))[0]
    day = day_named(group[0].day)
    level = LAST if day < today else min(LAST - 1, max(map(level_of, group)) + 1)
    run, made = f"l{level}-{lake.table.now.version + 1:012d}-{max(map(reach_of, group)):020d}", list[File]()
    for low, high in slices(lake, group):
        rows = lake.parts(group, low, high)
        if rows.at.size:
            rows = rows.take(sorted_rows(rows))
            made.append(lake.stored(rows, day, f"{run}-{len(made):04d}"))
    if sum(file.rows for file in made) != sum(file.rows for file in group):
        raise ValueError(f"{len(group)} files of {group[0].day} do not give as many rows as they say")
    lake.table.commit("OPTIMIZE", now_ms, made, group)


def slices(lake: Lake, group: Sequence[File]) -> Iterator[tuple[int, int]]:
    """Bounds of signal and subject, as one number, between which about SLICE_ROWS lie."""
    lows, rows = [], []
    for file in group:
        groups = lake.groups(file)
        lows.append(span(groups)[0])
        rows.append(groups.rows)
    low, count = np.concatenate(lows), np.concatenate(rows)
    order = np.argsort(low, kind="stable")
    low, reached = low[order], np.cumsum(count[order])
    begin = 0
    for mark in range(SLICE_ROWS, int(reached[-1]), SLICE_ROWS):
        end = int(low[np.searchsorted(reached, mark)])
        if end > begin:
            yield begin, end
            begin = end
    yield begin, EVERYTHING


def day_began(day: int) -> int:
    """When the city's day began, in milliseconds UTC."""
    return day * DAY_MS - CITY_OFFSET_MS
