import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import cusum
from cityloop.kernels.columns import Readings
from tests.kernels.promises import keeps_its_promises, readings, told
from tests.kernels.test_surprise import said

DEFAULTS = cusum.DEFAULTS
MINUTE = 60_000


def noisy(size: int, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(20.0, 2.0, size)


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(cusum.step, rows, seed, drift=0.25, limit=1.5, learn=4.0)


def test_a_level_that_moves_by_two_spreads_is_found_either_way() -> None:
    for way in (4.0, -4.0):
        values = noisy(1000)
        values[600:] += way
        found = told(cusum.step, [said(values.tolist(), 60)], **DEFAULTS)
        assert found.subject.size == 1
        assert abs(found.began[0] // MINUTE - 600) <= 20
        assert 600 < found.ended[0] // MINUTE < 700
        assert found.peak[0] > DEFAULTS["limit"]


def test_noise_and_single_spikes_are_no_change_of_level() -> None:
    values = noisy(20_000)
    values[500::700] = 90.0
    assert told(cusum.step, [said(values.tolist(), 60)], **DEFAULTS).subject.size == 0


def test_a_new_level_becomes_the_usual_one_and_the_way_back_is_a_change_again() -> None:
    values = noisy(1500)
    values[600:1000] += 6.0
    began = told(cusum.step, [said(values.tolist(), 60)], **DEFAULTS).began // MINUTE
    assert len(began) == 2
    assert np.abs(began - [600, 1000]).max() <= 20
