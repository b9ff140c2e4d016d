"""Texts: a column of names as they came, in UTF-8, and a table that gives each name its number without a Python string."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.memory import fetch

Bytes = NDArray[np.uint8]
ABSENT = -1
FULLEST = 0.65  # of a table; beyond it is made anew, twice as large
STEP = 8  # rows between one of the three looks at memory that a name takes and the next


class Texts(NamedTuple):
    """Row by row the bytes `data[start:end]`. Several rows may point to the same bytes, and bytes may belong to none."""

    data: Bytes
    start: Longs
    end: Longs

    def of(self, row: int) -> str:
        """The text of a row; what is not UTF-8 in it is shown as such."""
        return self.data[self.start[row] : self.end[row]].tobytes().decode(errors="replace")

    def take(self, rows: NDArray[np.generic]) -> "Texts":
        return Texts(self.data, self.start[rows], self.end[rows])

    @property
    def rows(self) -> int:
        return int(self.start.size)


def texts(names: Sequence[str]) -> Texts:
    """The column of these names.

    >>> column = texts(["渝A", "", "b"])
    >>> column.end - column.start, column.of(0)
    (array([4, 0, 1]), '渝A')
    """
    joined = "".join(names)
    data = joined.encode("utf-8", "surrogatepass")
    ascii_only = len(data) == len(joined)
    lengths = map(len, names if ascii_only else (name.encode("utf-8", "surrogatepass") for name in names))
    end = np.cumsum(np.fromiter(lengths, np.int64, len(names)))
    return Texts(np.frombuffer(data, np.uint8), np.concatenate([np.zeros(min(1, end.size), np.int64), end[:-1]]), end)


@njit(cache=True, nogil=True, inline="always")
def _eight(data: Bytes, place: int) -> np.uint64:
    """Eight bytes as one number: the compiler makes one load of it."""
    low = np.uint64(data[place]) | np.uint64(data[place + 1]) << np.uint64(8)
    low |= np.uint64(data[place + 2]) << np.uint64(16) | np.uint64(data[place + 3]) << np.uint64(24)
    low |= np.uint64(data[place + 4]) << np.uint64(32) | np.uint64(data[place + 5]) << np.uint64(40)
    return low | np.uint64(data[place + 6]) << np.uint64(48) | np.uint64(data[place + 7]) << np.uint64(56)


@njit(cache=True, nogil=True)
def mixed(data: Bytes, start: int, end: int) -> np.uint64:
    """A 64-bit hash of the bytes, eight at a time, with the finish of SplitMix64 (Steele, Lea, Flood 2014)."""
    word = np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(end - start)
    while start + 8 <= end:
        word = (word ^ _eight(data, start)) * np.uint64(0xBF58476D1CE4E5B9)
        word ^= word >> np.uint64(32)
        start += 8
    rest = np.uint64(0)
    while start < end:
        rest = rest << np.uint64(8) | np.uint64(data[start])
        start += 1
    word = (word ^ rest) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@njit(cache=True, nogil=True)
def _same(held: Bytes, first: np.uint64, data: Bytes, start: np.uint64, length: np.uint64) -> bool:
    """Byte by byte, and places without a sign: ten times as fast as eight at a time with places that might be negative."""
    step = np.uint64(0)
    while step < length:
        if held[first + step] != data[start + step]:
            return False
        step += np.uint64(1)
    return True


@njit(cache=True, nogil=True)
def hashes(data: Bytes, start: Longs, end: Longs, hashed: NDArray[np.uint64]) -> None:
    """The hash of every row. A row that says the same bytes at the same place as the one before is not read again."""
    for row in range(start.size):
        if row and start[row] == start[row - 1] and end[row] == end[row - 1]:
            hashed[row] = hashed[row - 1]
        else:
            hashed[row] = mixed(data, start[row], end[row])


@njit(cache=True, nogil=True)
def _found(held: Bytes, offsets: Longs, table: Ints, word: np.uint64, data: Bytes, start: int, end: int) -> tuple[int, np.uint64]:
    """The number of a name and its slot in the table; ABSENT and the free slot where it would go."""
    mask, length = np.uint64(table.size - 1), np.uint64(end - start)
    slot = word & mask
    while True:
        number = table[slot] - 1
        if number < 0:
            return ABSENT, slot
        first = np.uint64(offsets[np.uint64(number)])
        if np.uint64(offsets[np.uint64(number) + np.uint64(1)]) - first == length and _same(
            held, first, data, np.uint64(start), length
        ):
            return number, slot
        slot = (slot + np.uint64(1)) & mask


@njit(cache=True, nogil=True)
def look_up(
    held: Bytes, offsets: Longs, table: Ints, data: Bytes, start: Longs, end: Longs, hashed: NDArray[np.uint64], numbers: Ints
) -> int:
    """The number of every row, ABSENT where there is none yet; how many have none. Slot, offsets and bytes of a name each lie
    elsewhere in memory, so each is asked for some rows before it is wanted."""
    mask, absent = np.uint64(table.size - 1), 0
    for row in range(start.size + 3 * STEP):
        if row < start.size:
            fetch(table, np.intp(hashed[row] & mask))
        near = row - STEP
        if 0 <= near < start.size:
            fetch(offsets, np.intp(max(0, table[hashed[near] & mask] - 1)))
        nearer = row - 2 * STEP
        if 0 <= nearer < start.size:
            fetch(held, np.intp(offsets[max(0, table[hashed[nearer] & mask] - 1)]))
        here = row - 3 * STEP
        if here >= 0:
            number, _ = _found(held, offsets, table, hashed[here], data, start[here], end[here])
            numbers[here] = number
            absent += number < 0
    return absent


@njit(cache=True, nogil=True)
def insert(held: Bytes, offsets: Longs, table: Ints, count: int, data: Bytes, start: Longs, end: Longs, numbers: Ints) -> int:
    """Give every row a number, the next one to a name not held yet; there must be room. How many names are held then."""
    for row in range(start.size):
        word = mixed(data, start[row], end[row])
        number, slot = _found(held, offsets, table, word, data, start[row], end[row])
        if number < 0:
            first = offsets[count]
            for step in range(end[row] - start[row]):
                held[first + step] = data[start[row] + step]
            offsets[count + 1] = first + end[row] - start[row]
            number = count
            count += 1
            table[slot] = count
        numbers[row] = number
    return count


@njit(cache=True, nogil=True)
def filled(held: Bytes, offsets: Longs, count: int, table: Ints) -> None:
    """Put all names that are held into an empty table."""
    mask = np.uint64(table.size - 1)
    for number in range(count):
        slot = mixed(held, offsets[number], offsets[number + 1]) & mask
        while table[slot]:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = number + 1
