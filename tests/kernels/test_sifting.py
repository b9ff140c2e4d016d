"""Sifting rows by signal: what a fold gets is what it would have picked itself."""

import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kernels.sifting import Sieve, among


def readings(count: int, signals: int, seed: int) -> Readings:
    rng = np.random.default_rng(seed)
    signal, subject = rng.integers(0, signals, count).astype(np.int32), rng.integers(0, 50, count).astype(np.int32)
    return Readings(signal, subject, np.sort(rng.integers(0, 1000, count)), *rng.normal(size=(3, count)))


def test_the_readings_of_some_signals_are_those_one_would_pick_in_the_order_they_came() -> None:
    rng = np.random.default_rng(1)
    for seed in range(30):
        rows = readings(200, 6, seed)
        sieve = Sieve(rows)
        for _ in range(10):
            wanted = rng.choice(8, rng.integers(0, 5), replace=False).tolist()
            picked = rows.take(np.flatnonzero(np.isin(rows.signal, wanted)))
            for mine, theirs in zip(sieve.of(wanted), picked, strict=True):
                assert np.asarray(mine).tolist() == np.asarray(theirs).tolist()


def test_what_all_ask_for_is_not_copied() -> None:
    rows = readings(100, 1, 0)
    sieve = Sieve(rows)
    assert sieve.of([0]) is rows and sieve.of([0, 5]) is rows
    assert not sieve.of([7]).at.size and not Sieve(readings(0, 1, 0)).of([0]).at.size


def test_the_place_of_a_number_among_those_wanted_is_found_and_strangers_are_told() -> None:
    rng = np.random.default_rng(2)
    for _ in range(30):
        wanted: list[int | None] = [None if rng.random() < 0.2 else int(n) for n in rng.permutation(60)[:20]]
        numbers = rng.integers(-5, 70, 300).astype(np.int32)
        assert among(numbers, wanted).tolist() == [wanted.index(n) if n in wanted else -1 for n in numbers.tolist()]
    assert (among(np.arange(3, dtype=np.int32), [None]) == -1).all()
