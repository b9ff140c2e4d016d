"""Working out: from the cells of the taps to the value of a vital sign in every area. Columns, no loop over areas.

Vital signs of one kin, with the same formula and the same way of rolling up, are worked out together as one long column.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels import rollup
from cityloop.kernels.columns import Floats, Longs, State
from cityloop.kernels.rollup import COUNT, NEWEST, NOWHERE, SUM
from cityloop.rulebook.vitals import How, RollUp
from cityloop.sense.vitals.layout import Layout, Use, level_row

AT_ONCE = 128  # rows worked out together: a column that fits into the processor's memory


def work_out(state: State, plan: Layout, taps: Longs, rows: Sequence[int]) -> None:
    """Bring the taps up the tree, then the rows: an area's own formula, and what rolls up from below."""
    _climb(state, plan, taps)
    value, at = cast("Any", state["value"]), cast("Any", state["at"])
    shape = (-1, len(plan.tree.codes))
    for kin in _kin(plan, rows):
        columns, known, newest = _columns(state, plan, kin)
        said = plan.formulas[kin[0]].on(columns, known.size)
        said = np.where(known & np.isfinite(said), said, np.nan)
        said, newest = _rolled(plan, kin, said, newest, columns)
        value[kin], at[kin] = said.reshape(shape), newest.reshape(shape)


def _kin(plan: Layout, rows: Sequence[int]) -> Iterator[list[int]]:
    """The rows in groups of one kin; those that read other vital signs one by one after those they read."""
    groups: dict[int, list[int]] = {}
    for row in rows:
        groups.setdefault(plan.kin[row], []).append(row)
    for _, group in sorted(groups.items()):
        for first in range(0, len(group), AT_ONCE):
            yield group[first : first + AT_ONCE]


def _climb(state: State, plan: Layout, taps: Longs) -> None:
    cells, whole = cast("Any", state["cells"]), cast("Any", state["whole"])
    edged = [int(tap) for tap in taps if plan.taps.edge[tap] != NOWHERE]
    if edged:
        rollup.extremes(cast("Any", state["series"]), plan.taps, cast("Any", state["dirty"]), cast("Any", state["edges"]))
    rollup.climb(cells, plan.tree.parent, taps, whole)
    for tap in edged:
        edges, whole_edges = cast("Any", state["edges"]), cast("Any", state["edge_whole"])
        rollup.climb_edges(edges, plan.tree.parent, int(plan.taps.edge[tap]), whole_edges)


def _columns(state: State, plan: Layout, kin: list[int]) -> tuple[dict[str, Floats], NDArray[np.bool_], Longs]:
    """What the names of the formula say, row after row of areas, where anything is known at all, and as of when."""
    whole, value, at = (cast("Any", state[name]) for name in ("whole", "value", "at"))
    size = len(kin) * len(plan.tree.codes)
    columns, known, newest = {}, np.zeros(size, np.bool_), np.zeros(size, np.int64)
    for place, use in enumerate(plan.uses[kin[0]]):
        if use.vital != NOWHERE:
            columns[use.name] = value[use.vital]
            known |= ~np.isnan(value[use.vital])
            newest = np.maximum(newest, at[use.vital])
            continue
        taps = np.array([plan.uses[row][place].tap for row in kin])
        all_of = np.array([plan.uses[row][place].all_of for row in kin])
        columns[use.name] = column_of(state, plan, use, taps)
        known |= (whole[taps, :, COUNT].ravel() > 0) | (whole[all_of, :, COUNT].ravel() > 0)
        newest = np.maximum(newest, whole[taps, :, NEWEST].ravel())
    return columns, known, newest


