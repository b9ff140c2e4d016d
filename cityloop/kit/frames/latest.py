"""Latest: what every subject said last of every signal, in memory, and whether a reading is newer than that.

A row is four words of eight bytes: the newest time given out (it moves before the disk has the reading, and back if the
disk refuses), and the time, value and place that are on disk. 22 million subjects of one signal are 0.7 GB. Rows lie in
blocks of 4,096 subjects; a block is made when its first subject speaks, so many signals of few subjects cost little.
"""

import os
import threading
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs, Readings
from cityloop.kit.frames.disk import sync_folder

NEVER = np.iinfo(np.int64).min
FRESH, DOUBLED, OLDER = 0, 1, 2
BLOCK = 4096
WORDS = 4
NEWEST, AT, VALUE, PLACE = range(WORDS)
PER_DEGREE = 1e7  # a place is kept to a centimetre
NOWHERE = -(1 << 31)
UNSAID = (NEVER, NEVER, int(np.array(np.nan).view(np.int64)), NOWHERE << 32)
TRIES = 100  # a large message is taken over in some ten milliseconds
SLAB_ROWS = 1 << 18  # 8 MB: so much is written and synced at once, so that the door's own sync waits for little


class Said(NamedTuple):
    """What was said last, a row a subject asked for; NEVER and nan where nothing was."""

    at: Longs
    value: Floats
    lon: Floats
    lat: Floats


@njit(cache=True, nogil=True)
def places(blocks: NDArray[np.int32], signal: Ints, subject: Ints) -> NDArray[np.uint64]:
    """Where the row of each signal and subject lies. Worked out first, so that the rows can be fetched side by side."""
    found = np.empty(signal.size, np.uint64)
    for row in range(signal.size):
        one = np.uint64(subject[row])
        block = np.uint64(blocks[np.uint64(signal[row]), one >> np.uint64(12)])
        found[row] = block * np.uint64(4096) + (one & np.uint64(4095))
    return found


@njit(cache=True, nogil=True)
def compare(rows: Longs, place: NDArray[np.uint64], at: Longs, verdict: NDArray[np.uint8], before: Longs) -> None:
    """Fresh, doubled or older than the newest of its signal and subject, which moves on. Notes what was before."""
    for row in range(at.size):
        newest = rows[place[row], 0]
        before[row] = newest
        if at[row] > newest:
            verdict[row] = 0
            rows[place[row], 0] = at[row]
        elif at[row] == newest:
            verdict[row] = 1
        else:
            verdict[row] = 2


@njit(cache=True, nogil=True)
def undo(rows: Longs, place: NDArray[np.uint64], before: Longs) -> None:
    for row in range(before.size - 1, -1, -1):
        rows[place[row], 0] = before[row]


@njit(cache=True, nogil=True)
def settle(rows: Longs, place: NDArray[np.uint64], at: Longs, value: Longs, lon: Floats, lat: Floats) -> None:
    """Take over what is on disk now, unless something newer is there; `value` as its 64 bits."""
    for row in range(at.size):
        spot = place[row]
        if at[row] < rows[spot, 1]:
            continue
        rows[spot, 0] = max(rows[spot, 0], at[row])
        rows[spot, 1] = at[row]
        rows[spot, 2] = value[row]
        if np.isnan(lon[row]) or np.isnan(lat[row]):
            rows[spot, 3] = np.int64(-(1 << 31)) << 32
        else:
            rows[spot, 3] = np.int64(round(lon[row] * 1e7)) << 32 | (np.int64(round(lat[row] * 1e7)) & 0xFFFFFFFF)


