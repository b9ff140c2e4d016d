from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import together
from cityloop.kernels.columns import Readings
from cityloop.kernels.stops import METRES_A_DEGREE
from tests.kernels.promises import LAT, LON, keeps_its_promises, readings, told

ASKED = {"first_above": 5.0, "second_above": 4.0, "radius_m": 150.0, "within_s": 60.0, "first": 1.0, "second": 2.0}
PRESSURE, REPORT = 0, 1


@settings(deadline=None)  # the first call compiles
@given(readings(subjects=6), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    rows = rows._replace(signal=(rows.subject % 2).astype(np.int32))
    keeps_its_promises(together.step, rows, seed, **ASKED)
    keeps_its_promises(partial(together.step, each=(True, False), below=(True, False)), rows, seed, **ASKED)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 80))
def test_it_finds_what_looking_at_every_pair_finds(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    at = np.sort(rng.integers(0, 300, size) * 1000)
    kind, subject = rng.integers(0, 2, size).astype(np.int32), np.arange(size, dtype=np.int32)
    lon, lat = LON + rng.uniform(0, 0.006, size), LAT + rng.uniform(0, 0.006, size)
    rows = Readings(kind, subject, at, np.full(size, 9.0), lon, lat)
    expected = []
    for one in np.flatnonzero(kind == 0):
        east = (lon - lon[one]) * METRES_A_DEGREE * np.cos(np.radians(lat[one]))
        north = (lat - lat[one]) * METRES_A_DEGREE
        near = (np.hypot(east, north) <= 150.0) & (np.abs(at - at[one]) <= 60_000)
        if (near & (kind == 1)).sum() >= 2:
            expected.append((int(subject[one]), int(at[one]), int(at[near].max()), float(near.sum())))
    found = told(together.step, [rows], **ASKED)
    said = zip(found.subject.tolist(), found.began.tolist(), found.ended.tolist(), found.peak.tolist(), strict=True)
    assert sorted(said) == sorted(expected)


def happening(*said: tuple[float, int, int, float]) -> Readings:
    """Minutes, signal, subject, metres east; every value is beyond its limit."""
    minutes, signals, subjects, east = (np.array(column) for column in zip(*said, strict=True))
    lon = LON + east / (METRES_A_DEGREE * np.cos(np.radians(LAT)))
    at = (minutes * 60_000).astype(np.int64)
    value, lat = np.full(at.size, 9.0), np.full(at.size, LAT)
    return Readings(signals.astype(np.int32), subjects.astype(np.int32), at, value, lon, lat)


WIDE = ASKED | {"radius_m": 300.0, "within_s": 1200.0}


def test_a_drop_of_pressure_and_two_reports_within_300_m_and_20_min_are_one_finding() -> None:
    rows = happening((0, PRESSURE, 0, 0), (5, REPORT, 1, 200), (19, REPORT, 2, -290))
    found = told(together.step, [rows], **WIDE)
    assert (found.subject.tolist(), found.ended.tolist(), found.peak.tolist()) == ([0], [19 * 60_000], [3.0])


def test_too_far_too_late_or_twice_the_same_reporter_is_none() -> None:
    drop, report = (0, PRESSURE, 0, 0), (5, REPORT, 1, 200)
    for other in ((10, REPORT, 2, 310), (21, REPORT, 2, 0), (10, REPORT, 1, 0)):
        assert told(together.step, [happening(drop, report, other)], **WIDE).subject.size == 0


def test_reports_may_come_before_the_drop() -> None:
    rows = happening((0, REPORT, 1, 0), (5, REPORT, 2, 0), (18, PRESSURE, 0, 0))
    assert told(together.step, [rows], **WIDE).began.tolist() == [18 * 60_000]


def test_a_drop_that_lasts_happens_once() -> None:
    rows = happening((0, PRESSURE, 0, 0), (30, PRESSURE, 0, 0), (31, REPORT, 1, 0), (32, REPORT, 2, 0))
    assert told(together.step, [rows], **WIDE).subject.size == 0
