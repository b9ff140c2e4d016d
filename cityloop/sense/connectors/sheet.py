"""A sheet: the rows of a parcel, and any column of them by its path. Papers are opened here; nothing of them is run."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple, TypeAlias

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cityloop.kit.errors import Unreadable
from cityloop.sense.connectors.connector import Paper, Parcel

STEP = re.compile(r"([^.\[\]]+)|\[(-?\d+)\]")
MOST_ROWS = 1_000_000  # of a parcel: one paper may say far more rows than it has lines

Column: TypeAlias = Any  # pa.Array, which has no types


class Row(NamedTuple):
    row: Any
    root: Any
    about: Mapping[str, str]


class Fault(NamedTuple):
    """What cannot be read, by its place in the parcel, and why. `mark` names its original: the row times the number of
    readings a row gives, plus which of them; below zero the document at -1 - mark, which cannot be opened."""

    place: int
    why: str
    mark: int


Faults = list[Fault]
MORE = "_more"  # the cells of a line of CSV beyond its header


class Sheet:
    """`origin` is the place in the parcel each row came from: of its paper, or in its table."""

    def __init__(self, count: int, origin: NDArray[np.int64], rows: Sequence[Row], parcel: Parcel) -> None:
        self.count, self.origin = count, origin
        self.rows, self._table, self._about = rows, parcel.table, parcel.about
        self._columns: dict[str, Column] = {}

    def column(self, path: str) -> Column:
        if path not in self._columns:
            self._columns[path] = self._of_table(path) if self._table is not None else cells(_getter(path)(self.rows))
        return self._columns[path]

    def _of_table(self, path: str) -> Column:
        assert self._table is not None
        if path.startswith("@"):
            said = self._about.get(path[1:])
            return pa.array([said], pa.string()).take(pa.array(np.zeros(self.count, np.int8)))
        if path not in self._table.column_names:
            return pa.nulls(self.count)
        column = self._table.column(path)
        return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def sheet_of(parcel: Parcel, opens: str, each: str) -> tuple[Sheet, Faults]:
    """The rows of a parcel, and the papers that could not be opened, with why."""
    if parcel.table is not None:
        count = parcel.table.num_rows
        return Sheet(count, np.arange(count), (), parcel), []
    rows: list[Row] = []
    origin: list[int] = []
    faults: Faults = []
    for place, paper in enumerate(parcel.papers):
        try:
            found = _rows(paper, opens, each)
        except Unreadable as why:
            faults.append(Fault(place, str(why), -1 - place))
            continue
        if len(rows) + len(found) > MOST_ROWS:
            faults.append(Fault(place, f"More than {MOST_ROWS} rows in one go.", -1 - place))
            continue
        rows += found
        origin += [place] * len(found)
    return Sheet(len(rows), np.array(origin, np.int64), rows, parcel), faults


def _rows(paper: Paper, opens: str, each: str) -> list[Row]:
    about = paper.about
    if opens == "json" and not each:
        root = _json(paper.body)
        return [Row(row, root, about) for row in root] if isinstance(root, list) else [Row(root, root, about)]
    found = []
    for root in OPENERS[opens](paper.body):
        listed = _get(root, steps_of(each)) if each else root
        if each and not isinstance(listed, list):
            raise Unreadable(why=f"There is no list at {each}.")
        found += [Row(row, root, about) for row in listed] if each else [Row(root, root, about)]
    return found


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise Unreadable(why="This is nested too deep.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable(why="This is not JSON.") from None


def _text(body: bytes) -> str:
    """UTF-8, or else what most of the country's older systems write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(why="This is neither UTF-8 nor GB18030.")


def _csv(body: bytes) -> list[Any]:
    said = _text(body)
    try:
        return list(csv.DictReader(io.StringIO(said), delimiter=delimiter_of(said), restkey=MORE, strict=True))
    except csv.Error:
        raise Unreadable(why="This is not CSV.") from None


def delimiter_of(said: str) -> str:
    return max(",;\t|", key=said.partition("\n")[0].count)


OPENERS: dict[str, Callable[[bytes], list[Any]]] = {
    "json": lambda body: [_json(body)],
    "lines": lambda body: [_json(line) for line in body.splitlines() if line.strip()],
    "csv": _csv,
    "text": lambda body: [{"text": _text(body).strip()}],
}


# paths ----------------------------------------------------------------------------------------------------------------


def steps_of(path: str) -> list[str | int]:
    """
    >>> steps_of("data[0].speed")
    ['data', 0, 'speed']
    """
    return [int(index) if index else name for name, index in STEP.findall(path)]


def _get(at: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        if isinstance(at, dict):
            at = at.get(step if isinstance(step, str) else str(step))
        elif isinstance(at, list) and isinstance(step, int) and -len(at) <= step < len(at):
            at = at[step]
        else:
            return None
    return at


def _getter(path: str) -> Callable[[Sequence[Row]], list[Any]]:
    if path.startswith("@"):
        name, part = steps_of(path[1:])[0], steps_of(path[1:])[1:]
        return lambda rows: [_known(row.about.get(str(name)), part) for row in rows]
    if path.startswith("$"):
        steps = steps_of(path[1:])
        return lambda rows: [_get(row.root, steps) for row in rows]
    if not set(path) & set(".["):
        return lambda rows: [row.row.get(path) if type(row.row) is dict else None for row in rows]
    steps = steps_of(path)
    return lambda rows: [_get(row.row, steps) for row in rows]


def _known(said: str | None, part: Sequence[str | int]) -> str | None:
    """What is known about a document, or one part of it between slashes: `@topic[2]`."""
    if said is None or not part:
        return said
    found = _get(said.split("/"), part)
    return found if isinstance(found, str) else None


def cells(values: list[Any]) -> Column:
    """Values as one column; of mixed kinds, each as text."""
    try:
        column = pa.array(values)
        if not pa.types.is_nested(column.type):
            return column
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        pass
    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


def as_text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, date | time):
        return value.isoformat()
    return msgspec.json.encode(value).decode(errors="replace")


def texts(column: Column) -> Column:
    """A column as text; whole numbers without a point, however they are kept."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_floating(kind):
        whole = pc.all(pc.fill_null(pc.equal(pc.round(column), column), True)).as_py()
        column = column.cast(pa.int64(), safe=False) if whole and len(column) else column
    if pa.types.is_string(kind):
        return column
    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        return pa.array([None if one is None else str(one) for one in column.to_pylist()], pa.string())
