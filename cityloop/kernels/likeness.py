"""Whether two pictures are the same picture: 64 signs of their lowest waves.

A picture is shrunk to 32 x 32 greys and turned into waves (DCT-II). The signs of the 64 lowest of them, the mean left out,
stay what they are when a copy is made smaller, saved again or made brighter. A picture that is turned by a right angle or
mirrored has the same waves, some with the other sign and some with the two directions exchanged, so that all eight ways
to hold it are known without looking at it again. After C. Zauner, Implementation and Benchmarking of Perceptual Image
Hash Functions (2010); there the median parts the bits, here the sign does, because it turns along.
"""

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats

SIDE = 32
NEAR = 6  # of 64 bits; between pictures that have nothing in common about 32 differ
PLAIN = 3.0  # greys of 256: what varies less shows nothing, and its signs are noise
BANDS = 4  # of 16 bits: of two that differ in 6 bits one band differs in one bit at most

Bits = NDArray[np.uint64]

_AT = np.arange(SIDE)
_WAVES = np.sqrt(np.where(_AT[:, None] == 0, 1, 2) / SIDE) * np.cos(np.pi * (2 * _AT[None, :] + 1) * _AT[:, None] / (2 * SIDE))
_LOW = np.array([(v, u) for total in range(1, 11) for v in range(total + 1) for u in [total - v] if (v, u) != (5, 5)])
_WEIGHT = np.uint64(1) << np.arange(64, dtype=np.uint64)


def fingerprint(greys: Floats) -> np.uint64 | None:
    """The 64 signs of a picture of 32 x 32 greys from 0 to 255; none of a picture that shows nothing.

    >>> greys = np.random.default_rng(1).uniform(0, 255, (32, 32))
    >>> bool(fingerprint(greys) == fingerprint(greys * 0.5 + 40)), fingerprint(np.full((32, 32), 9.0)) is None
    (True, True)
    """
    if greys.std() < PLAIN:
        return None
    waves = _WAVES @ greys @ _WAVES.T
    return np.uint64(_WEIGHT[waves[_LOW[:, 0], _LOW[:, 1]] > 0].sum(dtype=np.uint64))


def turned(print_: np.uint64) -> Bits:
    """The fingerprints of the picture in all eight ways to hold it, itself first."""
    signs = (np.uint64(print_) & _WEIGHT) != 0
    ways = []
    for exchanged in (False, True):
        held = signs[_EXCHANGED] if exchanged else signs
        for down in (False, True):
            for across in (False, True):
                odd = (down & (_LOW[:, 0] % 2 == 1)) ^ (across & (_LOW[:, 1] % 2 == 1))
                ways.append(_WEIGHT[held ^ odd].sum(dtype=np.uint64))
    return np.array(ways, np.uint64)


def apart(prints: Bits, others: Bits) -> NDArray[np.int64]:
    """In how many bits each of `prints` differs from the nearest of `others`; both have one at least.

    >>> apart(np.array([7, 0], np.uint64), np.array([1, 15], np.uint64)).tolist()
    [1, 1]
    """
    bits: NDArray[np.int64] = np.bitwise_count(prints[:, None] ^ others[None, :]).min(axis=1).astype(np.int64)
    return bits


def bands(print_: np.uint64) -> list[int]:
    """The four bands of 16 bits under which a fingerprint is filed."""
    return [(int(print_) >> (16 * band)) & 0xFFFF for band in range(BANDS)]


def probes(prints: Bits) -> list[list[int]]:
    """For each band the values under which any fingerprint no further than `NEAR` from one of these may be filed."""
    flips = np.concatenate([np.zeros(1, np.uint64), np.uint64(1) << np.arange(16, dtype=np.uint64)])
    cut = [(prints >> np.uint64(16 * band)) & np.uint64(0xFFFF) for band in range(BANDS)]
    return [np.unique(each[:, None] ^ flips[None, :]).tolist() for each in cut]


_PLACE = {(int(v), int(u)): place for place, (v, u) in enumerate(_LOW)}
_EXCHANGED = np.array([_PLACE[int(u), int(v)] for v, u in _LOW])
