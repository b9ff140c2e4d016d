from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import threshold
from cityloop.kernels.columns import Readings
from tests.kernels.promises import keeps_its_promises, readings, told


def spoken(values: list[float], every_s: float = 10.0) -> Readings:
    size = len(values)
    at = (np.arange(size) * every_s * 1000).astype(np.int64)
    none, nowhere = np.zeros(size, np.int32), np.zeros(size)
    return Readings(none, none, at, np.array(values), nowhere, nowhere)


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(threshold.step, rows, seed, limit=3.0, for_s=20.0)
    keeps_its_promises(threshold.step, rows, seed, limit=3.0, for_s=20.0, gap_s=40.0, points=3.0)
    keeps_its_promises(threshold.step, rows, seed, limit=6.0, for_s=10.0, release=4.0, clear_s=30.0)
    keeps_its_promises(partial(threshold.step, below=True), rows, seed, limit=4.0, for_s=10.0, release=6.0)


@settings(deadline=None)  # the first call compiles
@given(readings(subjects=1))
def test_it_finds_what_a_slow_loop_finds(rows: Readings) -> None:
    runs: list[list[tuple[int, float]]] = [[]]
    for at, value in zip(rows.at.tolist(), rows.value.tolist(), strict=True):
        if value > 3.0:
            runs[-1].append((at, value))
        elif value <= 3.0:
            runs.append([])
    long = [run for run in runs if run and run[-1][0] - run[0][0] >= 20_000]
    found = told(threshold.step, [rows], limit=3.0, for_s=20.0)
    assert found.began.tolist() == [run[0][0] for run in long]
    assert found.ended.tolist() == [run[-1][0] for run in long]
    assert found.peak.tolist() == [max(value for _, value in run) for run in long]


def test_a_value_at_the_limit_is_not_above_it() -> None:
    assert told(threshold.step, [spoken([3, 3, 3])], limit=3.0, for_s=0.0).subject.size == 0


def test_a_long_silence_breaks_a_stretch() -> None:
    rows = spoken([9, 9, 9, 9])
    rows.at[2:] += 60_000
    assert told(threshold.step, [rows], limit=3.0, for_s=10.0).began.tolist() == [0]
    assert told(threshold.step, [rows], limit=3.0, for_s=10.0, gap_s=30.0).began.tolist() == [0, 80_000]


def test_too_few_points_are_no_finding() -> None:
    assert told(threshold.step, [spoken([9, 9])], limit=3.0, for_s=5.0, points=3.0).subject.size == 0


def test_a_new_subject_finds_room() -> None:
    first, second = spoken([9, 9]), spoken([9, 9])
    late = second._replace(subject=second.subject + 100_000)
    assert told(threshold.step, [first, late], limit=3.0, for_s=10.0).subject.tolist() == [0, 100_000]


@settings(deadline=None)  # the first call compiles
@given(readings(subjects=1))
def test_with_another_way_back_it_finds_what_a_slow_loop_finds(rows: Readings) -> None:
    up, down, clear_ms = 6.0, 4.0, 30_000
    runs: list[list[tuple[int, float]]] = []
    going, low = False, False
    for at, value in zip(rows.at.tolist(), rows.value.tolist(), strict=True):
        if np.isnan(value):
            continue
        if going and low and at - runs[-1][-1][0] >= clear_ms:
            going = False
        if going and value > down:
            runs[-1].append((at, value))
            low = False
        elif going:
            low = True
            going = at - runs[-1][-1][0] < clear_ms
        elif value > up:
            runs.append([(at, value)])
            going, low = True, False
    found = told(threshold.step, [rows], limit=up, for_s=0.0, release=down, clear_s=clear_ms / 1000)
    assert found.began.tolist() == [run[0][0] for run in runs]
    assert found.ended.tolist() == [run[-1][0] for run in runs]
    assert found.peak.tolist() == [max(value for _, value in run) for run in runs]


def test_between_the_two_limits_what_has_begun_goes_on_and_nothing_begins() -> None:
    found = told(threshold.step, [spoken([5, 7, 5, 5, 3, 5])], limit=6.0, for_s=0.0, release=4.0)
    assert (found.began.tolist(), found.ended.tolist()) == ([10_000], [30_000])


def test_below_is_above_upside_down() -> None:
    values = [5.0, 3, 2, 5, 7, 1]
    under = told(partial(threshold.step, below=True), [spoken(values)], limit=4.0, for_s=0.0, release=6.0)
    over = told(threshold.step, [spoken([-value for value in values])], limit=-4.0, for_s=0.0, release=-6.0)
    assert under.peak.tolist() == [2.0, 3.0]
    assert (under.began.tolist(), under.ended.tolist()) == (over.began.tolist(), over.ended.tolist())


def test_readings_of_far_subjects_are_put_in_order_too() -> None:
    rows = spoken([1, 9, 9, 1])._replace(subject=np.array([5_000_000] * 4, np.int32))
    turned = rows.take(np.array([3, 1, 0, 2]))
    assert told(threshold.step, [turned], limit=3.0, for_s=0.0).ended.tolist() == [20_000]
