"""A lamp rises when a value holds, falls when it is quiet, and goes out last."""

import numpy as np
import pytest

from cityloop.kernels.lamps import NO_TIME, Holds, Ways, step

LIMITS = np.array([[1.0], [2.0], [3.0], [4.0]])


def fresh(cells: int = 1) -> Holds:
    return Holds(np.zeros(cells, np.int8), np.full((cells, 4), NO_TIME, np.int32), np.full(cells, NO_TIME, np.int32))


def beat(holds: Holds, value: float, ways: Ways, now: int, limits: np.ndarray = LIMITS) -> bool:
    return bool(step(holds, np.array([value]), np.array([now], np.int32), limits, ways, now))


def shown(ways: Ways, *values: float, every_s: int = 60, limits: np.ndarray = LIMITS) -> list[int]:
    holds, seen = fresh(), []
    for turn, value in enumerate(values):
        beat(holds, value, ways, turn * every_s, limits)
        seen.append(int(holds.lit[0]))
    return seen


AT_ONCE = Ways(True, 0.0, 0.0, 0.0, 0.0)


def test_without_holds_it_says_what_the_value_says() -> None:
    assert shown(AT_ONCE, 0.5, 1.0, 2.5, 9.0, 3.0, 0.0) == [0, 1, 2, 4, 3, 0]


def test_low_can_be_bad() -> None:
    limits = np.array([[4.0], [3.0], [2.0], [1.0]])
    assert shown(AT_ONCE._replace(rises=False), 5.0, 4.0, 1.5, 0.5, 9.0, limits=limits) == [0, 1, 3, 4, 0]


def test_it_rises_after_a_minute_falls_after_two_quiet_ones_and_is_put_out_after_five() -> None:
    ways = Ways(True, 60.0, 120.0, 300.0, 0.0)
    assert shown(ways, 9, 9, 0, 0, 0, 0, 0, 0, 0) == [0, 4, 4, 4, 1, 1, 1, 0, 0]


def test_a_peak_shorter_than_the_hold_lights_nothing() -> None:
    assert shown(Ways(True, 120.0, 0.0, 0.0, 0.0), 0, 9, 9, 0, 9, 9, 9) == [0, 0, 0, 0, 0, 0, 4]


def test_each_colour_has_held_for_itself() -> None:
    assert shown(Ways(True, 120.0, 0.0, 0.0, 0.0), 1.5, 1.5, 2.5, 2.5, 2.5) == [0, 0, 1, 1, 2]


def test_a_value_that_trembles_around_its_limit_does_not_make_the_lamp_blink() -> None:
    assert shown(AT_ONCE._replace(hysteresis=0.2), 2.0, 1.9, 2.0, 1.85, 1.79) == [2, 2, 2, 2, 1]


def test_who_is_not_quiet_long_enough_stays_lit() -> None:
    assert shown(Ways(True, 0.0, 120.0, 120.0, 0.0), 3, 0, 3, 0, 0, 0) == [3, 3, 3, 3, 3, 0]


def test_a_value_nobody_knows_puts_it_out() -> None:
    assert shown(AT_ONCE, 9, np.nan, 9) == [4, 0, 4]


@pytest.mark.parametrize("seed", range(20))
def test_looking_more_often_than_the_value_changes_changes_nothing(seed: int) -> None:
    """Time passes for the lamp whether or not somebody looks."""
    rng = np.random.default_rng(seed)
    ways = Ways(True, 60.0, 90.0, 150.0, 0.3)
    values = np.repeat(rng.uniform(0, 5, 40), rng.integers(1, 8, 40))
    often, seldom = fresh(), fresh()
    for turn, value in enumerate(values):
        beat(often, value, ways, turn * 30)
        beat(often, value, ways, turn * 30)
        beat(seldom, value, ways, turn * 30)
        assert often.lit[0] == seldom.lit[0]


def test_it_says_whether_time_alone_may_change_something() -> None:
    holds, ways = fresh(), Ways(True, 60.0, 60.0, 60.0, 0.0)
    assert beat(holds, 9.0, ways, 0)
    assert not beat(holds, 9.0, ways, 60)
    assert beat(holds, 0.0, ways, 120)
    assert not beat(holds, 0.0, ways, 180)
