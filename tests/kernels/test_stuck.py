import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import stuck
from cityloop.kernels.columns import Readings
from tests.kernels.promises import keeps_its_promises, readings, told
from tests.kernels.test_threshold import spoken


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(stuck.step, rows, seed, within=2.0, for_s=20.0, points=2.0)
    keeps_its_promises(stuck.step, rows, seed, within=3.0, for_s=0.0, points=3.0, gap_s=30.0)


@settings(deadline=None)
@given(readings(subjects=1))
def test_it_finds_what_a_slow_loop_finds(rows: Readings) -> None:
    runs: list[list[tuple[int, float]]] = []
    for at, value in zip(rows.at.tolist(), rows.value.tolist(), strict=True):
        if np.isnan(value):
            continue
        if runs and abs(value - runs[-1][0][1]) <= 3.0:
            runs[-1].append((at, value))
        else:
            runs.append([(at, value)])
    long = [run for run in runs if len(run) >= 2 and run[-1][0] - run[0][0] >= 20_000]
    found = told(stuck.step, [rows], within=3.0, for_s=20.0, points=2.0)
    assert found.began.tolist() == [run[0][0] for run in long]
    assert found.ended.tolist() == [run[-1][0] for run in long]


def test_who_says_nothing_is_silent_and_not_stuck() -> None:
    rows = spoken([7, 7, 7])
    rows.at[2] += 3_600_000
    assert told(stuck.step, [rows], within=0.0, for_s=600.0, points=2.0).subject.size == 1
    assert told(stuck.step, [rows], within=0.0, for_s=600.0, points=2.0, gap_s=60.0).subject.size == 0


def test_a_value_that_creeps_is_not_stuck() -> None:
    assert told(stuck.step, [spoken([1.0, 1.2, 1.4, 1.6])], within=0.3, for_s=25.0, points=2.0).subject.size == 0
