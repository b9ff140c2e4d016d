from functools import partial
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import fences
from cityloop.kernels.columns import Readings
from cityloop.kernels.locate import Locator
from tests.kernels.promises import LAT, LON, keeps_its_promises, readings, told

MIDNIGHT = 1_772_380_800_000  # of the city, 2026-03-02


def squares(*west: float, side: float = 0.001) -> Locator:
    """Squares side by side, from these longitudes on, their south at LAT - side / 2."""
    corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)]
    points = [(LON + x + dx, LAT - side / 2 + dy) for x in west for dx, dy in corners]
    count = len(west)
    return Locator.build(np.array(points), np.arange(count + 1) * 5, np.arange(count + 1))


TWO = squares(-0.0001, 0.0009)  # the made-up places lie 0, 100 and 200 m east of LON, with a scatter of 8 m


def driven(*east: float, every_s: float = 10.0, began: int = MIDNIGHT) -> Readings:
    """Fixes so many degrees east of LON."""
    size = len(east)
    at = began + (np.arange(size) * every_s * 1000).astype(np.int64)
    none = np.zeros(size, np.int32)
    return Readings(none, none, at, np.full(size, np.nan), LON + np.array(east), np.full(size, LAT))


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    inside = partial(fences.step, fences=TWO)
    keeps_its_promises(inside, rows, seed, for_s=0.0, away_s=0.0, points=1.0)
    keeps_its_promises(inside, rows, seed, for_s=20.0, away_s=30.0, points=2.0)
    keeps_its_promises(partial(inside, leaving=True), rows, seed, for_s=10.0, away_s=20.0, points=1.0)


def found(rows: Readings, for_s: float = 0.0, away_s: float = 0.0, points: float = 1.0, **bound: Any) -> list[list[int]]:
    """Beginning and end of each visit, in seconds since the first fix."""
    said = told(partial(fences.step, fences=TWO, **bound), [rows], for_s=for_s, away_s=away_s, points=points)
    return [[int(b - rows.at[0]) // 1000, int(e - rows.at[0]) // 1000] for b, e in zip(said.began, said.ended, strict=True)]


OUT, FIRST, SECOND = -0.001, 0.0004, 0.0014


def test_a_visit_is_one_finding_however_often_the_receiver_flickers_at_the_edge() -> None:
    rows = driven(OUT, FIRST, OUT, FIRST, FIRST, OUT, FIRST, OUT, OUT, OUT, OUT)
    assert found(rows, away_s=25.0) == [[10, 60]]
    assert len(found(rows)) == 3


def test_a_second_visit_is_a_second_finding() -> None:
    assert found(driven(FIRST, FIRST, OUT, OUT, OUT, OUT, FIRST), away_s=25.0) == [[0, 10], [60, 60]]


def test_driving_along_the_border_of_two_fences_is_one_visit_until_it_is_meant() -> None:
    rows = driven(FIRST, SECOND, FIRST, SECOND, SECOND, SECOND, SECOND, SECOND)
    assert found(rows, away_s=30.0) == [[0, 20], [30, 70]]


def test_only_a_stay_that_is_long_enough_is_one() -> None:
    rows = driven(OUT, FIRST, FIRST, FIRST, OUT, SECOND, OUT)
    assert found(rows, for_s=20.0) == [[10, 30]]
    assert found(rows, points=2.0) == [[10, 30]]


def test_who_is_there_when_the_forbidden_hours_begin_is_found_from_then_on() -> None:
    rows = driven(*[FIRST] * 8, every_s=3600, began=MIDNIGHT + 20 * 3_600_000)
    size = rows.at.size
    hours: dict[str, Any] = {"from_h": np.full(size, 22.0), "to_h": np.full(size, 2.0)}
    zero = np.zeros(size)
    said = fences.step({}, rows, fences=TWO, for_s=zero, away_s=zero, points=zero, **hours)[1]
    assert [(int(one - rows.at[0]) // 3_600_000) for one in (said.began[0], said.ended[0])] == [2, 5]


def test_leaving_is_found_where_staying_is_asked() -> None:
    assert found(driven(FIRST, OUT, OUT, SECOND), leaving=True) == [[10, 20]]


def test_only_fences_that_are_watched_count() -> None:
    assert found(driven(FIRST, SECOND, SECOND), watched=np.array([False, True])) == [[10, 20]]


def test_a_fix_without_a_place_is_neither_here_nor_gone() -> None:
    assert found(driven(FIRST, np.nan, np.nan, FIRST)) == [[0, 30]]
