"""Tiers: what readings say by the hour and by the day, in tables of their own, and since when each tier is kept.

A day's sums say, in the names of their files, up to which segment they know its readings; a day that has readings of later
segments is worked out from readings until it is summed again.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.summary import Summaries, summarise
from cityloop.kit.frames.compaction import day_began, reach_of
from cityloop.kit.frames.days import INSTANT, Days, day_named, day_of
from cityloop.kit.frames.delta import File
from cityloop.kit.frames.disk import write_json
from cityloop.kit.frames.lake import ROLLED, Lake
from cityloop.kit.frames.log import ReadingLog
from cityloop.rulebook.rulebook import CITY_OFFSET_MS, DAY_MS

RAW, HOURLY, DAILY = "raw", "hourly", "daily"
WIDTHS = {HOURLY: (3_600_000, 0), DAILY: (DAY_MS, CITY_OFFSET_MS)}
MADE = "made"
EVER = -(1 << 31)
SCHEMA = pa.schema(
    [("signal", pa.int32()), ("subject", pa.int32()), ("at", INSTANT), ("rows", pa.int64()), ("values", pa.int64())]
    + [(name, pa.float64()) for name in ("sum", "min", "max", "first")]
    + [("first_at", INSTANT), ("last", pa.float64()), ("last_at", INSTANT), ("day", pa.date32())]
)
AGAIN_AND_AGAIN = ("signal", "rows", "values", "min", "max", "first", "last")


class Since(NamedTuple):
    """The first day that is kept of each signal, by its number, as days since 1970. Days before it are given up for good."""

    raw: Longs
    hourly: Longs
    daily: Longs

    def of(self, tier: str, signals: Ints) -> Longs:
        held: Longs = getattr(self, tier)
        return np.where(signals < held.size, held[np.minimum(signals, held.size - 1)], EVER) if held.size else _ever(signals.size)


class Tiers:
    def __init__(self, home: Path, lake: Lake) -> None:
        self._lake, self._path = lake, home / "kept.json"
        said = json.loads(self._path.read_text()) if self._path.exists() else {"since": [[], [], []], "made": {}}
        self.since = Since._make(np.array(days, np.int64) for days in said["since"])
        self._made: dict[str, int] = said["made"]
        self.tables = {
            tier: Days(home / tier, SCHEMA, Summaries, AGAIN_AND_AGAIN, {MADE: self._made.get(tier, 0)}) for tier in WIDTHS
        }

    @property
    def all(self) -> list[Days[Any]]:
        """The lake, and the tables of hours and of days."""
        return [self._lake, *self.tables.values()]

    def close(self) -> None:
        for table in self.tables.values():
            table.close()

    def give_up(self, since: Since) -> None:
        """From now on nobody reads what was before. If that takes readings away, their sums can never be cut off again."""
        last = int(since.raw.max(initial=EVER))
        if any(day < last for day in reaches(self._lake.table.now.files.values())):
            self._made = {tier: table.table.now.marks.get(MADE, 0) for tier, table in self.tables.items()}
        write_json(self._path, {"since": [days.tolist() for days in since], "made": self._made})
        self.since = since

    def given_up_before(self, signals: Ints) -> Longs:
        """The instant (ms) before which single readings of each signal are given up."""
        return day_began(1) - DAY_MS + self.since.of(RAW, signals) * DAY_MS

    # asked --------------------------------------------------------------------------------------------------------

    def window(
        self, log: ReadingLog, tier: str, signals: Sequence[int], since: int, until: int, subjects: Ints | None = None
    ) -> Summaries:
        """Every hour or day that touches since <= at < until, whole, by signal, subject and time: from its sums where they
        know all of it, else from readings."""
        width, offset = WIDTHS[tier]
        since = (since + offset) // width * width - offset
        until = -(-(until + offset) // width) * width - offset
        while True:
            kept = self.since
            try:
                found = self._window(log, tier, np.unique(np.array(signals, np.int32)), since, until, subjects)
            except FileNotFoundError:
                continue  # a segment was dropped in between, because it is in the lake now
            if kept is self.since:
                return found.take(np.lexsort((found.at, found.subject, found.signal)))

    def _window(self, log: ReadingLog, tier: str, signals: Ints, since: int, until: int, subjects: Ints | None) -> Summaries:
        lake, table = self._lake.table.now, self.tables[tier]
        files = [file for file in table.table.now.files.values() if file.low["at"] < until and file.high["at"] >= since]
        held = reaches(file for file in lake.files.values() if file.low["at"] < until and file.high["at"] >= since)
        summed = reaches(files)
        newer = log.beyond(lake.marks.get(ROLLED, 0), list(signals), since, until, subjects)
        late = set(np.unique(day_of(newer.at)).tolist())
        known = {day for day, reach in summed.items() if reach >= held.get(day, -1) and day not in late}
        began = self.since.of(RAW, signals)
        parts = []
        for first in np.unique(began).tolist():
            those = signals[began == first]
            chosen = [file for file in files if (day := day_named(file.day)) in known or day < first]
            parts += [self._kept(tier, part) for part in table.inside(chosen, list(those), since, until, subjects)]
            for begin, end in _stretches(sorted(day for day in {*held, *late} - known if day >= first)):
                within = max(since, day_began(begin)), min(until, day_began(end))
                parts.append(summarise(log.window(list(those), *within, subjects), *WIDTHS[tier]))
        return table.joined(parts)

    def _kept(self, tier: str, rows: Summaries) -> Summaries:
        kept = day_of(rows.at) >= self.since.of(tier, rows.signal)
        return rows if kept.all() else rows.take(np.flatnonzero(kept))


def reaches(files: Iterable[File]) -> dict[int, int]:
    """By day, the first offset of the newest segment these files know."""
    found: dict[int, int] = {}
    for file in files:
        day = day_named(file.day)
        found[day] = max(found.get(day, -1), reach_of(file))
    return found


def _stretches(days: Sequence[int]) -> list[tuple[int, int]]:
    """Days that follow one another, as stretches; the second is not in it."""
    found: list[tuple[int, int]] = []
    for day in days:
        if found and found[-1][1] == day:
            found[-1] = found[-1][0], day + 1
        else:
            found.append((day, day + 1))
    return found


def _ever(size: int) -> Longs:
    return np.full(size, EVER, np.int64)
