"""Messages of many readings each, those of a turn read together: how the bodies of `kernels/bodies.py` lie in frames."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.bodies import Many, alike, body
from cityloop.kernels.columns import Longs
from cityloop.kernels.texts import Bytes
from cityloop.sense.mqtt.cutting import COLUMNS, END, PAYLOAD, Table


@njit(cache=True, nogil=True)
def scan(buffer: Bytes, frames: Table, rows: Longs, many: Many, left: Longs) -> tuple[int, int]:
    """Read the payloads of these frames. Returns how many readings there are, and how many messages were left to be read
    one by one: their numbers stand in `left`."""
    count, leaves = 0, 0
    for number, row in enumerate(rows):
        after = body(buffer, frames[PAYLOAD, row], frames[END, row], many, count)
        if after < 0:
            left[leaves] = number
            leaves += 1
        else:
            many.message[count:after] = number
            count = after
    return count, leaves


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
