"""Lines of names on disk: the CRC-32 of a name in hexadecimal, a space, the name, the end of the line."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Longs
from cityloop.kernels.texts import Bytes

LEAD = 9  # eight digits and a space
LINE, SPACE = 10, 32
DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)


def _crc_table() -> NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(0xEDB88320), table >> 1).astype(np.uint32)
    return table


CRC = _crc_table()


@njit(cache=True, nogil=True)
def _crc32(data: Bytes, start: int, end: int) -> np.uint32:
    word = np.uint32(0xFFFFFFFF)
    for place in range(start, end):
        word = CRC[(word ^ data[place]) & np.uint32(0xFF)] ^ (word >> np.uint32(8))
    return word ^ np.uint32(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def read(file: Bytes, held: Bytes, offsets: Longs) -> tuple[int, int]:
    """The names of a file, up to the first line that is torn or wrong: how many, and how many bytes of the file are good.

    `held` has room for all bytes of the file, `offsets` for all its lines and one.
    """
    count, good, offsets[0] = 0, 0, 0
    while good + LEAD < file.size:
        end = good + LEAD
        while end < file.size and file[end] != LINE:
            end += 1
        if end == file.size or file[good + LEAD - 1] != SPACE:
            break
        crc = _crc32(file, good + LEAD, end)
        for digit in range(8):
            if file[good + digit] != DIGITS[(crc >> np.uint32(28 - 4 * digit)) & np.uint32(15)]:
                return count, good
        first = offsets[count]
        for step in range(end - good - LEAD):
            held[first + step] = file[good + LEAD + step]
        count += 1
        offsets[count] = first + end - good - LEAD
        good = end + 1
    return count, good


@njit(cache=True, nogil=True)
def written(held: Bytes, offsets: Longs, first: int, until: int) -> Bytes:
    """The lines of the names from `first` to before `until`."""
    names = until - first
    lines = np.empty(offsets[until] - offsets[first] + names * (LEAD + 1), np.uint8)
    place = 0
    for number in range(first, until):
        crc = _crc32(held, offsets[number], offsets[number + 1])
        for digit in range(8):
            lines[place + digit] = DIGITS[(crc >> np.uint32(28 - 4 * digit)) & np.uint32(15)]
        lines[place + 8] = SPACE
        place += LEAD
        for step in range(offsets[number], offsets[number + 1]):
            lines[place] = held[step]
            place += 1
        lines[place] = LINE
        place += 1
    return lines
