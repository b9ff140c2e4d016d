"""Working out: from the cells of the taps to the value of a vital sign in every area. Columns of areas, no loop over them."""

from typing import Any, cast

import numpy as np

from cityloop.kernels import rollup
from cityloop.kernels.columns import Floats, Longs, State
from cityloop.kernels.rollup import COUNT, NEWEST, NOWHERE, SUM
from cityloop.rulebook.vitals import How, RollUp
from cityloop.sense.vitals.layout import Layout, Use, level_row


def work_out(state: State, plan: Layout, taps: Longs, rows: list[int]) -> None:
    """Bring the taps up the tree, then the rows in their order: an area's own formula, and what rolls up from below."""
    _climb(state, plan, taps)
    value, at = cast("Any", state["value"]), cast("Any", state["at"])
    for row in rows:
        columns, known, newest = _columns(state, plan, row)
        said = plan.formulas[row].on(columns, known.size)
        said = np.where(known & np.isfinite(said), said, np.nan)
        value[row], at[row] = _rolled(plan, row, said, newest, columns)


def _climb(state: State, plan: Layout, taps: Longs) -> None:
    cells, whole = cast("Any", state["cells"]), cast("Any", state["whole"])
    edged = [int(tap) for tap in taps if plan.taps.edge[tap] != NOWHERE]
    if edged:
        rollup.extremes(cast("Any", state["series"]), plan.taps, cast("Any", state["dirty"]), cast("Any", state["edges"]))
    rollup.climb(cells, plan.tree.parent, taps, whole)
    for tap in edged:
        edges, whole_edges = cast("Any", state["edges"]), cast("Any", state["edge_whole"])
        rollup.climb_edges(edges, plan.tree.parent, int(plan.taps.edge[tap]), whole_edges)


def _columns(state: State, plan: Layout, row: int) -> tuple[dict[str, Floats], Any, Longs]:
    """What the names of the formula say in each area, where anything is known at all, and as of when."""
    whole, value, at = (cast("Any", state[name]) for name in ("whole", "value", "at"))
    size = len(plan.tree.codes)
    columns, known, newest = {}, np.zeros(size, np.bool_), np.zeros(size, np.int64)
    for use in plan.uses[row]:
        if use.vital != NOWHERE:
            columns[use.name] = value[use.vital]
            known |= ~np.isnan(value[use.vital])
            newest = np.maximum(newest, at[use.vital])
            continue
        columns[use.name] = column_of(state, plan, use)
        known |= (whole[use.all_of, :, COUNT] > 0) | (whole[use.tap, :, COUNT] > 0)
        newest = np.maximum(newest, whole[use.tap, :, NEWEST])
    return columns, known, newest


def column_of(state: State, plan: Layout, use: Use) -> Floats:
    """One input in each area."""
    cells = cast("Any", state["whole"])[use.tap]
    count = cells[:, COUNT].astype(np.float64)
    if use.how == How.count:
        return np.asarray(count)
    if use.how in (How.min, How.max):
        edge = cast("Any", state["edge_whole"])[plan.taps.edge[use.tap], :, int(use.how == How.max)]
        return np.where(count > 0, edge / rollup.SCALE, np.nan)
    total = cells[:, SUM] / rollup.SCALE
    if use.how == How.mean:
        total = np.divide(total, count, out=np.full(count.size, np.nan), where=count > 0)
    return np.where(count > 0, total, np.nan)


def _rolled(plan: Layout, row: int, said: Floats, newest: Longs, columns: dict[str, Floats]) -> tuple[Floats, Longs]:
    """The values above the base level out of those at it; at it and below, the formula's own."""
    vital, tree = plan.vitals[row], plan.tree
    base_level = level_row(vital)
    if vital.rolls_up == RollUp.ratio or base_level == 0:
        return said, newest
    found, when = said.copy(), newest.copy()
    stands = ~np.isnan(said) & (tree.level == base_level)
    if base_level == 2:  # a district that is spoken for as a whole stands for its streets
        has = np.zeros(stands.size, np.bool_)
        has[tree.parent[stands]] = True
        stands |= ~np.isnan(said) & (tree.level == 1) & ~has
    known = np.flatnonzero(stands)
    if not known.size:
        return found, when
    groups = [np.zeros(known.size, np.int64)]
    if base_level == 2:
        groups.append(np.where(tree.level[known] == 2, tree.parent[known], known).astype(np.int64))
    for group in groups:
        areas, at = np.unique(group, return_inverse=True)
        found[areas], when[areas] = _together(plan, row, said[known], newest[known], at, columns, known)
    return found, when


def _together(
    plan: Layout, row: int, said: Floats, newest: Longs, group: Longs, columns: dict[str, Floats], places: Longs
) -> tuple[Any, Any]:
    """One number for each group of areas, groups 0, 1, 2 …"""
    vital = plan.vitals[row]
    many = int(group.max()) + 1
    when = np.zeros(many, np.int64)
    np.maximum.at(when, group, newest)
    count = np.bincount(group, minlength=many)
    way = vital.rolls_up
    if way == RollUp.worst:
        way = RollUp.max if vital.lamp is None or vital.lamp.rises else RollUp.min
    if way == RollUp.count:
        return np.bincount(group, weights=_beyond(plan, row, said, places), minlength=many), when
    if way == RollUp.weighted:
        weight = np.nan_to_num(columns[vital.weight][places])
        heavy = np.bincount(group, weights=weight, minlength=many)
        total = np.bincount(group, weights=weight * said, minlength=many)
        return np.divide(total, heavy, out=np.full(many, np.nan), where=heavy > 0), when
    if way in (RollUp.min, RollUp.max):
        edge = np.full(many, np.inf if way == RollUp.min else -np.inf)
        (np.minimum if way == RollUp.min else np.maximum).at(edge, group, said)
        return edge, when
    if way == RollUp.latest:
        order = np.lexsort((newest, group))
        last = np.r_[group[order][1:] != group[order][:-1], True]
        return said[order][last], when
    total = np.bincount(group, weights=said, minlength=many)
    return (total / count if way == RollUp.mean else total), when


def _beyond(plan: Layout, row: int, said: Floats, places: Longs) -> Floats:
    """1 where a value is beyond the lowest limit of its lamp, whatever the hour, 0 elsewhere."""
    lit = plan.lit[row]
    if lit is None:
        return np.ones(said.size)
    limits = lit.limits[-1][:, places]
    lowest = np.nanmin(limits, axis=0) if lit.ways.rises else np.nanmax(limits, axis=0)
    beyond: Floats = (said >= lowest if lit.ways.rises else said <= lowest).astype(np.float64)
    return beyond
