from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import select

from cityloop.decide.dispatch.rules import rungs
from cityloop.decide.matrix import rules
from cityloop.decide.matrix.rules import CITY, Line, State, Whole
from cityloop.decide.matrix.solving import Held, Period, solve
from cityloop.decide.matrix.tables import Matrix, MatrixLine
from cityloop.decide.standards import queries as standards
from cityloop.kit.frames import Frames
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.duties import queries as duties
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level

__all__ = ["Explained", "Lead", "Matrix", "MatrixLine", "explained", "faults", "holding", "lead", "lines", "newest", "versions"]


class Lead(NamedTuple):
    """Who leads: the duty, the area it is held in (none if nobody holds it), and the line that says so."""

    duty: str
    area: str | None
    level: str
    agency: str
    assisting: tuple[str, ...]
    line: int


class Explained(NamedTuple):
    """Why: the lines that speak of a matter in a place, the one that holds first; none holds if they overlap."""

    lead: Lead | None
    lines: tuple[MatrixLine, ...]
    matrix: Matrix | None


# matrices ------------------------------------------------------------------------------------------------------------


def versions(work: Work) -> Sequence[Matrix]:
    """Every matrix, newest first: drafts, published ones, withdrawn ones."""
    return work.session.scalars(select(Matrix).order_by(Matrix.id.desc())).all()


def get(work: Work, matrix_id: int) -> Matrix:
    return work.find(Matrix, matrix_id)


def holding(work: Work, day: date | None = None) -> Matrix | None:
    """The matrix that is published for a day, today if none is said."""
    published = select(Matrix).where(Matrix.state == State.published, Matrix.since <= (day or work.today))
    return work.session.scalar(published.order_by(Matrix.number.desc()).limit(1))


def newest(work: Work) -> Matrix | None:
    """The published matrix that holds last: what a draft is copied from."""
    published = select(Matrix).where(Matrix.state == State.published)
    return work.session.scalar(published.order_by(Matrix.number.desc()).limit(1))


def lines(work: Work, matrix_id: int, area: str = "", category: str = "") -> Sequence[MatrixLine]:
    """The lines of a matrix in an area and a class, by class, area and day."""
    chosen = select(MatrixLine).where(MatrixLine.matrix_id == matrix_id)
    if area:
        chosen = chosen.where(MatrixLine.area.startswith(area, autoescape=True))
    if category:
        chosen = chosen.where(MatrixLine.category.startswith(category, autoescape=True))
    ordered = chosen.order_by(MatrixLine.category, MatrixLine.area, MatrixLine.since, MatrixLine.id)
    return work.session.scalars(ordered).all()


def as_line(one: MatrixLine) -> Line:
    return Line(
        one.category,
        one.area,
        one.duty,
        one.level,
        one.agency,
        tuple(one.assisting),
        one.source,
        one.since,
        one.until,
    )


# one matter in one place ---------------------------------------------------------------------------------------------


class _Book:
    """The lines of one published matrix, found by the beginnings of a key and of a code."""

    def __init__(self, said: Sequence[MatrixLine]) -> None:
        self._lines: defaultdict[tuple[str, str], list[tuple[MatrixLine, Line]]] = defaultdict(list)
        for one in said:
            self._lines[one.category, one.area].append((one, as_line(one)))

    def speaking(self, key: str, area: str, day: date) -> list[tuple[MatrixLine, Line]]:
        return [
            (row, line)
            for place in (area[:digits] for digits in range(len(area) + 1))
            for start in range(len(key) + 1)
            for row, line in self._lines.get((key[:start], place), ())
            if line.since <= day and (line.until is None or day < line.until)
        ]


_BOOKS: WeakKeyDictionary[Frames, dict[int, _Book]] = WeakKeyDictionary()
KEPT = 4  # matrices of a city kept in memory


def _book(work: Work, matrix: Matrix) -> _Book:
    """Published lines never change, so a book once read stays good."""
    kept = _BOOKS.setdefault(work.frames, {})
    if matrix.id not in kept:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[matrix.id] = _Book(lines(work, matrix.id))
    return kept[matrix.id]


def lead(work: Work, key: str, area: str, at: datetime) -> Lead | None:
    """Who leads in a matter of that key in that area at an instant; none where no line says so, or several do."""
    return explained(work, key, area, at).lead


def explained(work: Work, key: str, area: str, at: datetime) -> Explained:
    """The same, with the lines that were looked at: the one that holds, and those it overrode from the widest on."""
    day = at.astimezone(CITY_TIME).date()
    matrix = holding(work, day)
    if matrix is None:
        return Explained(None, (), None)
    found = _book(work, matrix).speaking(key, area, day)
    place = rules.winner([line for _, line in found])
    if place is None:
        return Explained(None, tuple(row for row, _ in found), matrix)
    row, line = found.pop(place)
    held = _held_at(work, line, area, day)
    said = Lead(line.duty, held, line.level, line.agency, line.assisting, row.id)
    return Explained(said, (row, *(other for other, _ in found)), matrix)


def _held_at(work: Work, line: Line, area: str, day: date) -> str | None:
    """The lowest area from the line's level upwards in which somebody holds its duty."""
    ladder = list(rungs(area, Level(line.level)))
    standing = duties.answering_among(work, line.duty, ladder, day)
    return next((rung for rung in ladder if rung in standing), None)


# the whole -----------------------------------------------------------------------------------------------------------


def faults(work: Work, matrix_id: int, area: str = CITY, day: date | None = None) -> Whole:
    """All that is wrong with a matrix from a day on, in one area or the whole city."""
    return solved(work, [as_line(one) for one in lines(work, matrix_id)], area, day or get(work, matrix_id).since or work.today)


def solved(work: Work, said: Sequence[Line], area: str, day: date) -> Whole:
    keys = [one.key for one in standards.categories(work, day=day)]
    named = {line.duty for line in said}
    held = [Held(*one) for one in duties.stretches(work) if one[0] in named]
    return solve(said, held, keys, periods(work, area, day))


def periods(work: Work, area: str, day: date) -> list[Period]:
    """The days from one on in which the tree stays as it is, with the grids in an area."""
    turns = [survey.since for survey in areas.surveys(work) if survey.undone is None and survey.since > day]
    days: list[date | None] = [*sorted({day, *turns}), None]
    found = []
    for since, until in pairwise(days):
        assert since is not None
        grids = areas.area_map(work, since).grids[:-1]
        inside = np.sort(grids[np.char.startswith(grids, area)])
        found.append(Period(since, until, inside))
    return found
