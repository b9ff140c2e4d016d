from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import rates
from cityloop.kernels.columns import Readings
from tests.kernels.promises import keeps_its_promises, readings, told
from tests.kernels.test_threshold import spoken


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(rates.step, rows, seed, limit=700.0, over_s=20.0)
    keeps_its_promises(partial(rates.step, way=rates.FALLING), rows, seed, limit=300.0, over_s=0.0, gap_s=40.0)


@settings(deadline=None)
@given(readings(subjects=1), st.sampled_from([0.0, 25.0]), st.sampled_from([rates.RISING, rates.FALLING, rates.EITHER]))
def test_it_finds_what_a_slow_loop_finds(rows: Readings, over_s: float, way: int) -> None:
    said = [(at, value) for at, value in zip(rows.at.tolist(), rows.value.tolist(), strict=True) if not np.isnan(value)]
    runs: list[list[float]] = []
    before, going = said[0] if said else (0, 0.0), False
    for at, value in said[1:]:
        if at - before[0] < over_s * 1000:
            continue
        rate = (value - before[1]) * 3_600_000.0 / (at - before[0])
        fast = abs(rate) if way == 0 else rate * way
        if fast > 700.0:
            if not going:
                runs.append([before[0], 0, fast])
            runs[-1][1], runs[-1][2] = at, max(runs[-1][2], fast)
        going, before = fast > 700.0, (at, value)
    found = told(partial(rates.step, way=way), [rows], limit=700.0, over_s=over_s)
    assert found.began.tolist() == [run[0] for run in runs]
    assert found.ended.tolist() == [run[1] for run in runs]
    assert found.peak.tolist() == [run[2] for run in runs]


def test_a_slow_drift_is_no_jump_and_a_silence_hides_none() -> None:
    assert told(rates.step, [spoken([1, 2, 3, 4, 5])], limit=400.0, over_s=10.0).subject.size == 0
    rows = spoken([1, 1, 9, 9])
    rows.at[2:] += 3_600_000
    assert told(rates.step, [rows], limit=5.0, over_s=10.0).subject.size == 1
    assert told(rates.step, [rows], limit=5.0, over_s=10.0, gap_s=600.0).subject.size == 0
