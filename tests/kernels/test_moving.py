import gzip
from csv import DictReader
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Readings
from cityloop.kernels.moving import moving
from tests.kernels.promises import DEGREE_M, LAT, LON

GOAL = Path(__file__).parents[1] / "data" / "goal_gps.csv.gz"


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


def test_stop_and_go_of_recorded_drives_is_told_apart() -> None:
    rows, driving = goal()
    said = moving(rows)
    assert (f1(~said, ~driving, rows.subject) + f1(said, driving, rows.subject)) / 2 >= 0.91


def test_an_answer_older_than_its_delay_stays() -> None:
    rows, _ = goal()
    one = rows.take(rows.subject == 5)
    whole = moving(one)
    for upto in range(15, one.at.size):
        part = moving(one.take(np.arange(upto)))
        settled = one.at[:upto] < one.at[upto - 1] - 61_000 - np.diff(one.at).max()
        np.testing.assert_array_equal(part[settled], whole[:upto][settled])


def test_the_order_of_fixes_does_not_matter_to_what_is_moving() -> None:
    rows, _ = goal()
    order = np.random.default_rng(1).permutation(rows.at.size)
    np.testing.assert_array_equal(moving(rows.take(order)), moving(rows)[order])
