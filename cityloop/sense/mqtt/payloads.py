"""Payloads of one reading each, read many at a time: a number, or a small JSON object with `value`, `at`, `lon`, `lat`.

What is written in an unusual way (escapes, more members, very long numbers) is left to `odd`, one by one; both give the same.
"""

import math
from datetime import datetime

import msgspec
import numpy as np
from numba import njit

from cityloop.kernels.columns import Floats, Longs
from cityloop.kernels.memory import byte_at
from cityloop.kernels.plain_json import NO_TIME, number_of, skip, time_of, value_of
from cityloop.kernels.texts import Bytes
from cityloop.sense.mqtt.cutting import COLUMNS, END, PAYLOAD, Table
from cityloop.sense.readings.decode import instants

UNREADABLE = "The payload is neither a number nor an object with `value`, `at`, `lon`, `lat`."


class Said(msgspec.Struct, gc=False):
    value: float | None = None
    at: int | datetime | None = None
    lon: float | None = None
    lat: float | None = None


_DECODER = msgspec.json.Decoder(float | Said)


class Unusual(Exception):
    """This payload says nothing that is understood: {why}"""


def odd(payload: bytes) -> tuple[int, float, float, float]:
    """`at` (NO_TIME if not said: the time of arrival counts), value, lon, lat of one payload."""
    try:
        said = _DECODER.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Unusual(f"{UNREADABLE[:-1]}: {fault}.") from None
    if not isinstance(said, Said):
        return NO_TIME, said, math.nan, math.nan
    at = NO_TIME if said.at is None else int(instants([said.at])[0])
    value, lon, lat = (math.nan if one is None else one for one in (said.value, said.lon, said.lat))
    return at, value, lon, lat


@njit(cache=True, nogil=True)
def read(buffer: Bytes, frames: Table, rows: Longs, at: Longs, numbers: Floats) -> Longs:
    """Read the payloads of these rows; `numbers` has the columns value, lon, lat. Returns those left to `odd`."""
    left, count = np.empty(rows.size, np.int64), 0
    base = np.int64(buffer.ctypes.data)
    for number, row in enumerate(rows):
        place, last = base + frames[PAYLOAD, row], base + frames[END, row]
        if place < last and byte_at(place) == 123:
            whole, at[number], numbers[0, number], numbers[1, number], numbers[2, number] = _object(place, last)
        else:
            at[number] = NO_TIME
            numbers[0, number], place, _, _ = number_of(place, last)
            numbers[1, number] = numbers[2, number] = np.nan
            whole = place == last
        if not whole:
            left[count] = number
            count += 1
    return left[:count]


@njit(cache=True, nogil=True)
def _object(place: int, last: int) -> tuple[bool, int, float, float, float]:
    """Read `{"value": 1, "at": ...}`: whether it is quite so, then at, value, lon, lat. Places are addresses."""
    at, value, lon, lat = NO_TIME, np.nan, np.nan, np.nan
    while True:
        member, place = _member(skip(place + 1, last), last)
        if member < 0:
            return False, at, value, lon, lat
        place = skip(place, last)
        if member == 3:
            at, place = time_of(place, last)
        else:
            number, place = value_of(place, last)
            if member == 0:
                value = number
            elif member == 1:
                lon = number
            else:
                lat = number
        if place < 0:
            return False, at, value, lon, lat
        place = skip(place, last)
        if place >= last or byte_at(place) != 44:
            whole = place < last and byte_at(place) == 125 and skip(place + 1, last) == last
            return whole, at, value, lon, lat


@njit(cache=True, nogil=True)
def _member(place: int, last: int) -> tuple[int, int]:
    """Which of "value", "lon", "lat", "at" stands here (0 to 3, else -1), and what comes after its colon."""
    if place + 8 > last or byte_at(place) != 34:
        return -1, -1
    a, b, c, d = byte_at(place + 1), byte_at(place + 2), byte_at(place + 3), byte_at(place + 4)
    if a == 97 and b == 116 and c == 34:
        member, place = 3, place + 4
    elif a == 108 and b == 111 and c == 110 and d == 34:
        member, place = 1, place + 5
    elif a == 108 and b == 97 and c == 116 and d == 34:
        member, place = 2, place + 5
    elif a == 118 and b == 97 and c == 108 and d == 117 and byte_at(place + 5) == 101 and byte_at(place + 6) == 34:
        member, place = 0, place + 7
    else:
        return -1, -1
    place = skip(place, last)
    return (member, place + 1) if place < last and byte_at(place) == 58 else (-1, -1)


def warm() -> None:
    """Load what is compiled: a payload of one number is read."""
    frames = np.zeros((COLUMNS, 1), np.int32)
    frames[END] = 1
    read(np.full(1, 48, np.uint8), frames, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((3, 1)))
