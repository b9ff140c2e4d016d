"""Conditions over several signals of one subject, each by its latest value, while that is not too old."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels import threshold
from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State, in_order, nothing
from cityloop.kernels.formulas import Node, work_out
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import grown

HOUR_MS, DAY_MS = 3_600_000.0, 86_400_000
UNTIL_SUNDAY = 3  # 1970 began on a Thursday

# The instant a subject is at, one higher (all noughts: never seen), which signals have spoken at it (bits), whether it
# has been looked at, and where it was then, by the word of the first of its signals that says.
INSTANT = np.dtype([("at", "i8"), ("spoken", "i8"), ("lon", "f8"), ("lat", "f8"), ("placed_by", "i4"), ("looked", "i4")])
FLOAT = np.dtype(np.float64)


def step(
    state: State,
    readings: Readings,
    *,
    signals: tuple[str, ...],
    holds: Node,
    measure: Node,
    for_s: Floats,
    valid_s: Floats,
    clear_s: Floats | None = None,
    utc_h: float = 8.0,
    **parameters: Floats,
) -> tuple[State, Findings]:
    """Stretches of at least `for_s` in which the condition `holds`; `peak` is the highest `measure` in between.

    Bound: `signals`, the names by which the formulas know the signals the fold reads, in its order (63 at most); both
    formulas. They may also use every further parameter by its name, and `hour` (0 to 24) and `weekday` (1 Monday to 7) of
    the city's clock. A value older than `valid_s` is not known. An instant is looked at once, as soon as all signals have
    spoken at it or the subject speaks at a later one: how its readings are brought cannot matter. Where the condition is
    not known nothing is said to hold or to be over.

    >>> tight = Node("less", (Node("name", name="flow"), Node("name", name="least")))
    >>> at, one = np.arange(3) * 60_000, np.ones(3)
    >>> rows = Readings(*[np.zeros(3, np.int32)] * 2, at, np.array([5.0, 1, 1]), one, one)
    >>> flow = Node("negative", (Node("name", name="flow"),))
    >>> found = step({}, rows, signals=("flow",), holds=tight, measure=flow, for_s=one, valid_s=one * 90, least=one * 2)[1]
    >>> found.began, found.peak
    (array([60000]), array([-1.]))
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, valid_s, for_s = readings.take(order), valid_s[order], for_s[order]
        clear_s = clear_s if clear_s is None else clear_s[order]
        parameters = {name: column[order] for name, column in parameters.items()}
    looks, rows, values = _looked(state, readings, len(signals), valid_s)
    if not rows.size:
        return state, nothing()
    columns = clocks(looks.at, utc_h) | dict(zip(signals, values, strict=True))
    columns |= {name: column[rows] for name, column in parameters.items()}
    held, worst = work_out(holds, columns, rows.size), work_out(measure, columns, rows.size)
    value = np.where(held == 1.0, np.where(np.isnan(worst), 0.0, worst), np.where(np.isnan(held), np.nan, -np.inf))
    limit = np.full(rows.size, -np.inf)
    clear_s = clear_s if clear_s is None else clear_s[rows]
    return threshold.step(state, looks._replace(value=value), limit=limit, for_s=for_s[rows], clear_s=clear_s)


def clocks(at: Longs, utc_h: float = 8.0) -> dict[str, Floats]:
    """The `hour` and `weekday` of instants, by the local clock, as columns.

    >>> {name: column.tolist() for name, column in clocks(np.array([1_772_415_000_000])).items()}
    {'hour': [9.5], 'weekday': [1.0]}
    """
    local = at + int(utc_h * HOUR_MS)
    return {
        "hour": np.asarray((local % DAY_MS) / HOUR_MS),
        "weekday": np.asarray((local // DAY_MS + UNTIL_SUNDAY) % 7 + 1, np.float64),
    }


def _looked(state: State, readings: Readings, signals: int, valid_s: Floats) -> tuple[Readings, Ints, Floats]:
    """The instants that can be looked at now: as readings, the row that settled each, the signals' values f8[signals, n]."""
    size = int(readings.subject.max()) + 1
    if state.get("instant", np.zeros(0)).size < size:
        size = max(256, 2 * size)
    instants: Any = grown(state, "instant", size, INSTANT)
    said: Any = grown(state, "said", 2 * instants.size * signals, FLOAT)
    most = 2 * readings.at.size
    subject, row_of = np.empty((2, most), np.int32)
    at, (lon, lat), values = np.empty(most, np.int64), np.empty((2, most)), np.empty((signals, most))
    count = _carry(instants, said, signals, readings, valid_s, subject, row_of, at, lon, lat, values)
    looks = Readings(np.zeros(count, np.int32), subject[:count], at[:count], values[0, :count], lon[:count], lat[:count])
    return looks, row_of[:count], values[:, :count]


@njit(cache=True, nogil=True)
def _carry(
    instants: Any,
    said: Floats,
    signals: int,
    readings: Readings,
    valid_s: Floats,
    subject: Ints,
    row_of: Ints,
    at: Longs,
    lon: Floats,
    lat: Floats,
    values: Any,
) -> int:
    """`said` holds when and what, by subject and signal. Times are kept one higher, so that nought is never."""
    count, every, last_row = 0, (1 << signals) - 1, readings.at.size - 1
    for row in range(readings.at.size):
        soon = np.intp(readings.subject[min(row + AHEAD, last_row)])
        fetch(instants, soon)
        fetch(said, 2 * soon * signals)
        who, when, signal = np.intp(readings.subject[row]), readings.at[row] + 1, readings.signal[row]
        one, place = instants[who], 2 * (who * signals + signal)
        if when <= said[place] or np.isnan(readings.value[row]):
            continue
        for settled in range(2):  # first the instant before, if this reading ends it; then its own, if that is whole
            if settled == 0:
                due = when > one.at and one.at != 0 and one.looked == 0
            else:
                if when > one.at:
                    one.at, one.spoken, one.looked, one.placed_by = when, 0, 0, signals
                    one.lon = one.lat = np.nan
                said[place], said[place + 1] = when, readings.value[row]
                if when == one.at:
                    one.spoken |= 1 << signal
                    if signal < one.placed_by and not np.isnan(readings.lon[row] + readings.lat[row]):
                        one.placed_by, one.lon, one.lat = signal, readings.lon[row], readings.lat[row]
                due = one.spoken == every and one.looked == 0
            if due:
                one.looked = 1
                subject[count], row_of[count], at[count] = who, row, one.at - 1
                lon[count], lat[count] = one.lon, one.lat
                for each in range(signals):
                    spot = 2 * (who * signals + each)
                    fresh = said[spot] != 0.0 and one.at - said[spot] <= valid_s[row] * 1000.0
                    values[each, count] = said[spot + 1] if fresh else np.nan
                count += 1
    return count
