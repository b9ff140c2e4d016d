"""Keeping: days that are over are summed up, and what has been kept for its time is given up.

The order is what keeps it safe from a kill: sums of a day by the hour, by the day, each one commit; then, on disk, since
when each signal is kept; then the readings before that go, a commit a day. Each step finds by itself what is left to do.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from cityloop.kernels.columns import Longs
from cityloop.kernels.summary import Summaries, summarise
from cityloop.kit.frames import compaction
from cityloop.kit.frames.compaction import EVERYTHING, OVER_MS, level_of, reach_of, slices
from cityloop.kit.frames.days import Days, day_named, day_of, sorted_rows
from cityloop.kit.frames.delta import File
from cityloop.kit.frames.lake import Lake
from cityloop.kit.frames.tiers import EVER, MADE, RAW, WIDTHS, Since, Tiers, reaches
from cityloop.rulebook import Keep
from cityloop.rulebook.rulebook import DAY_MS

GRACE_MS = DAY_MS  # what the door took in just in time is in the lake long before its day is given up
AGAIN_MS = 3_600_000  # a day to which late readings come is summed again at most so often


class Keeping:
    def __init__(self, lake: Lake, tiers: Tiers) -> None:
        self._lake, self._tiers = lake, tiers
        self._noticed: dict[int, int] = {}
        self._cleared: Since | None = None
        self._replaced: list[Path] = []
        self.again_ms = AGAIN_MS

    def turn(self, now_ms: int, keeps: Mapping[int, Keep]) -> list[Path]:
        """Do what is due; the files that are in no table any more. All closed segments must be in the lake."""
        since = _since(self._tiers.since, now_ms, keeps)
        for day, tiers in self._due(now_ms, int(since.raw.max(initial=EVER))):
            self._sum(day, tiers, now_ms)
        if not all(map(np.array_equal, since, self._tiers.since)):
            self._tiers.give_up(since)
        if self._cleared is not self._tiers.since:
            for table, since_of in zip(self._tiers.all, self._tiers.since, strict=True):
                self._clear(table, since_of, now_ms)
            self._cleared = self._tiers.since
        for table in self._tiers.tables.values():
            table.table.checkpoint()
        replaced, self._replaced = self._replaced, []
        return replaced

    def _due(self, now_ms: int, last: int) -> Iterator[tuple[int, list[str]]]:
        """Days that are over and not summed, and those with late readings that have waited or are to be given up before
        the day `last`."""
        held = reaches(self._lake.table.now.files.values())
        summed = {tier: reaches(table.table.now.files.values()) for tier, table in self._tiers.tables.items()}
        for day, reach in sorted(held.items()):
            behind = [tier for tier in WIDTHS if summed[tier].get(day, -1) < reach]
            if day >= day_of(np.array([now_ms - OVER_MS]))[0] or not behind:
                self._noticed.pop(day, None)
                continue
            first = self._noticed.setdefault(day, now_ms)
            if now_ms - first >= self.again_ms or day < last or any(day not in summed[tier] for tier in behind):
                yield day, behind

    def _sum(self, day: int, tiers: Sequence[str], now_ms: int) -> None:
        """Sum the day up anew, from all its readings; of signals whose readings are given up the sums stay as they are."""
        lake, files = self._lake, self._lake.of_day(day)
        reach = max(map(reach_of, files))
        since = self._tiers.since
        made = {tier: _Made(self._tiers.tables[tier], day, reach) for tier in tiers}
        for low, high in slices(lake, files):
            rows = lake.parts(files, low, high)
            rows = rows.take(np.flatnonzero(since.of(RAW, rows.signal) <= day))
            rows = rows.take(sorted_rows(rows))
            for tier in tiers:
                old = made[tier].before(low, high)
                made[tier].add([summarise(rows, *WIDTHS[tier]), old.take(np.flatnonzero(since.of(RAW, old.signal) > day))])
        for tier in tiers:
            self._replaced += made[tier].commit(now_ms)

    def _clear(self, table: Days[Any], since: Longs, now_ms: int) -> None:
        """Take the rows away that are not kept, day by day."""
        last = int(since.max(initial=EVER))
        by_day: dict[int, list[File]] = {}
        for file in table.table.now.files.values():
            if (day := day_named(file.day)) < last:
                by_day.setdefault(day, []).append(file)
        for day, files in sorted(by_day.items()):
            due = [file for file in files if _holds(table, file, since > day)]
            if due:
                self._replaced += _without(table, due, since > day, now_ms)


class _Made:
    """The sums of a day as they are made, written in files of a bounded size, all of them in one commit."""

    def __init__(self, table: Days[Summaries], day: int, reach: int) -> None:
        self._table, self._day, self._reach = table, day, reach
        self._old = table.of_day(day)
        self._waiting: list[Summaries] = []
        self._files: list[File] = []

    def before(self, low: int, high: int) -> Summaries:
        return self._table.parts(self._old, low, high)

    def add(self, parts: list[Summaries]) -> None:
        rows = self._table.joined(parts)
        self._waiting.append(rows.take(sorted_rows(rows)))
        if sum(part.at.size for part in self._waiting) >= compaction.SLICE_ROWS:
            self._write()

    def _write(self) -> None:
        rows = self._table.joined(self._waiting)
        self._waiting = []
        if rows.at.size:
            name = _name(self._table, 0, self._reach, len(self._files))
            self._files.append(self._table.stored(rows, self._day, name))

    def commit(self, now_ms: int) -> list[Path]:
        self._write()
        return _replace(self._table, "WRITE", now_ms, self._files, self._old)


def _since(now: Since, now_ms: int, keeps: Mapping[int, Keep]) -> Since:
    """Since when each signal is to be kept: never earlier than it is already, and no tier longer than the next."""
    size = max((now.raw.size, *(number + 1 for number in keeps)))
    columns = [np.r_[days, np.full(size - days.size, EVER, np.int64)] for days in now]
    for number, keep in keeps.items():
        hourly = max(keep.raw, keep.hourly)
        for days, time in zip(columns, (keep.raw, hourly, max(hourly, keep.daily)), strict=True):
            first = day_of(np.array([now_ms - GRACE_MS - int(time.total_seconds() * 1000)]))[0]
            days[number] = max(days[number], first)
    return Since._make(columns)


def _holds(table: Days[Any], file: File, gone: "np.ndarray") -> bool:
    """Whether the file has rows of a signal that is gone; rows are looked at only where the bounds leave it open."""
    before = np.r_[0, np.cumsum(gone)]
    groups = table.groups(file)
    low, high = (np.clip(one, 0, gone.size) for one in (groups.low["signal"], groups.high["signal"] + 1))
    doubtful = np.flatnonzero(before[high] > before[low]).tolist()
    for group in doubtful:
        with pq.ParquetFile(table.table.home / file.path, memory_map=True) as opened:
            signal = opened.read_row_group(group, columns=["signal"], use_threads=False)["signal"].to_numpy()
        if gone[signal[signal < gone.size]].any():
            return True
    return False


def _without(table: Days[Any], files: list[File], gone: "np.ndarray", now_ms: int) -> list[Path]:
    """Write the files anew without these signals, in one commit."""
    made = list[File]()
    for file in files:
        rows = table.parts([file], 0, EVERYTHING)
        kept = np.ones(rows.at.size, np.bool_)
        known = rows.signal < gone.size
        kept[known] = ~gone[rows.signal[known]]
        if kept.any():
            name = _name(table, level_of(file), reach_of(file), len(made))
            made.append(table.stored(rows.take(np.flatnonzero(kept)), day_named(file.day), name))
    return _replace(table, "DELETE", now_ms, made, files)


def _name(table: Days[Any], level: int, reach: int, number: int) -> str:
    return f"l{level}-{table.table.now.version + 1:012d}-{reach:020d}-{number:04d}"


def _replace(table: Days[Any], what: str, now_ms: int, made: list[File], old: list[File]) -> list[Path]:
    marks = {} if isinstance(table, Lake) else {MADE: table.table.now.version + 1}
    table.table.commit(what, now_ms, made, old, marks)
    table.forget([file.path for file in old])
    return [table.table.home / file.path for file in old]
