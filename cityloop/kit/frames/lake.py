"""The lake: readings that were rolled out of the log, a Delta table a day, sorted by signal, subject and time.

Signals and subjects stand in it as numbers (7 bytes a reading in all, half of what names in every row would take, and six times
as fast to write); the tables `signals` and `subjects` beside it have their names.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs, Readings, together
from cityloop.kit.frames.delta import Delta, File
from cityloop.kit.frames.history import digests
from cityloop.rulebook.rulebook import CITY_OFFSET_MS, DAY_MS

INSTANT = pa.timestamp("us", "UTC")
SCHEMA = pa.schema(
    [
        ("signal", pa.int32()),
        ("subject", pa.int32()),
        ("at", INSTANT),
        ("value", pa.float64()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("day", pa.date32()),
    ]
)
INSIDE = SCHEMA.remove(SCHEMA.get_field_index("day"))  # the day stands in the path
GROUP_ROWS = 1 << 16
ROLLED = "rolled"
REMEMBERED = 256  # row groups whose digests are remembered for readings that come very late
STORED = {
    "row_group_size": GROUP_ROWS,
    "compression": "zstd",
    "compression_level": 1,
    "use_dictionary": ["signal", "value", "lon", "lat"],
    "column_encoding": {"subject": "DELTA_BINARY_PACKED", "at": "DELTA_BINARY_PACKED"},
}


class Groups(NamedTuple):
    """Between what the columns of each row group of a file lie."""

    low: dict[str, Longs]
    high: dict[str, Longs]
    rows: Longs


def day_of(at: Longs) -> Longs:
    """The city's day of each instant, as days since 1970."""
    return (at + CITY_OFFSET_MS) // DAY_MS


def day_name(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(day))).isoformat()


def sorted_rows(readings: Readings) -> NDArray[np.int64]:
    """The order by signal, subject and time, by one number a row where they fit into one."""
    if not readings.at.size:
        return np.zeros(0, np.int64)
    start = int(readings.at.min())
    bits = [int(one).bit_length() for one in (readings.subject.max(), readings.at.max() - start)]
    if int(readings.signal.max()).bit_length() + sum(bits) > 63:
        return np.lexsort((readings.at, readings.subject, readings.signal))
    key = (readings.signal.astype(np.int64) << bits[0] | readings.subject) << bits[1] | (readings.at - start)
    return np.argsort(key, kind="stable")