def column_of(state: State, plan: Layout, use: Use, taps: Longs) -> Floats:
    """One input of each of some rows in each area, row after row."""
    cells = cast("Any", state["whole"])
    count = cells[taps, :, COUNT].ravel().astype(np.float64)
    if use.how == How.count:
        return np.asarray(count)
    if use.how in (How.min, How.max):
        edge = cast("Any", state["edge_whole"])[plan.taps.edge[taps], :, int(use.how == How.max)].ravel()
        return np.where(count > 0, edge / rollup.SCALE, np.nan)
    total = cells[taps, :, SUM].ravel() / rollup.SCALE
    if use.how == How.mean:
        total = np.divide(total, count, out=np.full(count.size, np.nan), where=count > 0)
    return np.where(count > 0, total, np.nan)


def _rolled(plan: Layout, kin: list[int], said: Floats, newest: Longs, columns: dict[str, Floats]) -> tuple[Floats, Longs]:
    """The values above the base level out of those at it; at it and below, the formula's own."""
    vital, tree = plan.vitals[kin[0]], plan.tree
    base_level, size = level_row(vital), len(plan.tree.codes)
    if vital.rolls_up == RollUp.ratio or base_level == 0:
        return said, newest
    level, first = np.tile(tree.level, len(kin)), np.repeat(np.arange(len(kin)) * size, size)
    parent = first + np.tile(np.maximum(tree.parent, 0), len(kin))
    known = ~np.isnan(said)
    stands = known & (level == base_level)
    if base_level == 2:  # a district that is spoken for as a whole stands for its streets
        has = np.zeros(said.size, np.bool_)
        has[parent[stands]] = True
        stands |= known & (level == 1) & ~has
    base = np.flatnonzero(stands)
    groups = [first[base]]
    if base_level == 2:
        groups.append(np.where(level[base] == 2, parent[base], base))
    found, when = said.copy(), newest.copy()
    for group in groups:
        value, at, some = _together(plan, kin[0], said[base], newest[base], group, columns, base)
        found[some], when[some] = value[some], at[some]
    return found, when


def _together(
    plan: Layout, row: int, said: Floats, newest: Longs, group: Longs, columns: dict[str, Floats], base: Longs
) -> tuple[Any, Any, Any]:
    """One number for each group, by the place it is for, and which places have one."""
    vital, many = plan.vitals[row], int(group.max(initial=-1)) + 1
    when = np.zeros(many, np.int64)
    np.maximum.at(when, group, newest)
    count = np.bincount(group, minlength=many)
    some, way = np.flatnonzero(count), vital.rolls_up
    if way == RollUp.worst:
        way = RollUp.max if vital.lamp is None or vital.lamp.rises else RollUp.min
    if way == RollUp.count:
        return np.bincount(group, weights=_beyond(plan, row, said, base), minlength=many), when, some
    if way in (RollUp.min, RollUp.max):
        edge = np.full(many, np.inf if way == RollUp.min else -np.inf)
        (np.minimum if way == RollUp.min else np.maximum).at(edge, group, said)
        return edge, when, some
    if way == RollUp.latest:
        order = np.lexsort((newest, group))
        latest = np.full(many, np.nan)
        latest[group[order]] = said[order]
        return latest, when, some
    weight = np.ones(said.size)
    if way == RollUp.weighted:
        weight = np.nan_to_num(columns[vital.weight][base])
    total = np.bincount(group, weights=weight * said, minlength=many)
    if way == RollUp.sum:
        return total, when, some
    heavy = np.bincount(group, weights=weight, minlength=many)
    return np.divide(total, heavy, out=np.full(many, np.nan), where=heavy > 0), when, some


def _beyond(plan: Layout, row: int, said: Floats, base: Longs) -> Floats:
    """1 where a value is beyond the lowest limit of its lamp, whatever the hour, 0 elsewhere."""
    lit = plan.lit[row]
    if lit is None:
        return np.ones(said.size)
    limits = lit.limits[-1][:, base]
    lowest = np.nanmin(limits, axis=0) if lit.ways.rises else np.nanmax(limits, axis=0)
    beyond: Floats = (said >= lowest if lit.ways.rises else said <= lowest).astype(np.float64)
    return beyond
