"""Plain JSON, read where it lies by compiled code: numbers, null, times. What is written in an unusual way is left to others.

Places are addresses: see `memory.py`.
"""

import numpy as np
from numba import njit

from cityloop.kernels.memory import byte_at

NO_TIME = np.iinfo(np.int64).max  # nothing was said

_POWERS = 10.0 ** np.arange(23)  # those that a double holds exactly
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@njit(cache=True, nogil=True)
def value_of(place: int, last: int) -> tuple[float, int]:
    """A number or null, as nan, and what comes after it, -1 if it is neither."""
    if place < last and byte_at(place) == 110:
        return np.nan, _null(place, last)
    value, place, _, _ = number_of(place, last)
    return value, place


@njit(cache=True, nogil=True)
def time_of(place: int, last: int) -> tuple[int, int]:
    """A time as text, milliseconds or null, as NO_TIME, and what comes after it, -1 if it is neither."""
    if place < last and byte_at(place) == 110:
        return NO_TIME, _null(place, last)
    if place < last and byte_at(place) == 34:
        return _instant(place + 1, last)
    _, place, whole, plain = number_of(place, last)
    return whole, place if plain else -1


@njit(cache=True, nogil=True)
def skip(place: int, last: int) -> int:
    while place < last and (byte_at(place) == 32 or 9 <= byte_at(place) <= 10 or byte_at(place) == 13):
        place += 1
    return place


@njit(cache=True, nogil=True)
def _null(place: int, last: int) -> int:
    if place + 4 <= last and byte_at(place + 1) == 117 and byte_at(place + 2) == 108 and byte_at(place + 3) == 108:
        return place + 4
    return -1


@njit(cache=True, nogil=True)
def number_of(place: int, last: int) -> tuple[float, int, int, bool]:
    """A JSON number as the nearest double (Clinger 1990: exact below 2^53 and 10^22), what comes after it (-1: none, or
    not to be had exactly so), and as a whole number, and whether it is one."""
    negative = place < last and byte_at(place) == 45
    place += negative
    first, whole, scale = place, 0, 0
    while place < last and 48 <= byte_at(place) <= 57 and place - first < 16:
        whole = whole * 10 + (byte_at(place) - 48)
        place += 1
    if place == first or (byte_at(first) == 48 and place - first > 1):
        return np.nan, -1, 0, False
    plain = True
    if place < last and byte_at(place) == 46:
        plain, dot = False, place
        place += 1
        while place < last and 48 <= byte_at(place) <= 57 and place - first < 17:
            whole = whole * 10 + (byte_at(place) - 48)
            place += 1
        scale = place - dot - 1
        if scale == 0:
            return np.nan, -1, 0, False
    if whole >= 1 << 53 or (place < last and (48 <= byte_at(place) <= 57 or byte_at(place) == 101 or byte_at(place) == 69)):
        return np.nan, -1, 0, False
    value = whole / _POWERS[scale]
    return (-value, place, -whole, plain) if negative else (value, place, whole, plain)


@njit(cache=True, nogil=True)
def _instant(place: int, last: int) -> tuple[int, int]:
    """RFC 3339 with seconds or milliseconds and a zone, after its opening quote: milliseconds UTC and what comes after
    the closing one (-1: written otherwise)."""
    if place + 21 > last or byte_at(place + 10) not in (84, 116, 32):
        return 0, -1
    for spot, mark in ((4, 45), (7, 45), (13, 58), (16, 58)):
        if byte_at(place + spot) != mark:
            return 0, -1
    year, month, day = _two(place) * 100 + _two(place + 2), _two(place + 5), _two(place + 8)
    hour, minute, second = _two(place + 11), _two(place + 14), _two(place + 17)
    if year < 1970 or not (1 <= month <= 12 and day >= 1) or hour > 23 or minute > 59 or second > 59:
        return 0, -1
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if min(day, hour, minute, second) < 0 or day > _DAYS[month - 1] + leap:
        return 0, -1
    milli, place = 0, place + 19
    if byte_at(place) == 46:
        if place + 6 > last or _two(place + 1) < 0 or not 48 <= byte_at(place + 3) <= 57:
            return 0, -1
        milli, place = _two(place + 1) * 10 + byte_at(place + 3) - 48, place + 4
    ahead, place = _ahead(place, last)
    since = (_days(year, month, day) * 1440 + hour * 60 + minute - ahead) * 60 + second
    return since * 1000 + milli, place


@njit(cache=True, nogil=True)
def _two(place: int) -> int:
    """Two digits; far below 0 if they are none."""
    a, b = int(byte_at(place)) - 48, int(byte_at(place + 1)) - 48
    return a * 10 + b if 0 <= a <= 9 and 0 <= b <= 9 else -1_000_000


@njit(cache=True, nogil=True)
def _ahead(place: int, last: int) -> tuple[int, int]:
    """Minutes ahead of UTC, and what comes after the closing quote."""
    if place + 2 <= last and byte_at(place) in (90, 122) and byte_at(place + 1) == 34:
        return 0, place + 2
    if place + 7 > last or byte_at(place) not in (43, 45) or byte_at(place + 3) != 58 or byte_at(place + 6) != 34:
        return 0, -1
    hours, minutes = _two(place + 1), _two(place + 4)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59):
        return 0, -1
    ahead = hours * 60 + minutes
    return (ahead if byte_at(place) == 43 else -ahead), place + 7


@njit(cache=True, nogil=True)
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 (Howard Hinnant, chrono-compatible low-level date algorithms)."""
    if month <= 2:
        year -= 1
    era, shifted = year // 400, (month + 9) % 12
    of_era = year - era * 400
    of_year = (153 * shifted + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
