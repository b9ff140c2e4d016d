"""Bodies of many readings, `{"readings": [{...}, ...]}` or a list for each column, read into columns.

Names stay where they lie in the buffer. What is written in an unusual way (escapes, more members, `at` in words other than
RFC 3339, columns of unequal length) is left to `sense/readings/decode.py`, body by body; both give the same.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from cityloop.kernels.columns import Floats, Ints, Longs
from cityloop.kernels.memory import byte_at, eight_at
from cityloop.kernels.plain_json import NO_TIME, skip, time_of, value_of
from cityloop.kernels.texts import Bytes

SIGNAL, SUBJECT, AT, VALUE, LON, LAT, READINGS, BATCH = range(8)
_NAMES = ("signal", "subject", "at", "value", "lon", "lat", "readings", "batch")
_SIZES = np.array([len(name) for name in _NAMES])
_WORDS = np.array([int.from_bytes(f'{name}"'.encode()[:8], "little") for name in _NAMES], np.uint64)  # with the closing quote
_MASKS = np.array([(1 << 8 * min(8, len(name) + 1)) - 1 for name in _NAMES], np.uint64)
_NEEDED = 1 << SIGNAL | 1 << SUBJECT | 1 << AT
_LEAST = 8  # bytes of a reading: no body says one in fewer
_MOST_ALIKE = 1024
_ONES, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_QUOTES, _SLASHES, _SPACES = 34 * _ONES, 92 * _ONES, 32 * _ONES
_BYTE = np.uint64(8)


class Many(NamedTuple):
    """Room for readings, a row each. Row `n` of `name` is where signal and subject begin and end."""

    name: Longs  # four columns
    at: Longs
    numbers: Floats  # value, lon, lat
    message: Longs
    batch: Longs  # where the key of the body read last begins and ends; no key is 0, 0

    @classmethod
    def room(cls, most_bytes: int) -> "Many":
        rows = most_bytes // _LEAST + 1
        longs = (np.empty((4, rows), np.int64), np.empty(rows, np.int64))
        return cls(*longs, np.empty((3, rows)), np.empty(rows, np.int64), np.zeros(2, np.int64))


@njit(cache=True, nogil=True)
def body(buffer: Bytes, place: int, last: int, many: Many, first: int) -> int:
    """Read the body `buffer[place:last]` to the rows from `first` on; the row after them, -1 if anything is not quite as
    expected."""
    base = int(buffer.ctypes.data)
    seen, rows, end = _members(base + place, base + last, base, many.name, many.at, many.numbers, many.batch, first)
    if end < 0 or skip(end + 1, base + last) != base + last or not (seen >> READINGS & 1 or seen & _NEEDED == _NEEDED):
        return -1
    for column in range(VALUE, READINGS):
        if not seen >> READINGS & 1 and not seen >> column & 1:
            many.numbers[column - VALUE, first:rows] = np.nan
    return rows


@njit(cache=True, nogil=True)
def _members(
    place: int, last: int, base: int, name: Longs, at: Longs, numbers: Floats, batch: Longs, first: int
) -> tuple[int, int, int]:
    """Which members there are (a bit each), the row after the last, and where the closing bracket stands (-1: not so). Here
    and below places are addresses, from `base` on: see `memory.py`."""
    seen, rows, place = 0, -1, skip(place, last)
    if place >= last or byte_at(place) != 123:
        return 0, 0, -1
    while True:
        member, place = _member(skip(place + 1, last), last)
        if place < 0 or seen >> member & 1 or (rows >= 0 and member != BATCH and (member == READINGS or seen >> READINGS & 1)):
            return 0, 0, -1
        seen |= 1 << member
        if member == BATCH:
            end = text_end(place, last)
            batch[0], batch[1] = place + 1 - base, end - base
            place = end + 1
        else:
            place, after = _list(place, last, base, name, at, numbers, first, member)
            place = -1 if rows >= 0 and after != rows else place
            rows = after
        if place <= 0:
            return 0, 0, -1
        place = skip(place, last)
        if place >= last or byte_at(place) != 44:
            return seen, rows, place if place < last and byte_at(place) == 125 else -1


@njit(cache=True, nogil=True)
def _list(place: int, last: int, base: int, name: Longs, at: Longs, numbers: Floats, row: int, member: int) -> tuple[int, int]:
    """Read a list of readings, or of what one column says, a row each; what comes after it (-1: not so) and the row after."""
    if place >= last or byte_at(place) != 91:
        return -1, -1
    while True:
        place = skip(place + 1, last)
        if row >= at.size:
            return -1, -1
        if member == READINGS:
            place, signal, ends, subject, closes, at[row], value, lon, lat = _reading(place, last)
            name[0, row], name[1, row], name[2, row], name[3, row] = signal - base, ends - base, subject - base, closes - base
            numbers[0, row], numbers[1, row], numbers[2, row] = value, lon, lat
        else:
            place, number, first = _cell(place, last, member)
            if member >= VALUE:
                numbers[member - VALUE, row] = number
            elif member == AT:
                at[row] = first
            else:
                name[2 * member, row], name[2 * member + 1, row] = first - base, place - 1 - base
        row += 1
        if place <= 0:
            return -1, -1
        place = skip(place, last)
        if place >= last or byte_at(place) != 44:
            return (place + 1, row) if place < last and byte_at(place) == 93 else (-1, -1)


@njit(cache=True, nogil=True)
def _reading(place: int, last: int) -> tuple[int, int, int, int, int, int, float, float, float]:
    """Read `{"signal": ..., ...}`: what comes after it (-1: not quite so), where signal and subject begin and end, the time,
    value, lon and lat."""
    signal, ends, subject, closes, at, value, lon, lat = 0, 0, 0, 0, 0, np.nan, np.nan, np.nan
    seen, good = 0, place < last and byte_at(place) == 123
    while good:
        member, place = _member(skip(place + 1, last), last)
        if place < 0 or member >= READINGS:
            break
        seen |= 1 << member
        after, number, first = _cell(place, last, member)
        if after <= 0:
            break
        if member == SIGNAL:
            signal, ends = first, after - 1
        elif member == SUBJECT:
            subject, closes = first, after - 1
        elif member == AT:
            at = first
        elif member == VALUE:
            value = number
        elif member == LON:
            lon = number
        else:
            lat = number
        place = skip(after, last)
        if place < last and byte_at(place) == 125 and seen & _NEEDED == _NEEDED:
            return place + 1, signal, ends, subject, closes, at, value, lon, lat
        good = place < last and byte_at(place) == 44
    return -1, signal, ends, subject, closes, at, value, lon, lat


@njit(cache=True, nogil=True)
def _cell(place: int, last: int, member: int) -> tuple[int, float, int]:
    """What one member of a reading says: what comes after it (not above 0: not so), its number, its time or where it begins."""
    if member >= VALUE:
        value, place = value_of(place, last)
        return place, value, 0
    if member == AT:
        when, place = time_of(place, last)
        return place if when != NO_TIME else -1, np.nan, when
    return text_end(place, last) + 1, np.nan, place + 1


@njit(cache=True, nogil=True)
def _member(place: int, last: int) -> tuple[int, int]:
    """Which member stands here, and where what it says begins; -1 as that place if it is none of those known."""
    if place + 9 > last or byte_at(place) != 34:  # the shortest body has more behind a member
        return -1, -1
    word = eight_at(place + 1)
    for member in range(_WORDS.size):
        if word & _MASKS[member] == _WORDS[member]:
            place += _SIZES[member] + 1
            if place >= last or byte_at(place) != 34:
                return -1, -1
            place = skip(place + 1, last)
            return (member, skip(place + 1, last)) if place < last and byte_at(place) == 58 else (-1, -1)
    return -1, -1


@njit(cache=True, nogil=True)
def text_end(place: int, last: int) -> int:
    """Where the quote stands that closes the text that is opened here; -1 if there is none, or not a plain one."""
    if place >= last or byte_at(place) != 34:
        return -1
    place += 1
    while place < last:
        while place + 8 <= last:
            odd = _odd(eight_at(place))
            if odd:
                while not odd & np.uint64(0x80):
                    odd >>= _BYTE
                    place += 1
                break
            place += 8
        if place >= last:
            return -1
        letter = byte_at(place)
        if letter == 34:
            return place
        size = 1 if 32 <= letter < 128 and letter != 92 else _letter(place, last)
        if size == 0:
            return -1
        place += size
    return -1


@njit(cache=True, nogil=True, inline="always")
def _odd(word: np.uint64) -> np.uint64:
    """Of eight bytes, the high bit of each that does not stand in a text as it is: right for the first of them (Mycroft 1987)."""
    quote, slash = word ^ _QUOTES, word ^ _SLASHES
    return ((quote - _ONES) & ~quote | (slash - _ONES) & ~slash | (word - _SPACES) & ~word | word) & _HIGHS


@njit(cache=True, nogil=True)
def _letter(place: int, last: int) -> int:
    """How many bytes the letter beyond ASCII has that begins here, 0 if it is none (RFC 3629, section 4)."""
    lead = byte_at(place)
    size = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 4 if 0xF0 <= lead <= 0xF4 else 0
    if size == 0 or place + size > last:
        return 0
    low = 0xA0 if lead == 0xE0 else 0x90 if lead == 0xF0 else 0x80
    high = 0x9F if lead == 0xED else 0x8F if lead == 0xF4 else 0xBF
    if not low <= byte_at(place + 1) <= high:
        return 0
    for spot in range(2, size):
        if byte_at(place + spot) & 0xC0 != 0x80:
            return 0
    return size


@njit(cache=True, nogil=True)
def alike(buffer: Bytes, start: Longs, end: Longs) -> tuple[Longs, Ints]:
    """The rows at which each name stands first, and for each row which of those it has. No rows if there are too many."""
    first, of, count = np.empty(_MOST_ALIKE, np.int64), np.empty(start.size, np.int32), 0
    for row in range(start.size):
        found = of[row - 1] if row and _same(buffer, start, end, row, first[of[row - 1]]) else -1
        for one in range(count):
            if found >= 0:
                break
            found = one if _same(buffer, start, end, row, first[one]) else -1
        if found < 0:
            if count == _MOST_ALIKE:
                return first[:0], of
            first[count], found = row, count
            count += 1
        of[row] = found
    return first[:count], of


@njit(cache=True, nogil=True)
def _same(buffer: Bytes, start: Longs, end: Longs, row: int, other: int) -> bool:
    size = end[row] - start[row]
    if end[other] - start[other] != size:
        return False
    spot = size - 1  # names of one kin differ at their ends
    while spot >= 0 and buffer[start[row] + spot] == buffer[start[other] + spot]:
        spot -= 1
    return bool(spot < 0)
