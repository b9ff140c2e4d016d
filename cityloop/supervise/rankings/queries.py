from collections.abc import Mapping, Sequence

import numpy as np

from cityloop.kernels.standardise import standardise
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.rulebook.scoring import Book
from cityloop.supervise.rankings import rules
from cityloop.supervise.rankings.rules import Ranked
from cityloop.supervise.yardsticks import counting, frames
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.frames import Frame
from cityloop.supervise.yardsticks.rules import By, Stretch


def ranked(work: Work, area: str, stretch: Stretch, by: By, name: str) -> Sequence[Ranked]:
    """Those the one who works may see, by their adjusted places."""
    book = yardsticks.book(work, stretch.first)
    kept = yardsticks.tables(work, area, stretch, work.now, people=by is By.member)
    return of(book, yardsticks.framed(kept, stretch, work.now), by, name)


def of(book: Book, framed: Mapping[str, Frame], by: By, name: str) -> Sequence[Ranked]:
    """The same for cases at hand. Raises NotRankable."""
    one = book.yardsticks.get(name)
    if one is None:
        raise NotFound(kind="yardstick", id=name)
    part, whole = (book.counts[count] for count in rules.shares(one))
    if part.of != "case" or whole.of != "case" or part.sum or whole.sum:
        raise rules.NotRankable(yardstick=name)
    frame = framed["case"]
    label = frames.labels(frame, by, whole.by)
    rows = np.flatnonzero(counting.chosen(whole, frame) & (label.codes >= 0)).astype(np.int32)
    hit = counting.chosen(part, frame)[rows].astype(np.float64)
    cell, above = rules.cells(frame.table, frame.columns["opened"], rows)
    good = hit if one.better == "up" else 1.0 - hit
    found = standardise(label.codes[rows], cell, above, good, len(label.names))
    mean = float(good.mean()) if good.size else 0.0
    lines = []
    for place, group in enumerate(label.names):
        many = found.cases[place]
        if not many:
            continue
        values = (found.good[place] / many, found.expected[place] / many, mean + found.difference[place])
        raw, expected, adjusted = (float(value if one.better == "up" else 1 - value) * 100 for value in values)
        error = float(found.error[place]) * 100
        lines.append(Ranked(group, int(many), raw, expected, adjusted, error, int(found.raw[place]), int(found.adjusted[place])))
    return sorted(lines, key=lambda line: (line.place, line.raw_place, line.group))
