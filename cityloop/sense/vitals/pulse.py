"""Pulse: the state of all vital signs, and how it steps on: one fold over the reading log.

Time goes in ticks. Within a tick values follow the readings at once, and what the lamps would show is shown; when a tick
is over its lamps hold for good, and at the end of a cycle the values become readings. So what holds does not depend on
how readings were batched, and what is shown is never later than the last reading.
"""

from typing import Any, cast

import numpy as np

from cityloop.kernels import rollup
from cityloop.kernels.columns import Floats, Ints, Readings, State, in_order
from cityloop.kernels.lamps import NO_TIME, Holds
from cityloop.kernels.lamps import step as lamp_step
from cityloop.rulebook.rulebook import CITY_OFFSET_MS
from cityloop.sense.vitals import rules
from cityloop.sense.vitals.layout import Layout
from cityloop.sense.vitals.working import work_out

TICK_MS = 10_000
SWEEP_MS = 60_000
TREND = 24  # cycles remembered for a small curve
ROWS = {"value": np.nan, "said": np.nan, "at": 0, "lit": 0, "shown": 0, "quiet": NO_TIME, "turned": 0}
KINDS = {"at": np.int64, "lit": np.int8, "shown": np.int8, "quiet": np.int32, "turned": np.int64}


def fitted(state: State, plan: Layout) -> State:
    """The state with the rows and columns of the layout: what both know is taken along, what is new is empty."""
    areas, vitals = np.array(plan.tree.codes), np.array([one.name for one in plan.vitals] or [""])
    taps = np.array(plan.tap_names or [""])
    if all(_same(state.get(name), now) for name, now in (("areas", areas), ("vitals", vitals), ("taps", taps))):
        return state
    size, rows = areas.size, len(plan.vitals)
    fresh: dict[str, Any] = {"areas": areas, "vitals": vitals, "taps": taps}
    fresh |= {name: np.full((rows, size), empty, KINDS.get(name, np.float64)) for name, empty in ROWS.items()}
    fresh["since"] = np.full((rows, size, 4), NO_TIME, np.int32)
    fresh["trend"] = np.full((rows, size, TREND), np.nan, np.float32)
    fresh["open"], fresh["waits"] = np.ones(rows, np.bool_), np.zeros(rows, np.bool_)
    edges = int(plan.taps.edge.max(initial=-1)) + 1
    fresh["cells"] = np.zeros((len(plan.tap_names), size, 3), np.int64)
    fresh["edges"] = np.empty((edges, size, 2), np.int64)
    fresh["edges"][:, :, 0], fresh["edges"][:, :, 1] = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    fresh["dirty"] = np.ones(len(plan.tap_names), np.bool_)
    fresh |= {name: state.get(name, empty) for name, empty in _scalars().items()}
    if "areas" in state:
        _take_along(state, fresh)
    rollup.refill(fresh["series"], plan.taps, fresh["cells"])
    fresh["whole"], fresh["edge_whole"] = fresh["cells"].copy(), fresh["edges"].copy()
    return cast("State", fresh)


def _scalars() -> dict[str, Any]:
    return {
        "series": rollup.table(),
        "used": np.zeros(1, np.int64),
        "tick": np.zeros(1, np.int64),
        "swept": np.zeros(1, np.int64),
        "version": np.zeros(1, np.int64),
    }


def _same(one: Any, other: Any) -> bool:
    return one is not None and one.shape == other.shape and bool((one == other).all())


