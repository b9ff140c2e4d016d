"""Counting: every count of a book over all groups in one go, and what yardsticks make of them. Pure: the same for cases as
they stand, as they were frozen, and as they were frozen reckoned again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints
from cityloop.rulebook.scoring import Book, Count
from cityloop.rulebook.scoring.book import SCALE, Yardstick
from cityloop.supervise.yardsticks.frames import Frame, labels
from cityloop.supervise.yardsticks.rules import By

Flags = NDArray[np.bool_]


class Counted(NamedTuple):
    """The groups in order, and each count as a column over them."""

    groups: tuple[str, ...]
    counts: Mapping[str, Floats]

    def row(self, group: str) -> dict[str, float]:
        place = self.groups.index(group)
        return {name: float(column[place]) for name, column in self.counts.items()}


class Value(NamedTuple):
    """What a yardstick says of a group, and the two counts it says it by; nan where there is nothing to measure."""

    value: float
    part: float
    whole: float


def count(book: Book, frames: Mapping[str, Frame], by: By, grids: Mapping[str, int] | None = None) -> Counted:
    """Count everything. `grids` says how many grids each group has, for what is counted over them."""
    wanted = [(one, frames[one.of]) for one in book.counts.values() if one.of in frames]
    of = {(one.of, one.by if by is By.member else ""): labels(frame, by, one.by) for one, frame in wanted}
    groups = tuple(sorted({name for label in of.values() for name in label.names} | set(grids or ())))
    places = {group: place for place, group in enumerate(groups)}
    onto = {key: np.array([*(places[name] for name in label.names), -1], np.int32)[label.codes] for key, label in of.items()}
    counts = {one.name: _sums(one, frame, onto[one.of, one.by if by is By.member else ""], len(groups)) for one, frame in wanted}
    for name, one in book.counts.items():
        if one.of == "grid":
            counts[name] = np.array([float((grids or {}).get(group, 0)) for group in groups])
    some = np.any([column != 0 for column in counts.values()], axis=0) if counts else np.zeros(0, bool)
    kept = tuple(group for group, there in zip(groups, some, strict=True) if there)
    return Counted(kept, {name: column[some] for name, column in counts.items()})


def chosen(one: Count, frame: Frame) -> Flags:
    """Which rows a count counts."""
    at = frame.columns[one.at]
    within = (at >= frame.columns["since"]) & (at < frame.columns["until"])
    if one.where is None:
        return within
    rows = np.flatnonzero(within)
    holds = one.where.on({name: frame.columns[name][rows] for name in one.where.names}, rows.size) == 1.0
    within[rows[~holds]] = False
    return within


def weights(one: Count, frame: Frame, rows: NDArray[np.int64]) -> Floats:
    """How much each of these rows adds."""
    if one.sum is None:
        return np.ones(rows.size)
    return one.sum.on({name: frame.columns[name][rows] for name in one.sum.names}, rows.size)


def _sums(one: Count, frame: Frame, codes: Ints, groups: int) -> Floats:
    """What the count comes to in each group; rows of no group are left out."""
    rows = np.flatnonzero(chosen(one, frame) & (codes >= 0))
    if one.distinct:
        inner = frame.table[one.distinct].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
        pairs = np.unique(codes[rows].astype(np.int64) << 32 | inner[rows])
        return np.bincount(pairs >> 32, minlength=groups).astype(np.float64)
    return np.asarray(np.bincount(codes[rows], weights(one, frame, rows), minlength=groups), np.float64)


def value(yardstick: Yardstick, counts: Mapping[str, Floats], size: int) -> tuple[Floats, Floats, Floats]:
    """Value, part and whole for each of `size` groups."""
    part = yardstick.part.on(counts, size)
    if yardstick.whole is None:
        return part * SCALE[yardstick.unit], part, np.full(size, np.nan)
    whole = yardstick.whole.on(counts, size)
    with np.errstate(all="ignore"):
        return np.where(whole == 0, np.nan, part / whole * SCALE[yardstick.unit]), part, whole


def values(book: Book, counted: Counted) -> Mapping[str, Sequence[Value]]:
    """Every yardstick for every group."""
    size = len(counted.groups)
    found = {}
    for name, one in book.yardsticks.items():
        columns = value(one, counted.counts, size)
        found[name] = [Value(*map(float, row)) for row in zip(*columns, strict=True)]
    return found
