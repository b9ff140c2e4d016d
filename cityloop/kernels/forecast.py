"""Forecast with a band: what the next reading should be, between what and what, and whether a limit will be crossed."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from cityloop.kernels import habit
from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NOWHERE, Draft, draft, findings, grown, write

DEFAULTS = {"cover": 0.99, "points": 3.0, "learn_s": 604_800.0, "memory_days": 20.0, "offset_s": 28_800.0}
CROSSING = {"ahead_s": 7_200.0, "learn_s": 604_800.0, "memory_days": 20.0, "offset_s": 28_800.0}  # and `limit`
LATELY = 0.4  # part of what happened lately that goes on
FADE_H = 6.0  # and how long
PACE = 0.05  # spreads by which the band moves for a reading outside it


class Band(NamedTuple):
    """For each reading, in its order: what had been forecast before it was seen; nan where nothing was known."""

    expected: Floats
    low: Floats
    high: Floats


def band(state: State, readings: Readings, *, cover: Floats, memory_days: Floats, offset_s: Floats) -> tuple[State, Band]:
    """The forecast of each reading from those before it, and the band that holds `cover` of them (0.9: nine of ten).

    The usual value of its hour (see `habit`), with a part of what was unusual lately. The band's borders move after each
    reading so that in the long run the promised part falls inside, whatever the values' law (adaptive conformal inference,
    Gibbs & Candès, NeurIPS 2021). 436 bytes a subject.
    """
    out = np.full((3, readings.at.size), np.nan)
    if not readings.at.size:
        return state, Band(*out)
    order = in_order(readings)
    rows = np.arange(readings.at.size) if order is None else order
    columns = np.stack([cover, memory_days, offset_s], axis=1)[rows]
    size = int(readings.subject.max()) + 1
    said = np.full((3, rows.size), np.nan)
    _forecast(grown(state, "habit", size, habit.UNSEEN[0]), readings.take(rows), columns, said)
    out[:, rows] = said
    return state, Band(*out)


def step(
    state: State,
    readings: Readings,
    *,
    cover: Floats,
    points: Floats,
    learn_s: Floats,
    memory_days: Floats,
    offset_s: Floats,
) -> tuple[State, Findings]:
    """Stretches of at least `points` readings outside the band of `cover`, one after the other; `peak` is the most beyond it.

    `peak` is in the value's unit. Nothing is said in the first `learn_s`.
    """
    if not readings.at.size:
        return state, nothing()
    columns = np.stack([points, learn_s, cover, memory_days, offset_s], axis=1)
    order = in_order(readings)
    if order is not None:
        readings, columns = readings.take(order), columns[order]
    notes = draft(state, readings)
    said = np.full((3, readings.at.size), np.nan)
    _outside(grown(state, "habit", notes.row_of.size, habit.UNSEEN[0]), notes, readings, columns, said)
    return state, findings(notes)


def crossing(
    state: State,
    readings: Readings,
    *,
    limit: Floats,
    ahead_s: Floats,
    learn_s: Floats,
    memory_days: Floats,
    offset_s: Floats,
) -> tuple[State, Findings]:
    """Stretches in which the forecast for `ahead_s` later is above `limit` (the value's unit); `peak` is the highest forecast."""
    if not readings.at.size:
        return state, nothing()
    columns = np.stack([limit, ahead_s, learn_s, memory_days, offset_s], axis=1)
    order = in_order(readings)
    if order is not None:
        readings, columns = readings.take(order), columns[order]
    notes = draft(state, readings)
    _crossing(grown(state, "habit", notes.row_of.size, habit.UNSEEN[0]), notes, readings, columns)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _next(one: Any, at: int, value: float, cover: float, memory_days: float, offset_s: float, said: Any) -> None:
    """Forecast a reading into `said` (expected, low, high), then learn from it."""
    here = habit.slot(at, offset_s)
    if one.spread[here] > 0.0:
        spread = one.spread[here]
        said[0] = one.usual[here] + LATELY * one.lately
        said[1], said[2] = said[0] + one.below * spread, said[0] + one.above * spread
        beside = 0.5 * (1.0 - cover)
        one.above += PACE * ((1.0 if value > said[2] else 0.0) - beside)
        one.below -= PACE * ((1.0 if value < said[1] else 0.0) - beside)
    habit.learn(one, at, value, here, LATELY, memory_days)


@njit(cache=True, nogil=True)
def _forecast(habits: Any, readings: Readings, columns: Any, said: Any) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(habits, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        at, value = readings.at[row], readings.value[row]
        one = habits[readings.subject[row]]
        if at > one.at and not np.isnan(value):
            cover, memory_days, offset_s = columns[row]
            _next(one, at, value, cover, memory_days, offset_s, said[:, row])


@njit(cache=True, nogil=True)
def _outside(habits: Any, notes: Draft, readings: Readings, columns: Any, said: Any) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(habits, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        one = habits[subject]
        if at <= one.at or np.isnan(value):
            continue
        points, learn_s, cover, memory_days, offset_s = columns[row]
        _next(one, at, value, cover, memory_days, offset_s, said[:, row])
        beyond = max(value - said[2, row], said[1, row] - value)
        if not beyond > 0.0 or at - one.first < learn_s * 1000.0:
            one.points = 0.0
            continue
        if one.points == 0.0:
            notes.row_of[subject] = NOWHERE
            one.began, one.peak = at, 0.0
        one.points += 1.0
        one.peak = max(one.peak, beyond)
        if one.points >= points:
            write(notes, subject, one.began, at, one.peak, readings.lon[row], readings.lat[row])


@njit(cache=True, nogil=True)
def _crossing(habits: Any, notes: Draft, readings: Readings, columns: Any) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(habits, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        one = habits[subject]
        if at <= one.at or np.isnan(value):
            continue
        limit, ahead_s, learn_s, memory_days, offset_s = columns[row]
        habit.learn(one, at, value, habit.slot(at, offset_s), LATELY, memory_days)
        then = one.usual[habit.slot(at + int(ahead_s * 1000.0), offset_s)]
        then += LATELY * one.lately * np.exp(-ahead_s / (3600.0 * FADE_H))
        if not then > limit or at - one.first < learn_s * 1000.0:
            one.points = 0.0
            continue
        if one.points == 0.0:
            notes.row_of[subject] = NOWHERE
            one.began, one.peak = at, then
        one.points += 1.0
        one.peak = max(one.peak, then)
        write(notes, subject, one.began, at, one.peak, readings.lon[row], readings.lat[row])