class Lake:
    def __init__(self, home: Path, begins: int = 0) -> None:
        """`begins` is the first offset the log still has: what was rolled from there on can be rolled again."""
        self.table = Delta(home, SCHEMA, by_day=True, least={ROLLED: begins} if begins else {})
        self._groups: dict[str, Groups] = {}
        self._digests: OrderedDict[tuple[str, int], NDArray[np.uint64]] = OrderedDict()
        self._pool = ThreadPoolExecutor(2, "lake")

    def close(self) -> None:
        self._pool.shutdown()

    @property
    def rolled(self) -> int:
        """The offset up to which the log is in the lake."""
        return self.table.now.marks.get(ROLLED, 0)

    # written ------------------------------------------------------------------------------------------------------

    def stored(self, readings: Readings, day: int, name: str) -> File:
        """Put readings of one day, in their order, on disk as a file that is not in the table yet."""
        said = day_name(day)
        columns = [pa.array(readings.signal), pa.array(readings.subject), pa.array(readings.at * 1000).view(INSTANT)]
        columns += [pa.array(column, from_pandas=True) for column in readings[3:]]
        path, size = self.table.write(f"day={said}/{name}.parquet", pa.table(columns, schema=INSIDE), **STORED)
        bounds = _keys(readings)
        low = {name: int(column.min()) for name, column in bounds.items()}
        return File(path, size, readings.at.size, said, low, {name: int(column.max()) for name, column in bounds.items()})

    # read ---------------------------------------------------------------------------------------------------------

    def of_day(self, day: int) -> list[File]:
        said = day_name(day)
        return [file for file in self.table.now.files.values() if file.day == said]

    def window(self, signals: Sequence[int], since: int, until: int, subjects: Ints | None) -> tuple[int, list[Readings]]:
        """The offset up to which the lake reaches, and its readings of the window, in no order."""
        now = self.table.now
        numbers, wanted = np.unique(np.asarray(signals, np.int64)), None if subjects is None else np.unique(subjects)
        jobs: list[tuple[File, list[int]]] = []
        for file in now.files.values():
            if (
                file.low["at"] < until
                and file.high["at"] >= since
                and _any_between(numbers, file.low["signal"], file.high["signal"])
            ):
                jobs += self._chosen(file, numbers, since, until, wanted)
        read = self._pool.map(lambda job: _inside(self._read(*job), numbers, since, until, wanted), jobs)
        return now.marks.get(ROLLED, 0), [part for part in read if part.at.size]

    def _chosen(
        self, file: File, signals: Longs, since: int, until: int, subjects: NDArray[np.generic] | None
    ) -> Iterator[tuple[File, list[int]]]:
        groups = self.groups(file)
        take = (groups.low["at"] < until) & (groups.high["at"] >= since)
        take &= _between(signals, groups.low["signal"], groups.high["signal"])
        if subjects is not None:
            take &= _between(subjects, groups.low["subject"], groups.high["subject"])
        chosen = np.flatnonzero(take).tolist()
        for first in range(0, len(chosen), 8):
            yield file, chosen[first : first + 8]

    def _read(self, file: File, groups: list[int]) -> Readings:
        with pq.ParquetFile(self.table.home / file.path, memory_map=True) as opened:
            return _columns(opened.read_row_groups(groups, columns=INSIDE.names, use_threads=False))

    def parts(self, files: Sequence[File], low: int, high: int) -> Readings:
        """The rows of these files whose signal and subject, as one number, lie in low <= number < high."""
        found: list[Readings] = []
        for file in files:
            groups = self.groups(file)
            begin, end = span(groups)
            chosen = np.flatnonzero((begin < high) & (end >= low)).tolist()
            if chosen:
                rows = self._read(file, chosen)
                number = rows.signal.astype(np.int64) << 32 | rows.subject
                found.append(rows.take(np.flatnonzero((number >= low) & (number < high))))
        return together(found)

    def groups(self, file: File) -> Groups:
        found = self._groups.get(file.path)
        if found is None:
            found = self._groups[file.path] = _bounds(self.table.home / file.path)
        return found

    def forget(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._groups.pop(path, None)

    # asked --------------------------------------------------------------------------------------------------------

    def holds(self, readings: Readings) -> NDArray[np.bool_]:
        """Which of these readings the lake has: exactly, by looking into the row groups they would lie in."""
        found = np.zeros(readings.at.size, np.bool_)
        days = day_of(readings.at)
        wanted = digests(readings.signal, readings.subject, readings.at)
        for day in np.unique(days):
            rows = np.flatnonzero(days == day)
            for file in self.of_day(int(day)):
                groups = self.groups(file)
                for group in range(groups.rows.size):
                    near = np.ones(rows.size, np.bool_)
                    for name, column in _keys(readings).items():
                        near &= (column[rows] >= groups.low[name][group]) & (column[rows] <= groups.high[name][group])
                    if near.any():
                        found[rows[near]] |= np.isin(wanted[rows[near]], self._digests_of(file, group))
        return found

    def _digests_of(self, file: File, group: int) -> NDArray[np.uint64]:
        known = self._digests.pop((file.path, group), None)
        if known is None:
            rows = self._read(file, [group])
            known = digests(rows.signal, rows.subject, rows.at)
            while len(self._digests) >= REMEMBERED:
                self._digests.popitem(last=False)
        self._digests[file.path, group] = known
        return known


def _keys(readings: Readings) -> dict[str, NDArray[np.signedinteger]]:
    return {"signal": readings.signal, "subject": readings.subject, "at": readings.at}


def _columns(table: pa.Table) -> Readings:
    columns: list[pa.Array] = [table[name].combine_chunks() for name in INSIDE.names]
    at = columns[2].view(pa.int64()).to_numpy() // 1000
    plain = [columns[0].to_numpy(), columns[1].to_numpy(), at, *(c.to_numpy(zero_copy_only=False) for c in columns[3:])]
    return Readings._make(plain)


def _bounds(path: Path) -> Groups:
    about = pq.read_metadata(path)
    low: dict[str, list[int]] = {"signal": [], "subject": [], "at": []}
    high: dict[str, list[int]] = {"signal": [], "subject": [], "at": []}
    rows = []
    for place in range(about.num_row_groups):
        group = about.row_group(place)
        rows.append(group.num_rows)
        for column, name in enumerate(("signal", "subject", "at")):
            said = group.column(column).statistics
            low[name].append(_ms(said.min_raw) if name == "at" else said.min)
            high[name].append(_ms(said.max_raw) if name == "at" else said.max)
    return Groups(_arrays(low), _arrays(high), np.array(rows, np.int64))


def _arrays(bounds: dict[str, list[int]]) -> dict[str, Longs]:
    return {name: np.array(numbers, np.int64) for name, numbers in bounds.items()}


def _ms(us: int) -> int:
    return us // 1000


def span(groups: Groups) -> tuple[Longs, Longs]:
    """The least and the largest number made of signal and subject that each row group may hold."""
    one = groups.low["signal"] == groups.high["signal"]
    low = groups.low["signal"] << 32 | np.where(one, groups.low["subject"], 0)
    high = groups.high["signal"] << 32 | np.where(one, groups.high["subject"], (1 << 32) - 1)
    return low, high


def _any_between(numbers: Longs, low: int, high: int) -> bool:
    place = int(np.searchsorted(numbers, low))
    return place < numbers.size and int(numbers[place]) <= high


def _between(numbers: NDArray[np.generic], low: Longs, high: Longs) -> NDArray[np.bool_]:
    """For each stretch whether any of the numbers, which are in order, lies in it."""
    return np.searchsorted(numbers, low, "left") < np.searchsorted(numbers, high, "right")


def _inside(rows: Readings, signals: Longs, since: int, until: int, subjects: NDArray[np.generic] | None) -> Readings:
    inside = (rows.at >= since) & (rows.at < until)
    if signals.size == 1:
        inside &= rows.signal == signals[0]
    else:
        inside &= np.isin(rows.signal, signals)
    if subjects is not None:
        inside &= rows.subject == subjects[0] if subjects.size == 1 else np.isin(rows.subject, subjects)
    return rows if inside.all() else rows.take(np.flatnonzero(inside))
