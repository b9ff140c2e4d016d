"""Who has spoken once and then says nothing, in made-up readings between ticks."""

import numpy as np
import pytest

from cityloop.kernels import unheard
from cityloop.kernels.columns import Readings
from tests.kernels.promises import same, told

TICK_S = 10.0


def mixed(seed: int, size: int = 120) -> Readings:
    """Three subjects that speak by chance over twenty minutes, and a tick every ten seconds."""
    rng = np.random.default_rng(seed)
    spoken = np.sort(rng.choice(1_200_000, size // 4, replace=False))
    ticks = np.arange(0, 1_200_000, int(TICK_S * 1000))
    at = np.concatenate([spoken, ticks])
    signal = np.r_[np.ones(spoken.size), np.zeros(ticks.size)].astype(np.int32)
    subject = np.r_[rng.integers(0, 3, spoken.size), np.zeros(ticks.size)].astype(np.int32)
    value = np.r_[rng.random(spoken.size), np.full(ticks.size, TICK_S)]
    order = np.argsort(at, kind="stable")
    return Readings(signal, subject, at, value, *[np.full(at.size, np.nan)] * 2).take(order)


@pytest.mark.parametrize("seed", range(5))
def test_order_borders_and_doubles_change_nothing(seed: int) -> None:
    rows, rng = mixed(seed), np.random.default_rng(seed)
    size = rows.at.size
    whole = told(unheard.step, [rows], for_s=90.0)
    assert whole.subject.size > 0 and (whole.peak > 90.0).all()
    same(whole, told(unheard.step, [rows.take(rng.permutation(size))], for_s=90.0))
    same(whole, told(unheard.step, [rows.take(np.array([row])) for row in range(size)], for_s=90.0))
    same(whole, told(unheard.step, [rows.take(rng.permutation(np.r_[0:size, 0:size]))], for_s=90.0))
    same(whole, told(unheard.step, [rows, rows], for_s=90.0))


def test_who_has_never_spoken_is_not_missed_and_who_is_heard_again_ends_it() -> None:
    at = np.r_[np.arange(0, 200_000, 10_000), 150_500]
    signal = np.r_[np.zeros(20), 1].astype(np.int32)
    subject = np.r_[np.zeros(20), 2].astype(np.int32)
    nowhere = np.full(21, np.nan)
    rows = Readings(signal, subject, at, np.full(21, TICK_S), nowhere, nowhere)
    assert told(unheard.step, [rows], for_s=60.0).subject.size == 0
    found = told(unheard.step, [rows, rows._replace(at=rows.at + 200_000)], for_s=60.0)
    assert (found.subject.tolist(), found.began.tolist(), found.ended.tolist()) == ([2], [150_500], [350_500])