def _take_along(old: State, new: dict[str, Any]) -> None:
    """Copy rows and columns by name. Taps that add up over a cycle, and the areas of the series, too."""
    pairs = {}
    for axis in ("areas", "vitals", "taps"):
        _, here, there = np.intersect1d(old[axis], new[axis], return_indices=True)
        pairs[axis] = here, there
    (area, area_now), (row, row_now), (tap, tap_now) = pairs["areas"], pairs["vitals"], pairs["taps"]
    for name in (*ROWS, "since", "trend"):
        if new[name].shape[0]:
            new[name][np.ix_(row_now, area_now)] = np.asarray(old[name])[np.ix_(row, area)]
    summing = np.array([str(name).split("|")[3:4] != ["0"] for name in np.asarray(old["taps"])[tap]], np.bool_)
    if summing.any() and new["cells"].shape[0]:
        new["cells"][np.ix_(tap_now[summing], area_now)] = np.asarray(old["cells"])[np.ix_(tap[summing], area)]
    places = np.full(np.asarray(old["areas"]).size + 1, rollup.NOWHERE, np.int64)
    places[area] = area_now
    series = np.asarray(old["series"]).copy()
    series[:, rollup.AREA] = np.where(series[:, rollup.KEY] != rollup.FREE, places[series[:, rollup.AREA]], 0)
    new["series"] = series


