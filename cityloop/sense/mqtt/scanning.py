"""Bodies of many readings, `{"readings": [{...}, ...]}` or a list for each column, read many at a time into columns.

Names stay where they lie in the buffer. What is written in an unusual way (escapes, more members, `at` in words other than
RFC 3339, columns of unequal length) is left to `readings/decode.py`, message by message; both give the same.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs
from cityloop.sense.mqtt.cutting import COLUMNS, END, PAYLOAD, Bytes, Table
from cityloop.sense.mqtt.payloads import NO_TIME, skip, time_of, value_of

SIGNAL, SUBJECT, AT, VALUE, LON, LAT, READINGS, BATCH = range(8)
_NAMES = np.frombuffer(b"signalsubjectatvaluelonlatreadingsbatch", np.uint8)
_BEGIN = np.array([0, 6, 13, 15, 20, 23, 26, 34, 39])
_NEEDED = 1 << SIGNAL | 1 << SUBJECT | 1 << AT
_LEAST = 8  # bytes of a reading: no body says one in fewer
_MOST_ALIKE = 1024
_LETTERS = np.zeros(256, np.bool_)  # ASCII that stands in a text as it is
_LETTERS[32:128] = True
_LETTERS[[34, 92]] = False


class Many(NamedTuple):
    """Room for readings, a row each. Row `n` of `name` is where signal and subject begin and end."""

    name: Longs  # four columns
    at: Longs
    numbers: Floats  # value, lon, lat
    message: Longs

    @classmethod
    def room(cls, most_bytes: int) -> "Many":
        rows = most_bytes // _LEAST + 1
        return cls(np.empty((4, rows), np.int64), np.empty(rows, np.int64), np.empty((3, rows)), np.empty(rows, np.int64))


@njit(cache=True, nogil=True)
def scan(buffer: Bytes, frames: Table, rows: Longs, many: Many, left: Longs) -> tuple[int, int]:
    """Read the payloads of these frames. Returns how many readings there are, and how many messages were left to be read
    one by one: their numbers stand in `left`."""
    count, leaves = 0, 0
    for number, row in enumerate(rows):
        after = _body(buffer, frames[PAYLOAD, row], frames[END, row], many, count)
        if after < 0:
            left[leaves] = number
            leaves += 1
        else:
            many.message[count:after] = number
            count = after
    return count, leaves


@njit(cache=True, nogil=True)
def _body(buffer: Bytes, place: int, last: int, many: Many, first: int) -> int:
    """Read one body to the rows from `first` on; the row after them, -1 if anything is not quite as expected."""
    place = skip(buffer, place, last)
    if place >= last or buffer[place] != 123:
        return -1
    seen, rows, place = _members(buffer, place, last, many, first)
    if place <= 0 or skip(buffer, place + 1, last) != last or not (seen >> READINGS & 1 or seen & _NEEDED == _NEEDED):
        return -1
    for column in range(VALUE, READINGS):
        if not seen >> READINGS & 1 and not seen >> column & 1:
            many.numbers[column - VALUE, first:rows] = np.nan
    return rows


@njit(cache=True, nogil=True)
def _members(buffer: Bytes, place: int, last: int, many: Many, first: int) -> tuple[int, int, int]:
    """Which members there are (a bit each), the row after the last, and where the closing bracket stands (-1: not so)."""
    seen, rows = 0, -1
    while True:
        member, place = _member(buffer, skip(buffer, place + 1, last), last)
        if place < 0 or seen >> member & 1 or (rows >= 0 and member != BATCH and (member == READINGS or seen >> READINGS & 1)):
            return 0, 0, -1
        seen |= 1 << member
        if member == BATCH:
            place = text_end(buffer, place, last) + 1
        else:
            place, after = _list(buffer, place, last, many, first, member)
            place = -1 if rows >= 0 and after != rows else place
            rows = after
        if place <= 0:
            return 0, 0, -1
        place = skip(buffer, place, last)
        if place >= last or buffer[place] != 44:
            return seen, rows, place if place < last and buffer[place] == 125 else -1


@njit(cache=True, nogil=True)
def _list(buffer: Bytes, place: int, last: int, many: Many, row: int, member: int) -> tuple[int, int]:
    """Read a list of readings or of what one column says, a row each; what comes after it (-1: not so) and the row after."""
    if place >= last or buffer[place] != 91:
        return -1, -1
    while True:
        place = skip(buffer, place + 1, last)
        if row >= many.at.size:
            return -1, -1
        if member == READINGS:
            place = _reading(buffer, place, last, many, row)
        else:
            place = _cell(buffer, place, last, many, row, member)
        row += 1
        if place <= 0:
            return -1, -1
        place = skip(buffer, place, last)
        if place >= last or buffer[place] != 44:
            return (place + 1, row) if place < last and buffer[place] == 93 else (-1, -1)


@njit(cache=True, nogil=True)
def _reading(buffer: Bytes, place: int, last: int, many: Many, row: int) -> int:
    """Read `{"signal": ..., ...}`; what comes after it, -1 if it is not quite that."""
    if place >= last or buffer[place] != 123:
        return -1
    many.numbers[0, row] = many.numbers[1, row] = many.numbers[2, row] = np.nan
    seen = 0
    while True:
        member, place = _member(buffer, skip(buffer, place + 1, last), last)
        if place < 0 or member >= READINGS:
            return -1
        seen |= 1 << member
        place = _cell(buffer, place, last, many, row, member)
        if place <= 0:
            return -1
        place = skip(buffer, place, last)
        if place >= last or buffer[place] != 44:
            return place + 1 if place < last and buffer[place] == 125 and seen & _NEEDED == _NEEDED else -1


@njit(cache=True, nogil=True)
def _cell(buffer: Bytes, place: int, last: int, many: Many, row: int, member: int) -> int:
    """Read what one member of a reading says; what comes after it, not above 0 if it is not that."""
    if member >= VALUE:
        return value_of(buffer, place, last, many.numbers, member - VALUE, row)
    if member == AT:
        place = time_of(buffer, place, last, many.at, row)
        return place if many.at[row] != NO_TIME else -1
    end = text_end(buffer, place, last)
    many.name[2 * member, row], many.name[2 * member + 1, row] = place + 1, end
    return end + 1


@njit(cache=True, nogil=True)
def _member(buffer: Bytes, place: int, last: int) -> tuple[int, int]:
    """Which member stands here, and where what it says begins; -1 as that place if it is none of those known."""
    end = text_end(buffer, place, last)
    for member in range(_BEGIN.size - 1):
        size = _BEGIN[member + 1] - _BEGIN[member]
        if end - place - 1 == size and buffer[place + 1] == _NAMES[_BEGIN[member]]:
            same = True
            for spot in range(1, size):
                same &= buffer[place + 1 + spot] == _NAMES[_BEGIN[member] + spot]
            if same:
                place = skip(buffer, end + 1, last)
                return (member, skip(buffer, place + 1, last)) if place < last and buffer[place] == 58 else (-1, -1)
    return -1, -1


@njit(cache=True, nogil=True)
def text_end(buffer: Bytes, place: int, last: int) -> int:
    """Where the quote stands that closes the text that is opened here; -1 if there is none, or not a plain one."""
    if place >= last or buffer[place] != 34:
        return -1
    place += 1
    while place < last:
        letter = buffer[place]
        if _LETTERS[letter]:
            place += 1
        elif letter == 34:
            return place
        else:
            size = _letter(buffer, place, last)
            if size == 0:
                return -1
            place += size
    return -1


@njit(cache=True, nogil=True)
def _letter(buffer: Bytes, place: int, last: int) -> int:
    """How many bytes the letter beyond ASCII has that begins here, 0 if it is none (RFC 3629, section 4)."""
    lead = buffer[place]
    size = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 4 if 0xF0 <= lead <= 0xF4 else 0
    if size == 0 or place + size > last:
        return 0
    low = 0xA0 if lead == 0xE0 else 0x90 if lead == 0xF0 else 0x80
    high = 0x9F if lead == 0xED else 0x8F if lead == 0xF4 else 0xBF
    if not low <= buffer[place + 1] <= high:
        return 0
    for spot in range(2, size):
        if buffer[place + spot] & 0xC0 != 0x80:
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


@njit(cache=True, nogil=True)
def others(buffer: Bytes, many: Many, count: int, own: Bytes, begin: Longs, end: Longs, wrong: NDArray[np.bool_]) -> None:
    """Note which messages speak for a subject that is neither no one nor their own, `own[begin:end]`."""
    for row in range(count):
        message, first = many.message[row], many.name[2, row]
        size = many.name[3, row] - first
        if begin[message] < end[message] and size:
            same = size == end[message] - begin[message]
            for spot in range(size):
                same = same and buffer[first + spot] == own[begin[message] + spot]
            wrong[message] |= not same


def warm() -> None:
    """Load what is compiled: a body of one reading is read."""
    said = np.frombuffer(b'{"readings":[{"signal":"","subject":"","at":0}]}', np.uint8)
    frames, many = np.zeros((COLUMNS, 1), np.int32), Many.room(said.size)
    frames[END] = said.size
    scan(said, frames, np.zeros(1, np.int64), many, np.zeros(1, np.int64))
    alike(said, many.name[0, :1], many.name[1, :1])
    others(said, many, 1, said, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.bool_))
