"""A copy of a picture is known however it comes back; another picture is not taken for it."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels.likeness import BANDS, NEAR, PLAIN, apart, bands, fingerprint, probes, turned

BIT = np.uint64(1)


def drawn(seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    rng = np.random.default_rng(seed)
    return np.kron(rng.uniform(0, 255, (8, 8)), np.ones((4, 4))) + rng.normal(0, 1, (32, 32))


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_picture_held_otherwise_has_one_of_the_eight_fingerprints_exactly(seed: int) -> None:
    greys = drawn(seed)
    print_ = fingerprint(greys)
    assert print_ is not None
    held = [np.rot90(side, turns) for side in (greys, greys.T) for turns in range(4)]
    assert {int(one) for one in turned(print_)} == {int(one) for one in map(fingerprint, held) if one is not None}
    assert turned(print_)[0] == print_


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=NEAR))
@settings(max_examples=200, deadline=None)
def test_whatever_is_near_is_filed_where_it_is_looked_for(print_: int, flipped: set[int]) -> None:
    off = np.uint64(print_)
    for bit in flipped:
        off ^= BIT << np.uint64(bit)
    looked_for = probes(np.array([print_], np.uint64))
    assert any(value in looked_for[band] for band, value in enumerate(bands(off)))
    assert apart(np.array([off]), np.array([print_], np.uint64))[0] == len(flipped)
    assert [len(values) for values in looked_for] == [17] * BANDS


def test_seven_bits_spread_over_the_bands_may_be_missed_and_are_not_near() -> None:
    far = np.uint64(sum(1 << bit for bit in (0, 1, 16, 17, 32, 33, 48, 49)))
    looked_for = probes(np.zeros(1, np.uint64))
    assert not any(value in looked_for[band] for band, value in enumerate(bands(far)))


def test_what_shows_nothing_has_no_fingerprint() -> None:
    assert fingerprint(np.full((32, 32), 127.0)) is None
    assert fingerprint(127 + np.random.default_rng(0).normal(0, PLAIN / 3, (32, 32))) is None


def test_light_and_contrast_change_no_fingerprint() -> None:
    for seed, (part, more) in itertools.product(range(5), ((0.5, 0), (0.9, 20), (1.0, -30))):
        assert fingerprint(drawn(seed) * part + more) == fingerprint(drawn(seed))
