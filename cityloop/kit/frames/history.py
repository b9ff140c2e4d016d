"""History: which readings the log holds, so that one that comes again late is known for what it is.

A reading newer than the newest of its signal and subject is new without a look (`latest`). For the few that are older,
each segment has the sorted 64-bit digests of its (signal, subject, at), and what is older still is looked up in the lake.
At a thousand million readings the chance that a late reading is taken for one it is not is 5 in 10^11.
"""

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs, Readings

Digests = NDArray[np.uint64]


class Past(Protocol):
    """What the log asks of the lake: how far it reaches, which readings it holds, those of a window."""

    @property
    def rolled(self) -> int: ...

    def holds(self, readings: Readings) -> NDArray[np.bool_]: ...

    def window(self, signals: Sequence[int], since: int, until: int, subjects: Ints | None) -> tuple[int, list[Readings]]: ...


@njit(cache=True)  # asked for small batches: waiting for the lock again would cost more than the work
def digests(signal: Ints, subject: Ints, at: Longs) -> Digests:
    """One number for each (signal, subject, at), mixed as in SplitMix64 (Steele, Lea, Flood 2014)."""
    mixed = np.empty(at.size, np.uint64)
    for row in range(at.size):
        word = np.uint64(signal[row]) << np.uint64(32) | np.uint64(subject[row])
        for half in range(2):
            word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            word ^= word >> np.uint64(31)
            if half == 0:
                word ^= np.uint64(at[row])
        mixed[row] = word
    return mixed


def fingerprint(signal: Digests, subject: Digests, at: Longs, value: Floats, lon: Floats, lat: Floats) -> str:
    """A 64-bit fingerprint of all that readings say, in their order: tells a batch sent again from another.

    Signal and subject come as hashes of their names, so that it does not matter which of them have a number yet.
    """
    return fingerprints(np.array([0, at.size]), signal, subject, at, value, lon, lat)[0]


def fingerprints(
    parts: Longs, signal: Digests, subject: Digests, at: Longs, value: Floats, lon: Floats, lat: Floats
) -> list[str]:
    """The same of several batches, one after the other: rows `parts[n]` to `parts[n + 1]` are the n-th."""
    found = np.empty(parts.size - 1, np.uint64)
    said = [column.view(np.uint64) for column in (at, value, lon, lat)]
    _fingerprint(found, parts, signal, subject, *said)
    return [f"said {one:016x}" for one in found.tolist()]


@njit(cache=True, nogil=True)
def _fingerprint(
    found: Digests, parts: Longs, signal: Digests, subject: Digests, at: Digests, value: Digests, lon: Digests, lat: Digests
) -> None:
    for part in range(found.size):
        found[part] = _fingerprint_of(parts[part], parts[part + 1], signal, subject, at, value, lon, lat)


@njit(cache=True, nogil=True)
def _fingerprint_of(
    begin: int, end: int, signal: Digests, subject: Digests, at: Digests, value: Digests, lon: Digests, lat: Digests
) -> np.uint64:
    """Four words a row are mixed side by side, so that the processor need not wait for one after the other."""
    word = np.uint64(end - begin)
    for row in range(begin, end):
        who = (signal[row] ^ (subject[row] << np.uint64(1)) ^ at[row]) * np.uint64(0x9E3779B97F4A7C15)
        what = (value[row] ^ (value[row] >> np.uint64(32))) * np.uint64(0xBF58476D1CE4E5B9)
        where = ((lon[row] << np.uint64(1)) ^ lat[row] ^ (lat[row] >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
        word = (word ^ who ^ (who >> np.uint64(31)) ^ what ^ (where >> np.uint64(17)) ^ where) * np.uint64(0x9E3779B97F4A7C15)
        word ^= word >> np.uint64(32)
    return word


class Recent:
    """The digests of the open segment: a sorted part and a tail not sorted yet, merged when the tail grows long.

    Nothing is worked out until the first late reading asks.
    """

    TAIL = 1 << 16

    def __init__(self) -> None:
        self.sorted: Digests = np.zeros(0, np.uint64)
        self.tail: list[Readings] = []
        self._lock = threading.Lock()

    def add(self, readings: Readings) -> None:
        self.tail.append(readings)

    def holds(self, wanted: Digests) -> NDArray[np.bool_]:
        if sum(part.at.size for part in self.tail) > self.TAIL:
            settled = self.settled()
            with self._lock:
                self.sorted = settled
                self.tail.clear()
        found = among(self.sorted, wanted)
        for part in self.tail:
            found |= np.isin(wanted, digests(part.signal, part.subject, part.at))
        return found

    def settled(self) -> Digests:
        """All digests, sorted. Another thread may ask once nothing is added any more."""
        with self._lock:
            parts = [digests(part.signal, part.subject, part.at) for part in self.tail]
            return np.sort(np.concatenate([self.sorted, *parts]))


def among(ordered: Digests, wanted: Digests) -> NDArray[np.bool_]:
    """Which of `wanted` stand in `ordered`."""
    if not ordered.size:
        return np.zeros(wanted.size, np.bool_)
    place = np.minimum(np.searchsorted(ordered, wanted), ordered.size - 1)
    return np.asarray(ordered[place] == wanted)
