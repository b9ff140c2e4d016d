import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import stops
from cityloop.kernels.columns import Readings
from tests.kernels.promises import DEGREE_M, LAT, LON, keeps_its_promises, readings, told


def walked(east_m: list[float], every_s: float = 10.0) -> Readings:
    size = len(east_m)
    at = (np.arange(size) * every_s * 1000).astype(np.int64)
    none = np.zeros(size, np.int32)
    lon = LON + np.array(east_m) / DEGREE_M / np.cos(np.radians(LAT))
    return Readings(none, none, at, np.zeros(size), lon, np.full(size, LAT))


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
