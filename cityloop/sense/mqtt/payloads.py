"""Payloads of one reading each, read many at a time: a number, or a small JSON object with `value`, `at`, `lon`, `lat`.

What is written in an unusual way (escapes, more members, very long numbers) is left to `odd`, one by one; both give the same.
"""

import math
from datetime import datetime

import msgspec
import numpy as np
from numba import njit

from cityloop.kernels.columns import Floats, Longs
from cityloop.sense.mqtt.cutting import COLUMNS, END, PAYLOAD, Bytes, Table
from cityloop.sense.readings.decode import instants

NO_TIME = np.iinfo(np.int64).max  # nothing was said: the time of arrival counts
UNREADABLE = "The payload is neither a number nor an object with `value`, `at`, `lon`, `lat`."

_POWERS = 10.0 ** np.arange(23)  # those that a double holds exactly
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


class Said(msgspec.Struct, gc=False):
    value: float | None = None
    at: int | datetime | None = None
    lon: float | None = None
    lat: float | None = None


_DECODER = msgspec.json.Decoder(float | Said)


class Unusual(Exception):
    """This payload says nothing that is understood: {why}"""


def odd(payload: bytes) -> tuple[int, float, float, float]:
    """`at` (NO_TIME if not said), value, lon, lat of one payload."""
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
    for number, row in enumerate(rows):
        at[number] = NO_TIME
        numbers[:, number] = np.nan
        place, last = frames[PAYLOAD, row], frames[END, row]
        if place < last and buffer[place] == 123:
            whole = _object(buffer, place, last, at, numbers, number)
        else:
            value, place, _, _ = _number(buffer, place, last)
            numbers[0, number] = value
            whole = place == last
        if not whole:
            left[count] = number
            count += 1
    return left[:count]


@njit(cache=True, nogil=True)
def _object(buffer: Bytes, place: int, last: int, at: Longs, numbers: Floats, number: int) -> bool:
    """Read `{"value": 1, "at": ...}`. False if anything is not quite so."""
    while True:
        place = skip(buffer, place + 1, last)
        member, place = _member(buffer, place, last)
        if member < 0:
            return False
        place = skip(buffer, place, last)
        place = (
            time_of(buffer, place, last, at, number) if member == 3 else value_of(buffer, place, last, numbers, member, number)
        )
        if place < 0:
            return False
        place = skip(buffer, place, last)
        if place >= last or buffer[place] != 44:
            return place < last and buffer[place] == 125 and skip(buffer, place + 1, last) == last


@njit(cache=True, nogil=True)
def value_of(buffer: Bytes, place: int, last: int, numbers: Floats, member: int, number: int) -> int:
    """Read a number or null; what comes after it, -1 if it is neither."""
    if place < last and buffer[place] == 110:
        numbers[member, number] = np.nan
        return _null(buffer, place, last)
    numbers[member, number], place, _, _ = _number(buffer, place, last)
    return place


@njit(cache=True, nogil=True)
def time_of(buffer: Bytes, place: int, last: int, at: Longs, number: int) -> int:
    """Read a time as text, milliseconds or null; what comes after it, -1 if it is neither."""
    if place < last and buffer[place] == 110:
        at[number] = NO_TIME
        return _null(buffer, place, last)
    if place < last and buffer[place] == 34:
        at[number], place = _instant(buffer, place + 1, last)
        return place
    _, place, at[number], plain = _number(buffer, place, last)
    return place if plain else -1


@njit(cache=True, nogil=True)
def skip(buffer: Bytes, place: int, last: int) -> int:
    while place < last and (buffer[place] == 32 or 9 <= buffer[place] <= 10 or buffer[place] == 13):
        place += 1
    return place


@njit(cache=True, nogil=True)
def _null(buffer: Bytes, place: int, last: int) -> int:
    if place + 4 <= last and buffer[place + 1] == 117 and buffer[place + 2] == 108 and buffer[place + 3] == 108:
        return place + 4
    return -1


@njit(cache=True, nogil=True)
def _member(buffer: Bytes, place: int, last: int) -> tuple[int, int]:
    """Which of "value", "lon", "lat", "at" stands here (0 to 3, else -1), and what comes after its colon."""
    if place + 8 > last or buffer[place] != 34:
        return -1, -1
    a, b, c, d = buffer[place + 1], buffer[place + 2], buffer[place + 3], buffer[place + 4]
    if a == 97 and b == 116 and c == 34:
        member, place = 3, place + 4
    elif a == 108 and b == 111 and c == 110 and d == 34:
        member, place = 1, place + 5
    elif a == 108 and b == 97 and c == 116 and d == 34:
        member, place = 2, place + 5
    elif a == 118 and b == 97 and c == 108 and d == 117 and buffer[place + 5] == 101 and buffer[place + 6] == 34:
        member, place = 0, place + 7
    else:
        return -1, -1
    place = skip(buffer, place, last)
    return (member, place + 1) if place < last and buffer[place] == 58 else (-1, -1)


