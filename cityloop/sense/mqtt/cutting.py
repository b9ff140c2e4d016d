"""Bytes from sockets, many connections side by side, cut into MQTT frames. No Python a frame.

A *segment* is what lies of one connection in the buffer. Frames are columns of whole numbers, places in that buffer.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import Bytes

Table = NDArray[np.int32]

SEGMENT, HEAD, BEGIN, BODY, END, TOPIC, LETTERS, PACKET, PROPERTIES, PAYLOAD = range(10)  # rows of a table
COLUMNS = 10
PUBLISH = 3
MALFORMED, TOO_LARGE = 0x81, 0x95  # as MQTT 5 numbers its reasons
NO_ROOM = -1


class Cut(NamedTuple):
    """Frames, a column each, and of every segment where the first byte lies that is no whole frame yet, and what was
    wrong there (0: nothing, it is only not all here)."""

    frames: Table
    rest: Longs
    fault: Ints


def room(most_bytes: int) -> Table:
    """A table for all frames that so many bytes can hold; pages of it that are not used take no memory."""
    return np.empty((COLUMNS, most_bytes // 2 + 1), np.int32)


def cut(buffer: Bytes, begin: Longs, end: Longs, version: Ints, largest: int, table: Table) -> Cut:
    """Cut segments `buffer[begin:end]` of connections that speak `version` (3, 4 or 5) into frames.

    >>> said = np.frombuffer(bytes([0xC0, 0, 0x30, 5, 0, 1, 97, 49, 50, 0xC0]), np.uint8)
    >>> found = cut(said, np.array([0]), np.array([10]), np.array([4], np.int32), 100, room(10))
    >>> found.frames[[HEAD, BODY, END]].tolist(), found.rest.tolist(), found.fault.tolist()
    ([[192, 48], [2, 4], [2, 9]], [9], [0])
    """
    rest, fault = begin.copy(), np.zeros(begin.size, np.int32)
    count = _cut(buffer, rest, end, version, largest, table, fault)
    return Cut(table[:, :count], rest, fault)


@njit(cache=True, nogil=True)
def _cut(buffer: Bytes, rest: Longs, end: Longs, version: Ints, largest: int, table: Table, fault: Ints) -> int:
    count = 0
    for segment in range(rest.size):
        place, last = rest[segment], end[segment]
        while place + 2 <= last:
            body, length = _length(buffer, place, last)
            if body == 0:
                break
            if body < 0 or length > largest:
                fault[segment] = MALFORMED if body < 0 else TOO_LARGE
                break
            if body + length > last:
                break
            table[SEGMENT, count], table[HEAD, count], table[BEGIN, count] = segment, buffer[place], place
            table[BODY, count], table[END, count] = body, body + length
            if buffer[place] >> 4 == PUBLISH and not _published(buffer, version[segment], table, count):
                fault[segment] = MALFORMED
                break
            count += 1
            place = body + length
        rest[segment] = place
    return count


@njit(cache=True, nogil=True)
def _length(buffer: Bytes, place: int, last: int) -> tuple[int, int]:
    """Where the body begins and how long it is. Begins at 0: not all of the length is here; at -1: it is none."""
    length, shift = 0, 0
    for here in range(place + 1, place + 5):
        if here >= last:
            return 0, 0
        length |= (buffer[here] & 127) << shift
        if buffer[here] < 128:
            return here + 1, length
        shift += 7
    return -1, 0


@njit(cache=True, nogil=True)
def _published(buffer: Bytes, version: int, table: Table, row: int) -> bool:
    """Note where topic, packet id, properties and payload of a PUBLISH lie. False if they do not fit."""
    place, last, head = table[BODY, row], table[END, row], table[HEAD, row]
    quality = head >> 1 & 3
    if quality == 3 or (quality == 0 and head & 8) or place + 2 > last:
        return False
    letters = buffer[place] << 8 | buffer[place + 1]
    table[TOPIC, row], table[LETTERS, row] = place + 2, letters
    place += 2 + letters
    table[PACKET, row] = table[PROPERTIES, row] = 0
    if quality:
        if place + 2 > last:
            return False
        table[PACKET, row] = buffer[place] << 8 | buffer[place + 1]
        if table[PACKET, row] == 0:
            return False
        place += 2
    if version == 5:
        body, length = _length(buffer, place - 1, last)
        if body <= 0 or body + length > last:
            return False
        table[PROPERTIES, row] = length
        place = body + length
    table[PAYLOAD, row] = place
    return place <= last and (letters > 0 or version == 5)
