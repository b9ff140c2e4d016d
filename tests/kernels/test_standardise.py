"""Indirect standardisation on made data of which the truth is known."""

import numpy as np

from cityloop.kernels.standardise import Standing, standardise


def made(hard: np.ndarray, skill: np.ndarray, cases: int, seed: int) -> Standing:
    """Units with a share of hard cases each; an easy case ends well in 95 of 100, a hard one in 60, and `skill` is added."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(hard.size, dtype=np.int32), cases)
    is_hard = rng.random(unit.size) < hard[unit]
    good = (rng.random(unit.size) < np.where(is_hard, 0.60, 0.95) + skill[unit]).astype(np.float64)
    cell = np.where(is_hard, 10, 20) + rng.integers(0, 3, unit.size)
    return standardise(unit, cell.astype(np.int32), is_hard.astype(np.int32), good, hard.size)


def test_who_has_harder_cases_and_equal_skill_does_not_rank_lower_once_adjusted() -> None:
    hard = np.full(12, 0.1)
    hard[0] = 0.8
    shared = 0
    for seed in range(40):
        found = made(hard, np.zeros(12), 300, seed)
        assert found.raw[0] == 12, "raw it is last by far"
        shared += int(found.adjusted[0] == 1)
    assert shared >= 36


def test_who_works_worse_is_found_whatever_the_mix() -> None:
    hard, skill = np.linspace(0.1, 0.6, 10), np.zeros(10)
    skill[0] = -0.10  # the easiest cases, and the worst work
    for seed in range(10):
        found = made(hard, skill, 900, seed)
        assert int(np.argmin(found.difference)) == 0
        assert found.adjusted[0] > 1
        assert found.raw[0] < 10, "raw it hides behind its easy cases"


def test_equal_units_mostly_share_one_place_and_few_cases_prove_nothing() -> None:
    alone = sum(int((made(np.full(8, 0.3), np.zeros(8), 200, seed).adjusted > 1).any()) for seed in range(40))
    assert alone <= 4
    skill = np.zeros(8)
    skill[0] = -0.05
    assert (made(np.full(8, 0.3), skill, 10, 1).adjusted == 1).all()


def test_the_order_of_cases_and_a_unit_without_any_change_nothing() -> None:
    rng = np.random.default_rng(3)
    unit, cell = rng.integers(0, 5, 900).astype(np.int32), rng.integers(0, 9, 900).astype(np.int32)
    good = rng.integers(0, 2, 900).astype(np.float64)
    turned = rng.permutation(900)
    one = standardise(unit, cell, cell // 3, good, 6)
    other = standardise(unit[turned], cell[turned], cell[turned] // 3, good[turned], 6)
    assert np.allclose(one.difference, other.difference, equal_nan=True)
    assert (one.adjusted == other.adjusted).all() and one.adjusted[5] == 0
    assert np.isclose((one.expected - one.good).sum(), 0, atol=3)
