"""A whole matrix solved at once says of every cell on every day what the rule says of that one cell."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.decide.matrix.rules import Fault, Kind, Line, Spot, Whole, covers, deepest, winner
from cityloop.decide.matrix.solving import LADDER, Held, Period, classes_of, solve

KEYS = ("C01001", "M01001", "M01002", "M02001", "M02002")
GRIDS = (
    "500101001001001",
    "500101001001002",
    "500101001002001",
    "500101002001001",
    "500102001001001",
    "500102001001002",
)
AREAS = sorted({"50", *(grid[:digits] for grid in GRIDS for digits in (6, 9, 12, 15)), "500199"})
PREFIXES = ("", "M", "C", "M01", "M02", "M01001", "M02002", "E")
DAYS = [date(2026, 3, 1) + timedelta(days=day) for day in range(5)]
DUTIES = ("clerk", "water")
LEVELS = [level.value for level in LADDER]


def line(category: str, area: str, since: int = 0, until: int | None = None, duty: str = "clerk", level: str = "city") -> Line:
    return Line(category, area, duty, level, "", (), "list 1", DAYS[since], None if until is None else DAYS[until])


def period(grids: Sequence[str] = GRIDS, since: int = 0, until: int | None = None) -> Period:
    return Period(DAYS[since], None if until is None else DAYS[until], np.array(grids))


LINES = st.builds(
    line,
    st.sampled_from(PREFIXES),
    st.sampled_from(AREAS),
    st.integers(0, 3),
    st.none() | st.integers(1, 4),
    st.sampled_from(DUTIES),
    st.sampled_from(LEVELS),
)
DAY = st.none() | st.sampled_from(DAYS)
HELD = st.builds(Held, st.sampled_from(DUTIES), st.sampled_from(AREAS), DAY, DAY)


def by_hand(lines: Sequence[Line], held: Sequence[Held], key: str, grid: str, day: date) -> Kind | None:
    """The rule itself, of one cell."""
    here = [one for one in lines if covers(one, key, grid, day)]
    if not here:
        return Kind.gap
    place = winner(here)
    if place is None:
        return Kind.overlap
    lead = here[place]
    digits = LADDER[LEVELS.index(lead.level)].digits
    stands = any(
        one.duty == lead.duty
        and grid.startswith(one.area)
        and len(one.area) <= digits
        and (one.since is None or one.since <= day)
        and (one.until is None or day < one.until)
        for one in held
    )
    return None if stands else Kind.vacant


def cells_of(fault: Fault, grids: Sequence[str]) -> set[tuple[str, str]]:
    """Every cell a fault speaks of."""
    found = set()
    for spot in fault.spots:
        here = {grid for grid in grids if grid.startswith(spot.area) and not grid.startswith(spot.apart or "-")}
        assert len(here) == spot.grids
        found |= {(key, grid) for key in KEYS if key.startswith(fault.classes) for grid in here}
    assert len(found) == fault.cells
    return found


def agrees(whole: Whole, lines: Sequence[Line], held: Sequence[Held], grids: Sequence[str], days: Sequence[date]) -> None:
    for day in days:
        told: dict[tuple[str, str], Kind] = {}
        for fault in whole.faults:
            if fault.since <= day and (fault.until is None or day < fault.until):
                cells = cells_of(fault, grids)
                assert not cells & told.keys()
                told |= dict.fromkeys(cells, fault.kind)
        wanted = {(key, grid): kind for key in KEYS for grid in grids if (kind := by_hand(lines, held, key, grid, day))}
        assert told == wanted


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=9), st.lists(HELD, max_size=6))
def test_what_is_wrong_is_found_cell_by_cell(lines: list[Line], held: list[Held]) -> None:
    agrees(solve(lines, held, KEYS, [period()]), lines, held, GRIDS, DAYS)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=9), st.lists(HELD, max_size=6), st.integers(1, 4), st.sets(st.sampled_from(GRIDS), min_size=1))
def test_a_tree_that_changes_is_looked_at_on_both_sides(lines: list[Line], held: list[Held], turn: int, after: set[str]) -> None:
    whole = solve(lines, held, KEYS, [period(until=turn), period(sorted(after), since=turn)])
    for fault in whole.faults:
        for day in (day for day in DAYS if fault.since <= day and (fault.until is None or day < fault.until)):
            for key, grid in cells_of(fault, GRIDS if day < DAYS[turn] or fault.until == DAYS[turn] else sorted(after)):
                assert by_hand(lines, held, key, grid, day) is fault.kind


def test_a_line_inside_another_holds_and_crossing_or_equal_ones_overlap() -> None:
    wide, class_, place, both = line("", "50"), line("M01", "50"), line("", "500101"), line("M01", "500101")
    assert winner([wide, class_]) == 1
    assert winner([class_, place]) is None
    assert winner([class_, place, both]) == 2
    assert winner([wide, wide]) is None
    assert deepest([wide, class_, place]) == [1, 2]


def test_a_gap_is_one_sentence_and_not_a_million_cells() -> None:
    held = [Held("clerk", "50", None, None)]
    lines = [line("C", "50"), line("M02", "50"), line("M01", "500102"), line("M01", "500101", until=2)]
    (fault,) = solve(lines, held, KEYS, [period()]).faults
    assert str(fault) == "M01 in 500101 from 2026-03-03: nobody leads"
    assert (fault.categories, fault.cells) == (2, 8)


def test_of_an_overlap_both_lines_are_named() -> None:
    held = [Held("clerk", "50", None, None)]
    lines = [line("", "50"), line("M01", "50"), line("", "500101"), line("M01001", "500101")]
    (fault,) = solve(lines, held, KEYS, [period()]).faults
    assert (fault.kind, fault.classes, fault.lines) == (Kind.overlap, ("M01002",), (1, 2))


def test_who_holds_the_duty_below_its_level_does_not_count() -> None:
    lines = [line("", "50", level="district")]
    whole = solve(lines, [Held("clerk", "500101001", None, None), Held("clerk", "500102", None, DAYS[2])], KEYS, [period()])
    told = [(fault.kind, fault.spots, fault.since, fault.until) for fault in whole.faults]
    assert told == [
        (Kind.vacant, (Spot("50", 4, ("500102",)),), DAYS[0], None),
        (Kind.vacant, (Spot("500102", 2),), DAYS[2], None),
    ]


def test_whole_classes_are_called_by_their_beginnings() -> None:
    assert classes_of(np.array(KEYS), 0, 5) == [""]
    assert classes_of(np.array(KEYS), 1, 5) == ["M"]
    assert classes_of(np.array(KEYS), 0, 4) == ["C", "M01", "M02001"]


@pytest.mark.parametrize("lines", [[], [line("E", "500199")]])
def test_a_matrix_that_says_nothing_is_one_gap(lines: list[Line]) -> None:
    (fault,) = solve(lines, [], KEYS, [period()]).faults
    assert str(fault) == "everything in 50 from 2026-03-01: nobody leads"
