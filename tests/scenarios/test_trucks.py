import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels.columns import Findings, Readings
from scenarios.trucks import kernels
from scenarios.trucks.demo import Planted, drives
from scenarios.trucks.kernels import Circles, Corridors
from scenarios.trucks.permits import corridors, permitted
from tests.kernels.promises import DEGREE_M, LAT, LON, Step, keeps_its_promises, readings, told

TRUCKS = 40
BEGAN = datetime(2026, 3, 2, 14, tzinfo=timezone(timedelta(hours=8)))
DUMPING = {"radius_m": 30.0, "for_s": 180.0}
OFF_ROUTE = {"off_m": 50.0, "for_s": 30.0, "points": 3.0}
CURFEW = {"from_h": 17.0, "to_h": 19.0, "grace_s": 300.0, "slow_kmh": 5.0, "for_s": 60.0}
OVERSPEED = {"limit_kmh": 60.0, "tolerance": 1.1, "for_s": 10.0}

ONE_SITE = Circles(np.array([LON]), np.array([LAT]), np.array([60.0]))
ONE_ROAD = Corridors(np.array([0, 1]), np.array([0, 2]), np.array([LON - 0.1, LON + 0.1]), np.array([LAT, LAT]))
AWAY = Circles(np.array([100.0]), np.array([20.0]), np.array([60.0]))


def matched(found: Findings, planted: list[Planted], kind: str) -> tuple[float, float]:
    """Recall and precision; the same truck at the same time is a match."""
    wrongs = np.array([wrong[1:] for wrong in planted if wrong.kind == kind])
    subject, began, ended = (column[:, None] for column in found[:3])
    meet = (subject == wrongs[:, 0]) & (began <= wrongs[:, 2]) & (ended >= wrongs[:, 1])
    return float(meet.any(axis=0).mean()), float(meet.any(axis=1).mean())


def at_rest(lat: float, rows: int = 40) -> Readings:
    none = np.zeros(rows, np.int32)
    at = np.arange(rows, dtype=np.int64) * 10_000
    return Readings(none, none, at, np.full(rows, 30.0), np.full(rows, LON), np.full(rows, lat))


@pytest.mark.parametrize(
    ("step", "values"),
    [
        (partial(kernels.dumping, permitted=ONE_SITE), {"radius_m": 30.0, "for_s": 30.0}),
        (partial(kernels.off_route, corridors=ONE_ROAD, permitted=AWAY), {"off_m": 5.0, "for_s": 10.0, "points": 2.0}),
        (kernels.curfew, {"from_h": 8.05, "to_h": 8.3, "grace_s": 30.0, "slow_kmh": 3.0, "for_s": 20.0}),
        (kernels.overspeed, {"limit_kmh": 3.0, "tolerance": 1.1, "for_s": 20.0}),
    ],
)
def test_every_detector_keeps_the_promises_of_a_fold(step: Step, values: dict[str, float]) -> None:
    @settings(deadline=None)  # the first call compiles
    @given(readings(), st.integers(0, 1000))
    def promise(rows: Readings, seed: int) -> None:
        keeps_its_promises(step, rows, seed, **values)

    promise()


@pytest.fixture(scope="module")
def afternoon() -> tuple[Readings, list[Planted]]:
    rows, _, planted = drives(31, BEGAN, 6.0, TRUCKS)
    return rows, planted


@pytest.mark.parametrize(
    ("kind", "step", "values"),
    [
        ("dumping", partial(kernels.dumping, permitted=permitted()), DUMPING),
        (
            "off_route",
            partial(kernels.off_route, corridors=corridors(TRUCKS), permitted=permitted()),
            OFF_ROUTE,
        ),
        ("curfew", kernels.curfew, CURFEW),
        ("overspeed", kernels.overspeed, OVERSPEED),
    ],
)
def test_planted_wrongs_are_found_and_decoys_are_not(
    afternoon: tuple[Readings, list[Planted]], kind: str, step: Step, values: dict[str, float]
) -> None:
    rows, planted = afternoon
    parts = [rows.take(part) for part in np.array_split(np.arange(rows.at.size), 30)]
    recall, precision = matched(told(step, parts, **values), planted, kind)
    assert recall >= 0.95
    assert precision >= 0.95


def test_a_stop_on_a_permitted_place_is_no_dumping() -> None:
    dumping = partial(kernels.dumping, permitted=ONE_SITE)
    assert told(dumping, [at_rest(LAT + 30 / DEGREE_M)], **DUMPING).subject.size == 0
    assert told(dumping, [at_rest(LAT + 300 / DEGREE_M)], **DUMPING).peak.tolist() == [390.0]


def test_how_far_a_truck_is_off_its_route_is_measured_across() -> None:
    off_route = partial(kernels.off_route, corridors=ONE_ROAD, permitted=AWAY)
    found = told(off_route, [at_rest(LAT + 300 / DEGREE_M)], **OFF_ROUTE)
    np.testing.assert_allclose(found.peak, [300.0], atol=0.1)
    assert told(off_route, [at_rest(LAT + 40 / DEGREE_M)], **OFF_ROUTE).subject.size == 0


def test_a_truck_without_a_corridor_is_never_off_route() -> None:
    rows = at_rest(LAT + 1.0)
    off_route = partial(kernels.off_route, corridors=ONE_ROAD, permitted=AWAY)
    assert told(off_route, [rows._replace(subject=rows.subject + 1)], **OFF_ROUTE).subject.size == 0


@pytest.mark.parametrize(("hour", "count"), [(22.0, 1), (23.9, 1), (3.0, 1), (6.5, 0), (12.0, 0)])
def test_forbidden_hours_may_go_past_midnight(hour: float, count: int) -> None:
    rows = at_rest(LAT)
    rows.at[:] += int((hour + 24.0 * 365 - 8.0) * 3_600_000)
    night = CURFEW | {"from_h": 21.5, "to_h": 6.0}
    assert told(kernels.curfew, [rows], **night).subject.size == count


def test_the_same_seed_gives_the_same_drives_in_every_process() -> None:
    """A set of words has another order in every process; with this seed a dump and a race fall on one place, and once hung
    on it."""
    code = (
        "import zlib; from tests.scenarios.test_trucks import BEGAN, TRUCKS, drives;"
        "rows, _, planted = drives(304, BEGAN, 6.0, TRUCKS);"
        "print(zlib.crc32(b''.join(column.tobytes() for column in rows)), planted)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("11", "13")
    }
    assert len(said) == 1


def test_the_same_seed_gives_the_same_drives() -> None:
    one, other = (drives(7, BEGAN, 1.0, 3) for _ in range(2))
    for left, right in zip(one[0], other[0], strict=True):
        np.testing.assert_array_equal(left, right)
    assert one[1:] == other[1:]
    assert all("演示" in plate for plate in one[1])
