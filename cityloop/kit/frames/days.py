"""Days: a Delta table with a folder a city day, its rows sorted by signal, subject and time.

Which row groups hold a signal, a subject and a stretch of time is known from the footers, which are kept in memory.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs
from cityloop.kit.frames.delta import Delta, File
from cityloop.rulebook.rulebook import CITY_OFFSET_MS, DAY_MS

INSTANT = pa.timestamp("us", "UTC")
GROUP_ROWS = 1 << 16
KEYS = ("signal", "subject", "at")
STORED = {
    "row_group_size": GROUP_ROWS,
    "compression": "zstd",
    "compression_level": 1,
    "column_encoding": {"subject": "DELTA_BINARY_PACKED", "at": "DELTA_BINARY_PACKED"},
}


class Rows(Protocol):
    """Columns of one length; the first three are these, in milliseconds UTC what is a time."""

    @property
    def signal(self) -> Ints: ...
    @property
    def subject(self) -> Ints: ...
    @property
    def at(self) -> Longs: ...
    def take(self, rows: NDArray[Any]) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


R = TypeVar("R", bound=Rows)


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


def day_named(name: str) -> int:
    return (date.fromisoformat(name) - date(1970, 1, 1)).days


def sorted_rows(rows: Rows) -> NDArray[np.int64]:
    """The order by signal, subject and time, by one number a row where they fit into one."""
    if not rows.at.size:
        return np.zeros(0, np.int64)
    start = int(rows.at.min())
    bits = [int(one).bit_length() for one in (rows.subject.max(), rows.at.max() - start)]
    if int(rows.signal.max()).bit_length() + sum(bits) > 63:
        return np.lexsort((rows.at, rows.subject, rows.signal))
    key = (rows.signal.astype(np.int64) << bits[0] | rows.subject) << bits[1] | (rows.at - start)
    return np.argsort(key, kind="stable")


class Days(Generic[R]):
    def __init__(self, home: Path, schema: pa.Schema, kind: type[R], dictionary: Sequence[str], least: dict[str, int]) -> None:
        """`kind` is the named tuple that rows are read as; `dictionary` the columns in which values come again."""
        self.table = Delta(home, schema, by_day=True, least=least)
        self._inside = schema.remove(schema.get_field_index("day"))  # the day stands in the path
        self._kind: Any = kind
        self._stored = STORED | {"use_dictionary": list(dictionary)}
        self._groups: dict[str, Groups] = {}
        self._pool = ThreadPoolExecutor(2, home.name)

    def close(self) -> None:
        self._pool.shutdown()

    def stored(self, rows: R, day: int, name: str) -> File:
        """Put rows of one day, in their order, on disk as a file that is not in the table yet."""
        said = day_name(day)
        columns = [_column(column, field.type) for column, field in zip(rows, self._inside, strict=True)]
        path, size = self.table.write(f"day={said}/{name}.parquet", pa.table(columns, schema=self._inside), **self._stored)
        bounds = {name: getattr(rows, name) for name in KEYS}
        low = {name: int(column.min()) for name, column in bounds.items()}
        return File(path, size, rows.at.size, said, low, {name: int(column.max()) for name, column in bounds.items()})

    # read ---------------------------------------------------------------------------------------------------------

    def of_day(self, day: int) -> list[File]:
        said = day_name(day)
        return [file for file in self.table.now.files.values() if file.day == said]

    def inside(self, files: Sequence[File], signals: Sequence[int], since: int, until: int, subjects: Ints | None) -> list[R]:
        """The rows of these files that are of the signals and subjects, with since <= at < until, in no order."""
        numbers, wanted = np.unique(np.asarray(signals, np.int64)), None if subjects is None else np.unique(subjects)
        jobs: list[tuple[File, list[int]]] = []
        for file in files:
            if (
                file.low["at"] < until
                and file.high["at"] >= since
                and _any_between(numbers, file.low["signal"], file.high["signal"])
            ):
                jobs += self._chosen(file, numbers, since, until, wanted)
        read = self._pool.map(lambda job: _cut(self._read(*job), numbers, since, until, wanted), jobs)
        return [part for part in read if part.at.size]

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

    def _read(self, file: File, groups: list[int]) -> R:
        with pq.ParquetFile(self.table.home / file.path, memory_map=True) as opened:
            return self._columns(opened.read_row_groups(groups, columns=self._inside.names, use_threads=False))

    def _columns(self, table: pa.Table) -> R:
        found: R = self._kind._make(_plain(table[field.name].combine_chunks()) for field in self._inside)
        return found

    def parts(self, files: Sequence[File], low: int, high: int) -> R:
        """The rows of these files whose signal and subject, as one number, lie in low <= number < high."""
        found: list[R] = []
        for file in files:
            groups = self.groups(file)
            begin, end = span(groups)
            chosen = np.flatnonzero((begin < high) & (end >= low)).tolist()
            if chosen:
                rows = self._read(file, chosen)
                number = rows.signal.astype(np.int64) << 32 | rows.subject
                found.append(rows.take(np.flatnonzero((number >= low) & (number < high))))
        return self.joined(found)

    def joined(self, parts: Sequence[R]) -> R:
        """The parts one after the other."""
        if len(parts) == 1:
            return parts[0]
        found: R = self._kind._make(map(np.concatenate, zip(*parts, strict=True))) if parts else self._columns(self._none())
        return found

    def _none(self) -> pa.Table:
        return self._inside.empty_table()

    def groups(self, file: File) -> Groups:
        found = self._groups.get(file.path)
        if found is None:
            found = self._groups[file.path] = _bounds(self.table.home / file.path)
        return found

    def forget(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._groups.pop(path, None)


def _column(column: NDArray[Any], kind: pa.DataType) -> pa.Array:
    if kind == INSTANT:
        return pa.array(column * 1000).view(INSTANT)
    return pa.array(column, kind, from_pandas=pa.types.is_floating(kind))


def _plain(column: pa.Array) -> NDArray[Any]:
    if column.type == INSTANT:
        return np.asarray(column.view(pa.int64()).to_numpy() // 1000)
    return np.asarray(column.to_numpy(zero_copy_only=False))


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


def _cut(rows: R, signals: Longs, since: int, until: int, subjects: NDArray[np.generic] | None) -> R:
    inside = (rows.at >= since) & (rows.at < until)
    if signals.size == 1:
        inside &= rows.signal == signals[0]
    else:
        inside &= np.isin(rows.signal, signals)
    if subjects is not None:
        inside &= rows.subject == subjects[0] if subjects.size == 1 else np.isin(rows.subject, subjects)
    found: R = rows if inside.all() else rows.take(np.flatnonzero(inside))
    return found