class Latest:
    """One writes, any number ask."""

    def __init__(self) -> None:
        self._blocks = np.zeros((0, 0), np.int32)  # by signal and block of subjects; 0 is no block
        self._rows: Longs = np.zeros((BLOCK, WORDS), np.int64)  # the block 0 is nobody's
        self._used = 1
        self._turn = 0  # odd while rows are being taken over
        none = np.zeros(0, np.int64)
        undo(self._rows, none.astype(np.uint64), none)  # a full disk is no time to compile

    def compare(self, readings: Readings) -> tuple[NDArray[np.uint8], Longs]:
        """A verdict a row, in the order given, and the newest time before each row (for `undo`)."""
        verdict = np.empty(readings.at.size, np.uint8)
        before = np.empty(readings.at.size, np.int64)
        self._room(readings)
        compare(self._rows, self._places(readings), readings.at, verdict, before)
        return verdict, before

    def undo(self, readings: Readings, before: Longs) -> None:
        undo(self._rows, self._places(readings), before)

    def learn(self, readings: Readings) -> None:
        """Take readings that are in the log into account. Learning the same again changes nothing."""
        self._room(readings)
        value = np.ascontiguousarray(readings.value).view(np.int64)
        self._turn += 1
        settle(self._rows, self._places(readings), readings.at, value, readings.lon, readings.lat)
        self._turn += 1

    def of(self, signal: int, subjects: Ints) -> Said:
        """What these subjects said last of the signal; asked again if it was being written meanwhile."""
        blocks = self._blocks
        place = np.zeros(subjects.size, np.int64)
        if 0 <= signal < blocks.shape[0]:
            known = (subjects >= 0) & (subjects >> 12 < blocks.shape[1])
            place[known] = blocks[signal, subjects[known] >> 12].astype(np.int64) * BLOCK + (subjects[known] & 4095)
        for _ in range(TRIES):
            turn = self._turn
            found = self._rows[place]
            if turn == self._turn and not turn % 2:
                break
            threading.Event().wait(0.0002)
        found[place < BLOCK] = UNSAID
        return _said(found)

    def all_of(self, signal: int) -> tuple[Ints, Said]:
        """Every subject that has said something of the signal, in the order of their numbers, and what it was."""
        if signal >= self._blocks.shape[0]:
            return np.zeros(0, np.int32), _said(np.zeros((0, WORDS), np.int64))
        blocks = np.flatnonzero(self._blocks[signal])
        subjects = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel().astype(np.int32)
        said = self.of(signal, subjects)
        spoke = np.flatnonzero(said.at != NEVER)
        return subjects[spoke], Said._make(column[spoke] for column in said)

    @property
    def bytes(self) -> int:
        return self._used * BLOCK * WORDS * 8 + self._blocks.nbytes

    def _places(self, readings: Readings) -> NDArray[np.uint64]:
        found: NDArray[np.uint64] = places(self._blocks, readings.signal, readings.subject)
        return found

    def _room(self, readings: Readings) -> None:
        if not readings.at.size:
            return
        signals, wide = int(readings.signal.max()) + 1, (int(readings.subject.max()) >> 12) + 1
        if signals > self._blocks.shape[0] or wide > self._blocks.shape[1]:
            grown = np.zeros((max(signals, self._blocks.shape[0]), max(2 * wide, self._blocks.shape[1])), np.int32)
            grown[: self._blocks.shape[0], : self._blocks.shape[1]] = self._blocks
            self._blocks = grown
        for signal, block in _missing(self._blocks, readings.signal, readings.subject):
            if self._blocks[signal, block]:
                continue
            if (self._used + 1) * BLOCK > len(self._rows):
                rows = np.empty((2 * len(self._rows), WORDS), np.int64)
                rows[: len(self._rows)] = self._rows
                self._rows = rows
            self._rows[self._used * BLOCK : (self._used + 1) * BLOCK] = UNSAID
            self._blocks[signal, block] = self._used
            self._used += 1

    # on disk ------------------------------------------------------------------------------------------------------

    def save(self, path: Path, offset: int) -> None:
        """Keep it on disk, good for all readings before `offset`: what comes while it is saved is read again."""
        aside = path.with_name(path.name + ".part")
        blocks, used = self._blocks.copy(), self._used
        rows = self._rows[: used * BLOCK]
        with aside.open("wb") as file:
            np.save(file, np.array([offset, used]))
            np.save(file, blocks)
            for first in range(0, len(rows), SLAB_ROWS):
                file.write(np.ascontiguousarray(rows[first : first + SLAB_ROWS]).data)
                file.flush()
                os.fdatasync(file.fileno())
        aside.replace(path)
        sync_folder(path.parent)

    def load(self, path: Path) -> int:
        """Take up what was saved; the offset up to which it is good. Nothing, if it is not whole."""
        if not path.exists():
            return 0
        with path.open("rb") as file:
            offset, used = np.load(file).tolist()
            blocks = np.load(file)
            rows = np.fromfile(file, np.int64, used * BLOCK * WORDS)
        if rows.size != used * BLOCK * WORDS:
            return 0
        self._blocks, self._rows, self._used = blocks, rows.reshape(-1, WORDS), used
        self._rows[:, NEWEST] = self._rows[:, AT]  # what was given out and not on disk was never there
        return int(offset)


@njit(cache=True, nogil=True)
def _missing(blocks: NDArray[np.int32], signal: Ints, subject: Ints) -> list[tuple[np.int64, np.int64]]:
    found = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for row in range(signal.size):
        block = subject[row] >> 12
        if blocks[signal[row], block] == 0:
            pair = (np.int64(signal[row]), np.int64(block))
            if not found or found[-1] != pair:
                found.append(pair)
    return found


def _said(rows: Longs) -> Said:
    place = rows[:, PLACE]
    lon, lat = place >> 32, place.astype(np.int32)
    nowhere = lon == NOWHERE
    return Said(
        rows[:, AT].copy(),
        np.ascontiguousarray(rows[:, VALUE]).view(np.float64),
        np.where(nowhere, np.nan, lon / PER_DEGREE),
        np.where(nowhere, np.nan, lat / PER_DEGREE),
    )
