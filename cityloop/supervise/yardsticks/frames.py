"""From the table of cases and that of looks to what conditions read: floats by name, and labels to group by. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cityloop.decide.columns.rules import LATE
from cityloop.kernels.columns import Floats, Ints
from cityloop.kit.instants import MICROSECONDS, in_micros
from cityloop.rulebook.scoring import INSTANTS, LOOK_INSTANTS, MEMBERS
from cityloop.supervise.yardsticks.rules import DIGITS, By, Stretch

NUMBERS = ("urgent", "typical", "forced", "warning", "rework", "returns", "extensions")


class Labels(NamedTuple):
    """For each row the place of its label, -1 for none, and the labels."""

    codes: Ints
    names: tuple[str, ...]


class Frame(NamedTuple):
    """Rows of one kind. `columns` are what expressions may name; `table` is where labels come from."""

    table: pa.Table
    columns: Mapping[str, Floats]

    @property
    def size(self) -> int:
        return int(self.table.num_rows)


def of_cases(table: pa.Table, stretch: Stretch, now: datetime) -> Frame:
    """Cases as they stood at `now`: what happened later has not happened."""
    seconds = {name: _seconds(table[name], now if name != "due" else None) for name in INSTANTS}
    numbers = {name: _floats(table[name]) for name in NUMBERS}
    late = {name: _floats(table[name]) for name in LATE}
    at = now.timestamp()
    over = np.where(np.isnan(seconds["done"]), at, seconds["done"]) > seconds["due"]
    late["handle_late"] = np.where(late["handle_late"] < 0, over, late["handle_late"])  # from before there were clocks
    columns = {
        **seconds,
        **numbers,
        **{name: np.maximum(one, 0.0) for name, one in late.items()},
        "merged": _known(table["merged_into"]),
        "suspended": (_seconds(table["suspended_until"], None) > at).astype(np.float64),
        "by_report": _known(table["reported_by"]),
        "by_grid": pc.fill_null(pc.equal(table["report_kind"], "grid"), False).to_numpy().astype(np.float64),
        "on_the_spot": np.nan_to_num(_floats(table["on_the_spot"])),
        "exempt": _floats(table["exempt"]),
        "fake": _floats(table["fake"]),
        "satisfied": np.full(table.num_rows, np.nan),  # nobody asks yet
        **_moments(table.num_rows, stretch, now),
    }
    return Frame(table, columns)


def of_looks(table: pa.Table, stretch: Stretch, now: datetime) -> Frame:
    columns = {
        **{name: _seconds(table[name], now) for name in LOOK_INSTANTS},
        **{name: _floats(table[name]) for name in ("late", "accepted", "before_filing")},
        **_moments(table.num_rows, stretch, now),
    }
    return Frame(table, columns)


def labels(frame: Frame, by: By, member: str = "") -> Labels:
    """What each row is counted under. `member` is the column that says whose doing a count is."""
    return groups(frame.table, by, member)


def groups(table: pa.Table, by: By, member: str = "") -> Labels:
    """The same for a table of cases."""
    if by is By.whole:
        return Labels(np.zeros(table.num_rows, np.int32), ("",))
    if by in DIGITS:
        return _encoded(table["area"], DIGITS[by])
    if by is By.duty:
        return _encoded(table["duty"])
    if by is By.post:
        held = pc.fill_null(table["held_at"], "")
        named = pc.binary_join_element_wise(table["duty"], held, "@")
        return _encoded(pc.if_else(pc.equal(held, ""), pa.scalar(None, pa.string()), named))
    if member not in table.column_names:
        return Labels(np.full(table.num_rows, -1, np.int32), ())
    return _encoded(table[member])


def members(frame_kind: str) -> tuple[str, ...]:
    return MEMBERS[frame_kind]


def _encoded(column: pa.ChunkedArray, digits: int = 0) -> Labels:
    """Each distinct text once; with `digits`, by its beginning: longer codes together, shorter ones left out."""
    found = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    found = found.dictionary_encode()
    names = found.dictionary.to_pylist()
    codes = pc.fill_null(found.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    if not digits:
        return Labels(codes, tuple(names))
    shorter = [name[:digits] if len(name) >= digits else None for name in names]
    kept = sorted({name for name in shorter if name is not None})
    places = {name: place for place, name in enumerate(kept)}
    onto = np.array([places[name] if name is not None else -1 for name in shorter] + [-1], np.int32)
    return Labels(onto[codes], tuple(kept))


def _seconds(column: pa.ChunkedArray, now: datetime | None) -> Floats:
    said = column.cast(pa.int64())
    known = pc.is_valid(said).to_numpy()
    whole: NDArray[np.int64] = pc.fill_null(said, 0).to_numpy()
    if now is not None:
        known = known & (whole <= in_micros(now))
    return np.asarray(np.where(known, whole / MICROSECONDS, np.nan), np.float64)


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _known(column: pa.ChunkedArray) -> Floats:
    return np.asarray(pc.is_valid(column).to_numpy(), np.float64)


def _moments(size: int, stretch: Stretch, now: datetime) -> dict[str, Floats]:
    said = {"as_of": now, "since": stretch.since, "until": stretch.until}
    return {name: np.full(size, moment.timestamp()) for name, moment in said.items()}