@njit(cache=True, nogil=True)
def _number(buffer: Bytes, place: int, last: int) -> tuple[float, int, int, bool]:
    """A JSON number as the nearest double (Clinger 1990: exact below 2^53 and 10^22), what comes after it (-1: none, or
    not to be had exactly so), and as a whole number, and whether it is one."""
    negative = place < last and buffer[place] == 45
    place += negative
    first, whole, scale = place, 0, 0
    while place < last and 48 <= buffer[place] <= 57 and place - first < 16:
        whole = whole * 10 + (buffer[place] - 48)
        place += 1
    if place == first or (buffer[first] == 48 and place - first > 1):
        return np.nan, -1, 0, False
    plain = True
    if place < last and buffer[place] == 46:
        plain, dot = False, place
        place += 1
        while place < last and 48 <= buffer[place] <= 57 and place - first < 17:
            whole = whole * 10 + (buffer[place] - 48)
            place += 1
        scale = place - dot - 1
        if scale == 0:
            return np.nan, -1, 0, False
    if whole >= 1 << 53 or (place < last and (48 <= buffer[place] <= 57 or buffer[place] == 101 or buffer[place] == 69)):
        return np.nan, -1, 0, False
    value = whole / _POWERS[scale]
    return (-value, place, -whole, plain) if negative else (value, place, whole, plain)


@njit(cache=True, nogil=True)
def _instant(buffer: Bytes, place: int, last: int) -> tuple[int, int]:
    """RFC 3339 with seconds or milliseconds and a zone, after its opening quote: milliseconds UTC and what comes after
    the closing one (-1: written otherwise)."""
    if place + 21 > last or buffer[place + 10] not in (84, 116, 32):
        return 0, -1
    for spot, mark in ((4, 45), (7, 45), (13, 58), (16, 58)):
        if buffer[place + spot] != mark:
            return 0, -1
    year, month, day = _two(buffer, place) * 100 + _two(buffer, place + 2), _two(buffer, place + 5), _two(buffer, place + 8)
    hour, minute, second = _two(buffer, place + 11), _two(buffer, place + 14), _two(buffer, place + 17)
    if year < 1970 or not (1 <= month <= 12 and day >= 1) or hour > 23 or minute > 59 or second > 59:
        return 0, -1
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if min(day, hour, minute, second) < 0 or day > _DAYS[month - 1] + leap:
        return 0, -1
    milli, place = 0, place + 19
    if buffer[place] == 46:
        if place + 6 > last or _two(buffer, place + 1) < 0 or not 48 <= buffer[place + 3] <= 57:
            return 0, -1
        milli, place = _two(buffer, place + 1) * 10 + buffer[place + 3] - 48, place + 4
    ahead, place = _ahead(buffer, place, last)
    since = (_days(year, month, day) * 1440 + hour * 60 + minute - ahead) * 60 + second
    return since * 1000 + milli, place


@njit(cache=True, nogil=True)
def _two(buffer: Bytes, place: int) -> int:
    """Two digits; far below 0 if they are none."""
    a, b = int(buffer[place]) - 48, int(buffer[place + 1]) - 48
    return a * 10 + b if 0 <= a <= 9 and 0 <= b <= 9 else -1_000_000


@njit(cache=True, nogil=True)
def _ahead(buffer: Bytes, place: int, last: int) -> tuple[int, int]:
    """Minutes ahead of UTC, and what comes after the closing quote."""
    if place + 2 <= last and buffer[place] in (90, 122) and buffer[place + 1] == 34:
        return 0, place + 2
    if place + 7 > last or buffer[place] not in (43, 45) or buffer[place + 3] != 58 or buffer[place + 6] != 34:
        return 0, -1
    hours, minutes = _two(buffer, place + 1), _two(buffer, place + 4)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59):
        return 0, -1
    ahead = hours * 60 + minutes
    return (ahead if buffer[place] == 43 else -ahead), place + 7


@njit(cache=True, nogil=True)
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 (Howard Hinnant, chrono-compatible low-level date algorithms)."""
    if month <= 2:
        year -= 1
    era, shifted = year // 400, (month + 9) % 12
    of_era = year - era * 400
    of_year = (153 * shifted + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def warm() -> None:
    """Load what is compiled: a payload of one number is read."""
    frames = np.zeros((COLUMNS, 1), np.int32)
    frames[END] = 1
    read(np.full(1, 48, np.uint8), frames, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((3, 1)))
