"""History: which readings the log holds, so that one that comes again late is known for what it is.

A reading newer than the newest of its signal and subject is new without a look. For the few that are older, each segment
has the sorted 64-bit digests of its (signal, subject, at). At a thousand million readings the chance that a late reading
is taken for one it is not is 5 in 10^11.
"""

from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs, Readings
from cityloop.kit.frames.states import write_whole

Digests = NDArray[np.uint64]
NEVER = np.iinfo(np.int64).min
FRESH, DOUBLED, OLDER = 0, 1, 2


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


def fingerprint(readings: Readings) -> str:
    """A 64-bit fingerprint of all that the readings say, in their order: tells a batch sent again from another."""
    columns = (readings.signal, readings.subject, readings.at)
    said = (column.view(np.uint64) for column in (readings.value, readings.lon, readings.lat))
    return f"{_fingerprint(digests(*columns), *said):016x}"


@njit(cache=True)
def _fingerprint(keys: Digests, value: Digests, lon: Digests, lat: Digests) -> np.uint64:
    word = np.uint64(keys.size)
    for row in range(keys.size):
        for said in (keys[row], value[row], lon[row], lat[row]):
            word = (word ^ said) * np.uint64(0x9E3779B97F4A7C15)
            word ^= word >> np.uint64(32)
    return word


@njit(cache=True, nogil=True)
def compare(newest: Longs, subject: Ints, at: Longs, rows: Longs, verdict: NDArray[np.uint8], before: Longs) -> None:
    """For each of `rows`: fresh, doubled or older than the newest of its subject, which moves on. Notes what was before."""
    for row in rows:
        before[row] = newest[subject[row]]
        if at[row] > before[row]:
            verdict[row] = FRESH
            newest[subject[row]] = at[row]
        elif at[row] == before[row]:
            verdict[row] = DOUBLED
        else:
            verdict[row] = OLDER


class Newest:
    """The time of the newest reading of every (signal, subject)."""

    def __init__(self) -> None:
        self.of: dict[int, Longs] = {}

    def compare(self, readings: Readings) -> tuple[NDArray[np.uint8], Longs]:
        """A verdict a row, in the order given, and the newest time before each row (for `undo`)."""
        verdict = np.empty(readings.at.size, np.uint8)
        before = np.empty(readings.at.size, np.int64)
        for signal in _distinct(readings.signal):
            rows = np.flatnonzero(readings.signal == signal)
            newest = self._room(signal, int(readings.subject[rows].max()))
            compare(newest, readings.subject, readings.at, rows, verdict, before)
        return verdict, before

    def undo(self, readings: Readings, before: Longs) -> None:
        for row in range(readings.at.size - 1, -1, -1):
            self.of[int(readings.signal[row])][readings.subject[row]] = before[row]

    def learn(self, readings: Readings) -> None:
        """Take readings that are in the log already into account."""
        for signal in _distinct(readings.signal):
            rows = readings.signal == signal
            newest = self._room(signal, int(readings.subject[rows].max()))
            np.maximum.at(newest, readings.subject[rows], readings.at[rows])

    def save(self, path: Path, offset: int) -> None:
        """Keep it on disk, good for all readings before `offset`."""
        kept = {"offset": np.array(offset), **{str(signal): newest for signal, newest in self.of.items()}}
        write_whole(path, lambda file: np.savez(file, allow_pickle=False, **kept))

    def load(self, path: Path) -> int:
        """Take up what was saved; the offset up to which it is good."""
        if not path.exists():
            return 0
        with np.load(path, allow_pickle=False) as kept:
            self.of = {int(name): kept[name] for name in kept.files if name != "offset"}
            return int(kept["offset"])

    def _room(self, signal: int, subject: int) -> Longs:
        newest = self.of.get(signal)
        if newest is None or newest.size <= subject:
            grown = np.full(max(1024, 2 * (subject + 1)), NEVER)
            if newest is not None:
                grown[: newest.size] = newest
            self.of[signal] = newest = grown
        return newest


def _distinct(signals: Ints) -> list[int]:
    if signals.size == 0:
        return []
    if (signals == signals[0]).all():
        return [int(signals[0])]
    return [int(signal) for signal in np.unique(signals)]


class Recent:
    """The digests of the open segment: a sorted part and a tail not sorted yet, merged when the tail grows long.

    Nothing is worked out until the first late reading asks.
    """

    TAIL = 1 << 16

    def __init__(self) -> None:
        self.sorted: Digests = np.zeros(0, np.uint64)
        self.tail: list[Readings] = []

    def add(self, readings: Readings) -> None:
        self.tail.append(readings)

    def holds(self, wanted: Digests) -> NDArray[np.bool_]:
        if sum(part.at.size for part in self.tail) > self.TAIL:
            self.settle()
        found = among(self.sorted, wanted)
        for part in self.tail:
            found |= np.isin(wanted, digests(part.signal, part.subject, part.at))
        return found

    def settle(self) -> Digests:
        """All digests, sorted."""
        parts = [digests(part.signal, part.subject, part.at) for part in self.tail]
        self.sorted = np.sort(np.concatenate([self.sorted, *parts]))
        self.tail.clear()
        return self.sorted


def among(ordered: Digests, wanted: Digests) -> NDArray[np.bool_]:
    """Which of `wanted` stand in `ordered`."""
    if not ordered.size:
        return np.zeros(wanted.size, np.bool_)
    place = np.minimum(np.searchsorted(ordered, wanted), ordered.size - 1)
    return np.asarray(ordered[place] == wanted)
