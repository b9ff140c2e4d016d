import gzip
from csv import DictReader
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cityloop.kernels import stops
from cityloop.kernels.columns import Readings
from tests.kernels.promises import DEGREE_M, LAT, LON, keeps_its_promises, readings, told

GOAL = Path(__file__).parents[1] / "data" / "goal_gps.csv.gz"


def walked(east_m: list[float], every_s: float = 10.0) -> Readings:
    size = len(east_m)
    at = (np.arange(size) * every_s * 1000).astype(np.int64)
    none = np.zeros(size, np.int32)
    lon = LON + np.array(east_m) / DEGREE_M / np.cos(np.radians(LAT))
    return Readings(none, none, at, np.zeros(size), lon, np.full(size, LAT))


def goal() -> tuple[Readings, NDArray[np.bool_]]:
    """The recordings laid down around the city, and which fixes are driving."""
    with gzip.open(GOAL, "rt") as file:
        rows = list(DictReader(file))
    trace, seconds, east, north = (np.array([float(row[name]) for row in rows]) for name in ("traj", "t", "x", "y"))
    lat = LAT + north / DEGREE_M
    lon = LON + east / DEGREE_M / np.cos(np.radians(lat))
    subject = np.unique(trace, return_inverse=True)[1].astype(np.int32)
    none = np.zeros(subject.size, np.int32)
    at = np.round(seconds * 1000).astype(np.int64)
    return Readings(none, subject, at, np.zeros(subject.size), lon, lat), np.array(
        [row["groundtruth"] == "Driving" for row in rows]
    )


def f1(said: NDArray[np.bool_], true: NDArray[np.bool_], trace: NDArray[np.int32]) -> float:
    """Mean over the traces; a trace without the class, and none said, counts as right."""
    both, one = np.bincount(trace, said & true), np.bincount(trace, said) + np.bincount(trace, true)
    return float(np.where(one > 0, 2 * both / np.maximum(one, 1), 1.0).mean())


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(stops.step, rows, seed, radius_m=30.0, for_s=30.0)


def test_one_stray_fix_does_not_end_a_stop_but_two_do() -> None:
    stray = told(stops.step, [walked([0, 0, 0, 900, 0, 0])], radius_m=30.0, for_s=20.0)
    assert (stray.began.tolist(), stray.ended.tolist(), stray.peak.tolist()) == ([0], [50_000], [50.0])
    left = told(stops.step, [walked([0, 0, 0, 900, 1900, 2900, 0, 0, 0])], radius_m=30.0, for_s=20.0)
    assert (left.began.tolist(), left.ended.tolist()) == ([0, 60_000], [20_000, 80_000])


def test_a_crawl_is_not_a_stop() -> None:
    crawl = walked([8.0 * row for row in range(200)])
    assert told(stops.step, [crawl], radius_m=30.0, for_s=180.0).subject.size == 0


def test_the_place_is_the_mean_of_the_stop() -> None:
    found = told(stops.step, [walked([0, 10, 20, 900, 1900])], radius_m=30.0, for_s=20.0)
    assert abs(found.lon[0] - walked([10]).lon[0]) < 1e-9


def test_stop_and_go_of_recorded_drives_is_told_apart() -> None:
    rows, driving = goal()
    said = stops.moving(rows)
    assert f1(~said, ~driving, rows.subject) > 0.90
    assert f1(said, driving, rows.subject) > 0.86


def test_an_answer_older_than_its_delay_stays() -> None:
    rows, _ = goal()
    one = rows.take(rows.subject == 5)
    whole = stops.moving(one)
    for upto in range(15, one.at.size):
        part = stops.moving(one.take(np.arange(upto)))
        settled = one.at[:upto] < one.at[upto - 1] - 40_000 - 2 * np.diff(one.at).max()
        np.testing.assert_array_equal(part[settled], whole[:upto][settled])


def test_the_order_of_fixes_does_not_matter_to_what_is_moving() -> None:
    rows, _ = goal()
    order = np.random.default_rng(1).permutation(rows.at.size)
    np.testing.assert_array_equal(stops.moving(rows.take(order)), stops.moving(rows)[order])
