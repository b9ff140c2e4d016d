"""Many sockets read and written in one call. The system is asked directly, without Python a socket and without the
interpreter's lock, so that thousands of small devices do not slow the rest of the process."""

from typing import Any

import numpy as np
from numba import njit, types

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import Bytes

MOST = 1 << 16  # bytes taken from one socket in one turn
AT_ONCE = 0x40  # MSG_DONTWAIT
QUIETLY = 0x4000  # MSG_NOSIGNAL

_recv: Any = types.ExternalFunction("recv", types.intp(types.intc, types.uintp, types.uintp, types.intc))
_send: Any = types.ExternalFunction("send", types.intp(types.intc, types.uintp, types.uintp, types.intc))


@njit(cache=True, nogil=True)
def receive(files: Ints, buffer: Bytes, place: int, begin: Longs, end: Longs) -> int:
    """Read what waits in each socket to `buffer[begin:end]`, one after the other from `place` on. `end` is below `begin`
    where nothing could be read, equal where the other side has ended. Returns how many sockets were read; the others
    found no room."""
    for number in range(files.size):
        if buffer.size - place < MOST:
            return number
        got = _recv(files[number], buffer.ctypes.data + place, MOST, AT_ONCE)
        begin[number], end[number] = place, place + got
        place += max(got, 0)
    return int(files.size)


@njit(cache=True, nogil=True)
def send(files: Ints, buffer: Bytes, begin: Longs, end: Longs, sent: Longs) -> None:
    """Write `buffer[begin:end]` to each socket; `sent` is how much of it went out, below 0 if nothing could."""
    for number in range(files.size):
        length = end[number] - begin[number]
        sent[number] = _send(files[number], buffer.ctypes.data + begin[number], length, AT_ONCE | QUIETLY)


@njit(cache=True, nogil=True)
def answers(slot: Ints, head: Ints, packet: Ints, reason: Ints, version: Ints, buffer: Bytes, begin: Longs, end: Longs) -> int:
    """PUBACK and PUBREC (`head`) of many messages, those of one connection side by side. `begin` and `end` say where those
    of the first, second, ... connection lie in `buffer`; returns how many connections there are."""
    place, runs = 0, 0
    for row in range(slot.size):
        if row == 0 or slot[row] != slot[row - 1]:
            begin[runs] = place
            runs += 1
        said = version[row] == 5 and reason[row] != 0
        buffer[place], buffer[place + 1] = head[row], 3 if said else 2
        buffer[place + 2], buffer[place + 3] = packet[row] >> 8, packet[row] & 255
        place += 4
        if said:
            buffer[place] = reason[row]
            place += 1
        end[runs - 1] = place
    return runs


def warm() -> None:
    """Load what is compiled before anyone waits for it."""
    none, far, some = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(1, np.uint8)
    receive(none, some, 0, far, far)
    send(none, some, far, far, far)
    answers(none, none, none, none, none, some, far, far)