def step(state: State, plan: Layout, readings: Readings, area: Ints, now: int) -> tuple[State, Readings]:
    """Take readings in and let time go on to `now` (ms). `area` is the place of each reading in the tree, STAYS if it does
    not say. What it gives: a reading for each value that changed in a cycle that ended, signal and subject by their places
    in the layout."""
    state = fitted(state, plan)
    said: list[Readings] = []
    order = in_order(readings)
    if order is not None:
        readings, area = readings.take(order), area[order]
    ticks = np.maximum(np.minimum(readings.at, now) // TICK_MS, int(state["tick"][0]))
    if ticks.size > 1 and (ticks[1:] < ticks[:-1]).any():
        order = np.argsort(ticks, kind="stable")
        readings, area, ticks = readings.take(order), area[order], ticks[order]
    state["series"] = rollup.roomy(cast("Any", state["series"]), int(state["used"][0]), readings.at.size)
    taps = _padded(plan, int(readings.signal.max(initial=-1)))
    borders = np.flatnonzero(np.diff(ticks)) + 1
    for rows in np.split(np.arange(ticks.size), borders) if ticks.size else ():
        said += close_until(state, plan, int(ticks[rows[0]]))
        part = slice(int(rows[0]), int(rows[-1]) + 1)
        some = Readings._make(column[part] for column in readings)
        series, cells, edges, dirty = (cast("Any", state[name]) for name in ("series", "cells", "edges", "dirty"))
        cast("Any", state["used"])[0] += rollup.take(series, taps, some, area[part], cells, edges, dirty, now)
    said += close_until(state, plan, now // TICK_MS)
    show(state, plan, now)
    return state, _joined(said)


def _padded(plan: Layout, highest: int) -> rollup.Taps:
    """The taps with room for signals that came into the log after the layout was made."""
    missing = highest + 2 - plan.taps.first.size
    if missing <= 0:
        return plan.taps
    return plan.taps._replace(first=np.r_[plan.taps.first, np.full(missing, plan.taps.of.size)])


def close_until(state: State, plan: Layout, tick: int) -> list[Readings]:
    """End the ticks before `tick`. Between two ticks in which something was said nothing changes but time."""
    before = int(state["tick"][0])
    if tick <= before:
        return []
    if before:
        _settle(state, plan, (before + 1) * TICK_MS)
    said = _end_cycles(state, plan, before * TICK_MS, tick * TICK_MS) if before else []
    state["tick"][0] = tick
    if tick * TICK_MS - int(state["swept"][0]) >= SWEEP_MS:
        state["swept"][0] = tick * TICK_MS // SWEEP_MS * SWEEP_MS
        before_ms = int(state["swept"][0]) - np.minimum(plan.silent, int(state["swept"][0]))
        series, cells, dirty = (cast("Any", state[name]) for name in ("series", "cells", "dirty"))
        rollup.fade(series, plan.taps, before_ms, cells, dirty)
    return said


def _freshen(state: State, plan: Layout) -> None:
    """Work out anew what the dirty taps feed."""
    dirty = np.flatnonzero(state["dirty"])
    if dirty.size:
        rows = sorted({row for tap in dirty for row in plan.read_by[tap]})
        work_out(state, plan, dirty, rows)
        state["open"][rows] = True
        state["dirty"][:] = False
        state["version"][0] += 1


def _settle(state: State, plan: Layout, now: int) -> None:
    """What the lamps show now holds."""
    _freshen(state, plan)
    for row in _unsettled(state, plan):
        state["waits"][row] = _lamp(state, plan, row, now, _holds(state, row))
    state["open"][:] = False


def show(state: State, plan: Layout, now: int) -> None:
    """What the lamps would show if nothing more came; what holds stays as it was."""
    _freshen(state, plan)
    for row in _unsettled(state, plan):
        _lamp(state, plan, row, now, Holds._make(part.copy() for part in _holds(state, row)))


def _unsettled(state: State, plan: Layout) -> list[int]:
    turning = {row for row, lit in enumerate(plan.lit) if lit and lit.lamp.calendar}
    return sorted(turning | set(np.flatnonzero(np.logical_or(state["open"], state["waits"])).tolist()))


def _holds(state: State, row: int) -> Holds:
    return Holds(*(cast("Any", state[name])[row] for name in ("lit", "since", "quiet")))


def _lamp(state: State, plan: Layout, row: int, now: int, holds: Holds) -> bool:
    lit = plan.lit[row]
    if lit is None:
        return False
    spell = rules.spell_at(lit.lamp, now)
    limits: Floats = lit.limits[-1 if spell is None else spell]
    tick_began = int(state["tick"][0]) * TICK_MS
    said = (np.clip(cast("Any", state["at"])[row], tick_began, now) // 1000).astype(np.int32)
    waits = lamp_step(holds, cast("Any", state["value"])[row], said, limits, lit.ways, now // 1000)
    turned = np.flatnonzero(cast("Any", state["shown"])[row] != holds.lit)
    if turned.size:
        cast("Any", state["turned"])[row, turned] = now
        state["shown"][row] = holds.lit
        state["version"][0] += 1
    return bool(waits)


def _end_cycles(state: State, plan: Layout, since: int, until: int) -> list[Readings]:
    """The values as readings of the first end of a cycle in (since, until], where they changed; sums over it begin anew."""
    said = []
    value, told = cast("Any", state["value"]), cast("Any", state["said"])
    for cycle in np.unique(plan.cycle):
        end = int(((since + CITY_OFFSET_MS) // cycle + 1) * cycle - CITY_OFFSET_MS)
        if end > until:
            continue
        rows = np.flatnonzero(plan.cycle == cycle)
        changed = (value[rows] != told[rows]) & ~np.isnan(value[rows])
        which, where = np.nonzero(changed)
        told[rows[which], where] = value[rows[which], where]
        cast("Any", state["trend"])[rows] = np.roll(cast("Any", state["trend"])[rows], -1, axis=2)
        cast("Any", state["trend"])[rows, :, -1] = value[rows]
        nowhere = np.full(which.size, np.nan)
        given = value[rows[which], where].copy()
        signal, subject = rows[which].astype(np.int32), where.astype(np.int32)
        said.append(Readings(signal, subject, np.full(which.size, end), given, nowhere, nowhere))
        summing = np.flatnonzero(plan.tap_cycle == cycle)
        if summing.size:
            _begin_anew(state, plan, summing)
    return said


def _begin_anew(state: State, plan: Layout, taps: Any) -> None:
    cast("Any", state["cells"])[taps, :, :2] = 0
    edges = plan.taps.edge[taps]
    cast("Any", state["edges"])[edges[edges >= 0], :, 0] = np.iinfo(np.int64).max
    cast("Any", state["edges"])[edges[edges >= 0], :, 1] = np.iinfo(np.int64).min
    state["dirty"][taps] = True


def _joined(parts: list[Readings]) -> Readings:
    if not parts:
        return Readings._make(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int64, float, float, float))
    return Readings._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
