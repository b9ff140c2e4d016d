"""Roll-up: the newest reading of every signal and subject, added up by area as it comes.

A *tap* is what a formula asks of a signal: all its readings, or those between two limits, the newest of each subject or all
since a moment. A *cell* is a tap in an area. Numbers are added in whole millionths, so that neither the order in which
readings come, nor how they are batched, nor how often a value was replaced can change a sum.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs, Readings

SCALE = 1_000_000.0
LARGEST = 9.0e12  # a value beyond is taken for this
FREE, NOWHERE, STAYS = 0, -1, -2
KEY, AT, VALUE, AREA = 0, 1, 2, 3  # columns of the table of series
SUM, COUNT, NEWEST = 0, 1, 2  # columns of a cell
FULL = 0.6  # of the table, then it grows

Flags = NDArray[np.bool_]


class Taps(NamedTuple):
    """What is asked of each signal; those of signal s stand at `of[first[s] : first[s + 1]]`. Limits in millionths."""

    first: Longs  # by the log's number of the signal, one more than there are signals
    of: Ints
    above: Longs
    below: Longs
    during: Flags  # all readings since a moment, not the newest of each subject
    edge: Ints  # the row of the tap's least and most, NOWHERE if nobody asks


def table(room: int = 1024) -> Longs:
    """An empty table of series, i8[room, 4], room a power of two."""
    return np.zeros((room, 4), np.int64)


def roomy(series: Longs, used: int, coming: int) -> Longs:
    """The table with room for so many more."""
    room = series.shape[0]
    while used + coming > FULL * room:
        room *= 2
    if room == series.shape[0]:
        return series
    grown = table(room)
    _moved(series, grown)
    return grown


@njit(cache=True, nogil=True)
def _moved(old: Longs, new: Longs) -> None:
    mask = new.shape[0] - 1
    for row in range(old.shape[0]):
        if old[row, KEY] != FREE:
            slot = _place(old[row, KEY], mask)
            while new[slot, KEY] != FREE:
                slot = (slot + 1) & mask
            new[slot] = old[row]


@njit(cache=True, nogil=True, inline="always")
def _place(key: Any, mask: int) -> Any:
    """Where a series belongs: sixteen subjects of a signal lie side by side, because they are spoken of together."""
    word = np.uint64(key >> 4) * np.uint64(0x9E3779B97F4A7C15)
    return ((np.int64(word >> np.uint64(20)) << 4) | (key & 15)) & mask


def millionths(values: Floats) -> Longs:
    return np.round(np.clip(values, -LARGEST, LARGEST) * SCALE).astype(np.int64)


def take(series: Longs, taps: Taps, readings: Readings, area: Ints, cells: Longs, edges: Longs, dirty: Flags, until: int) -> int:
    """Take readings in: `area` is each one's place in the tree, STAYS where the series was. How many series are new.

    A reading no newer than its series says nothing. One that is older than its cycle still counts to the one that runs.
    `cells` i8[tap, area, 3], `edges` i8[edge, area, 2]; `dirty` tells the taps that changed. No time after `until` is kept.
    Readings are first laid out by signal, so that what belongs together is met together: many are taken three times as fast.
    """
    ends, rows = _by_signal(*readings[:4], area, taps.first.size)
    return int(_take(series, *taps, ends, rows, cells, edges, dirty, until))


@njit(cache=True, nogil=True)
def _by_signal(signal: Ints, subject: Ints, at: Longs, value: Floats, area: Ints, signals: int) -> tuple[Longs, Longs]:
    """Rows of (subject and area, at, value) in the order of signals, within one as they came; where each signal ends."""
    ends = np.zeros(signals + 1, np.int64)
    for row in range(signal.size):
        ends[signal[row] + 1] += 1
    ends = np.cumsum(ends)
    rows, bits = np.empty((signal.size, 3), np.int64), value.view(np.int64)
    for row in range(signal.size):
        place = ends[signal[row]]
        ends[signal[row]] += 1
        rows[place, 0] = (np.int64(subject[row]) << 32) | (np.int64(area[row]) & 0xFFFFFFFF)
        rows[place, 1], rows[place, 2] = at[row], bits[row]
    return ends, rows


@njit(cache=True, nogil=True)
def _take(
    series: Longs,
    first: Longs,
    of: Ints,
    above: Longs,
    below: Longs,
    during: Flags,
    edge: Ints,
    ends: Longs,
    rows: Longs,
    cells: Longs,
    edges: Longs,
    dirty: Flags,
    until: int,
) -> int:
    """The taps come column by column: out of a tuple, and in a call of their own, each would be counted as a reference for
    each reading, which takes longer than all the rest."""
    new, mask, values = 0, series.shape[0] - 1, rows.view(np.float64)
    for signal in range(first.size - 1):
        begins, stops = first[signal], first[signal + 1]
        for row in range(ends[signal - 1] if signal else 0, ends[signal] if stops > begins else 0):
            at, said, here = min(rows[row, 1], until), values[row, 2], np.int64(np.int32(rows[row, 0] & 0xFFFFFFFF))
            key = ((np.int64(signal) << 32) | (rows[row, 0] >> 32)) + 1
            slot = _place(key, mask)
            while series[slot, KEY] != FREE and series[slot, KEY] != key:
                slot = (slot + 1) & mask
            known = series[slot, KEY] != FREE
            if np.isnan(said) or (known and at <= series[slot, AT]):
                continue
            value = np.int64(np.round(min(max(said, -LARGEST), LARGEST) * SCALE))
            old, was = series[slot, VALUE], series[slot, AREA] if known else np.int64(NOWHERE)
            if here == STAYS:  # it does not say where: where it was, or somewhere in the city
                here = max(was, np.int64(0))
            series[slot, KEY], series[slot, AT], series[slot, VALUE], series[slot, AREA] = key, at, value, here
            new += not known
            for tap in of[begins:stops]:
                dirty[tap] = True
                if not during[tap] and was != NOWHERE and above[tap] < old < below[tap]:
                    cells[tap, was, SUM] -= old
                    cells[tap, was, COUNT] -= 1
                if above[tap] < value < below[tap]:
                    cells[tap, here, SUM] += value
                    cells[tap, here, COUNT] += 1
                    if during[tap] and edge[tap] != NOWHERE:
                        edges[edge[tap], here, 0] = min(edges[edge[tap], here, 0], value)
                        edges[edge[tap], here, 1] = max(edges[edge[tap], here, 1], value)
                cells[tap, here, NEWEST] = max(cells[tap, here, NEWEST], at)
    return new


@njit(cache=True, nogil=True)
def fade(series: Longs, taps: Taps, before: Longs, cells: Longs, dirty: Flags) -> int:
    """Leave out every series of signal s that has said nothing since `before[s]`. How many."""
    gone = 0
    for slot in range(series.shape[0]):
        was = series[slot, AREA]
        if series[slot, KEY] == FREE or was == NOWHERE:
            continue
        signal = (series[slot, KEY] - 1) >> 32
        if signal >= before.size or series[slot, AT] >= before[signal]:
            continue
        gone += 1
        series[slot, AREA] = NOWHERE
        for place in range(taps.first[signal], taps.first[signal + 1]):
            tap, value = taps.of[place], series[slot, VALUE]
            if not taps.during[tap] and taps.above[tap] < value < taps.below[tap]:
                cells[tap, was, SUM] -= value
                cells[tap, was, COUNT] -= 1
                dirty[tap] = True
    return gone


@njit(cache=True, nogil=True)
def refill(series: Longs, taps: Taps, cells: Longs) -> None:
    """Work out the cells of the taps that take the newest of each subject from the series alone; they must be empty."""
    for slot in range(series.shape[0]):
        here = series[slot, AREA]
        if series[slot, KEY] == FREE or here == NOWHERE:
            continue
        signal, value = (series[slot, KEY] - 1) >> 32, series[slot, VALUE]
        if signal + 1 >= taps.first.size:
            continue
        for place in range(taps.first[signal], taps.first[signal + 1]):
            tap = taps.of[place]
            if taps.during[tap]:
                continue
            if taps.above[tap] < value < taps.below[tap]:
                cells[tap, here, SUM] += value
                cells[tap, here, COUNT] += 1
            cells[tap, here, NEWEST] = max(cells[tap, here, NEWEST], series[slot, AT])


@njit(cache=True, nogil=True)
def extremes(series: Longs, taps: Taps, dirty: Flags, edges: Longs) -> None:
    """Read least and most of the dirty taps that need them again from the series, in one pass over all of them."""
    for tap in range(dirty.size):
        if dirty[tap] and taps.edge[tap] != NOWHERE and not taps.during[tap]:
            edges[taps.edge[tap], :, 0] = np.iinfo(np.int64).max
            edges[taps.edge[tap], :, 1] = np.iinfo(np.int64).min
    for slot in range(series.shape[0]):
        here = series[slot, AREA]
        if series[slot, KEY] == FREE or here == NOWHERE:
            continue
        signal, value = (series[slot, KEY] - 1) >> 32, series[slot, VALUE]
        for place in range(taps.first[signal], taps.first[signal + 1]):
            tap = taps.of[place]
            edge = taps.edge[tap]
            if edge == NOWHERE or taps.during[tap] or not dirty[tap]:
                continue
            if taps.above[tap] < value < taps.below[tap]:
                edges[edge, here, 0] = min(edges[edge, here, 0], value)
                edges[edge, here, 1] = max(edges[edge, here, 1], value)


@njit(cache=True, nogil=True)
def climb(cells: Longs, parent: Ints, chosen: Longs, whole: Longs) -> None:
    """Add up the cells of the chosen taps along the tree: `whole` i8[tap, area, 3] holds each area with all below it.

    `parent` is the place of the area above, always a lower number; NOWHERE for the root.
    """
    for row in range(chosen.size):
        tap = chosen[row]
        whole[tap] = cells[tap]
        for area in range(parent.size - 1, 0, -1):
            above = parent[area]
            whole[tap, above, SUM] += whole[tap, area, SUM]
            whole[tap, above, COUNT] += whole[tap, area, COUNT]
            whole[tap, above, NEWEST] = max(whole[tap, above, NEWEST], whole[tap, area, NEWEST])


@njit(cache=True, nogil=True)
def climb_edges(edges: Longs, parent: Ints, row: int, whole: Longs) -> None:
    """The same for least and most: `whole` i8[edge, area, 2]."""
    whole[row] = edges[row]
    for area in range(parent.size - 1, 0, -1):
        above = parent[area]
        whole[row, above, 0] = min(whole[row, above, 0], whole[row, area, 0])
        whole[row, above, 1] = max(whole[row, above, 1], whole[row, area, 1])


@njit(cache=True, nogil=True)
def inside(series: Longs, signal: int, areas: Flags) -> Longs:
    """The slots of the series of a signal in some areas."""
    found = []
    for slot in range(series.shape[0]):
        if series[slot, KEY] != FREE and (series[slot, KEY] - 1) >> 32 == signal:
            here = series[slot, AREA]
            if here != NOWHERE and areas[here]:
                found.append(slot)
    return np.array(found, dtype=np.int64) if found else np.zeros(0, np.int64)
