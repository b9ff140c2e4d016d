"""How marks are worked out. Pure: counts in, marks out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Floats
from cityloop.rulebook.scoring import Book, ScoreSheet
from cityloop.supervise.yardsticks import counting
from cityloop.supervise.yardsticks.counting import Counted


class Marked(NamedTuple):
    """What a line of a sheet gave: nothing was lost where there was nothing to measure."""

    name: str
    points: float
    full: float
    measured: bool

    @property
    def lost(self) -> float:
        return self.full - self.points


class Sheet(NamedTuple):
    """A filled-in sheet of one group."""

    group: str
    total: float
    marks: tuple[Marked, ...]


def fill(book: Book, sheet: ScoreSheet, counted: Counted) -> Sequence[Sheet]:
    """The sheet for every group that had anything to do, best first."""
    size = len(counted.groups)
    columns: Mapping[str, Floats] = {
        **counted.counts,
        **{name: counting.value(one, counted.counts, size)[0] for name, one in book.yardsticks.items()},
    }
    given = {mark.name: mark.formula.on(columns, size) for mark in sheet.marks}
    found = []
    work = [name for name, one in book.counts.items() if one.of != "grid" and name in counted.counts]
    for place, group in enumerate(counted.groups):
        if not any(counted.counts[name][place] for name in work):
            continue
        marks = []
        for mark in sheet.marks:
            points = float(given[mark.name][place])
            measured = not np.isnan(points)
            marks.append(Marked(mark.name, round(points, 6) if measured else mark.full, mark.full, measured))
        found.append(Sheet(group, round(sum(mark.points for mark in marks), 6), tuple(marks)))
    return sorted(found, key=lambda one: (-one.total, one.group))


def shared(lost: float, weights: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The lost points over the cases that cost them, by what each adds; they come to what was lost.

    >>> shared(3.0, [(7, 1.0), (8, 2.0)])
    [(7, 1.0), (8, 2.0)]
    """
    whole = sum(weight for _, weight in weights)
    return [(case, lost * weight / whole) for case, weight in weights] if whole else []
