"""Which readings are taken in, and why the others are not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs
from cityloop.rulebook import Signal

OLDEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1000)
AHEAD_MS = 5 * 60_000  # a clock may run ahead so far
NAME_LENGTH = 128

OK = 0
REASONS = (
    "",
    "This signal is not in the rulebook.",
    f"A subject has a name of 1 to {NAME_LENGTH} visible characters.",
    "`at` is not an instant: give RFC 3339 with a time zone, or milliseconds since 1970.",
    "`at` lies before the year 2000, or so far back that single readings of this signal are not kept any more.",
    "`at` lies more than five minutes in the future.",
    "`value` is not a finite number.",
    "A reading has a value, a position (lon and lat), or both.",
    "A position has lon from -180 to 180 and lat from -90 to 90.",
    "`value` is outside what this signal can say.",
)
CODES = (  # the same in one word: under it they are counted, and wait in quarantine
    "",
    "unknown_signal",
    "bad_subject",
    "bad_at",
    "too_old",
    "future",
    "not_finite",
    "empty",
    "bad_place",
    "out_of_range",
    "unreadable",  # no reading at all; the sentence is the decoder's
    "unreadable_body",  # the whole of a body, counted as one row
    "key_missing",
    "key_used",
)
UNREADABLE, UNREADABLE_BODY, KEY_MISSING, KEY_USED = CODES[-4:]
UNKNOWN_SIGNAL, BAD_SUBJECT, BAD_AT, TOO_OLD, FUTURE, NOT_FINITE, EMPTY, BAD_PLACE, OUT_OF_RANGE = range(1, len(REASONS))

BAD_TIME = np.iinfo(np.int64).min  # stands for an `at` that could not be read

Verdicts = NDArray[np.uint8]


@dataclass(frozen=True)
class Known:
    """The signals the door knows, by number: the range of each, whether it is urgent, since when (ms) its readings are kept,
    and its name's number."""

    numbers: Mapping[str, int]
    least: Floats
    most: Floats
    urgent: NDArray[np.bool_]
    since: Longs

    @classmethod
    def of(cls, signals: Sequence[Signal], numbers: Ints, now_ms: int, given_up: Longs | None = None) -> "Known":
        """`given_up` says of each signal, in the order given, before which instant (ms) nothing may come any more."""
        least, most = np.full((2, int(numbers.max(initial=-1)) + 1), np.nan)
        urgent, since = np.zeros(least.size, np.bool_), np.full(least.size, OLDEST, np.int64)
        before_ms = [OLDEST] * len(signals) if given_up is None else given_up.tolist()
        for signal, number, before in zip(signals, numbers, before_ms, strict=True):
            least[number], most[number], urgent[number] = signal.least, signal.most, signal.urgent
            since[number] = max(OLDEST, before, now_ms - int(signal.keep.raw.total_seconds() * 1000))
        return cls({s.name: int(n) for s, n in zip(signals, numbers, strict=True)}, least, most, urgent, since)


class Columns(NamedTuple):
    """What came in: signal numbers (-1 unknown), times (BAD_TIME unreadable), and nan where nothing was said."""

    signal: Ints
    at: Longs
    value: Floats
    lon: Floats
    lat: Floats


def verdicts(columns: Columns, known: Known, now_ms: int) -> Verdicts:
    """For each row OK or the number of the reason it is refused for; the first that holds."""
    said: Verdicts = _verdicts(*columns, known.least, known.most, known.since, now_ms + AHEAD_MS)
    return said


@njit(cache=True)  # most batches are small: to hand the lock over and wait for it would cost more than the work
def _verdicts(
    signal: Ints, at: Longs, value: Floats, lon: Floats, lat: Floats, least: Floats, most: Floats, since: Longs, latest: int
) -> Verdicts:
    said = np.zeros(at.size, np.uint8)
    for row in range(at.size):
        placed = not (np.isnan(lon[row]) and np.isnan(lat[row]))
        if signal[row] < 0:
            said[row] = UNKNOWN_SIGNAL
        elif at[row] == BAD_TIME:
            said[row] = BAD_AT
        elif at[row] < since[signal[row]]:
            said[row] = TOO_OLD
        elif at[row] > latest:
            said[row] = FUTURE
        elif np.isinf(value[row]):
            said[row] = NOT_FINITE
        elif np.isnan(value[row]) and not placed:
            said[row] = EMPTY
        elif placed and not (abs(lon[row]) <= 180 and abs(lat[row]) <= 90):
            said[row] = BAD_PLACE
        elif value[row] < least[signal[row]] or value[row] > most[signal[row]]:
            said[row] = OUT_OF_RANGE
    return said


def good_name(name: str) -> bool:
    return 0 < len(name) <= NAME_LENGTH and name.isprintable() and not name.isspace()
