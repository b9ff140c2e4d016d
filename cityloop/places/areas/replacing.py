"""A map with some of its areas replaced by those a city brings; what lies below them is drawn anew."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.cells import dissolved
from cityloop.places.areas.drawing import Steps
from cityloop.places.areas.fitting import fitted, unchanged
from cityloop.places.areas.importing import Brought, digits_of
from cityloop.places.areas.levels import COMMUNITY, DIGITS, DISTRICT, GRID, STREET, Areas, Named, Shapes, Texts
from cityloop.places.areas.mending import mended
from cityloop.places.areas.redrawing import Below, redrawn
from cityloop.places.areas.stitching import stitched

Flags = NDArray[np.bool_]

SEED = 2026
STEPS = 12


class Change(NamedTuple):
    """What brought areas do to a map, found out before anything is drawn."""

    level: int
    brought: Brought  # sorted by code
    same: Flags  # brought areas that stand already, but for slivers
    cleared: Flags  # areas of the map that make room, with all below them

    def surveyed_below(self, areas: Areas) -> Texts:
        """Codes of surveyed areas that would be lost."""
        return areas.code[self.cleared & ~areas.drawn & (areas.level > self.level)]

    def drawn_below(self, after: Areas) -> int:
        """How many areas were drawn anew below those brought."""
        fresh = np.array(self.brought.codes)[~self.same]
        return int((np.isin(after.code.astype(f"U{DIGITS[self.level]}"), fresh) & (after.level > self.level)).sum())


def change_by(brought: Brought, areas: Areas | None) -> Change:
    """Which areas of the map make room: those of the same parents, save what stands already in the same outlines."""
    brought = _sorted(brought)
    digits = digits_of(brought.codes)
    level = next(level for level, length in DIGITS.items() if length == digits)
    same = np.zeros(len(brought.codes), np.bool_)
    if areas is None:
        return Change(level, brought, same, np.zeros(0, np.bool_))
    if level > DISTRICT:
        here = (areas.level == level) & np.isin(areas.parent, [code[: DIGITS[level - 1]] for code in brought.codes])
        standing = np.flatnonzero(np.isin(brought.codes, areas.code[here]))
        place = np.searchsorted(areas.code[here], np.array(brought.codes)[standing])
        same[standing] = unchanged(brought.polygons[standing], areas.polygon[here][place])
    else:
        here = areas.level == level
    going = np.setdiff1d(areas.code[here], np.array(brought.codes)[same])
    cleared = (areas.level >= level) & np.isin(areas.code.astype(f"U{digits}"), going)
    return Change(level, brought, same, cleared)


def replaced(areas: Areas | None, change: Change, step: Steps, seed: int = SEED) -> Areas:
    """The map with the change made, a coverage on every level. Raises ValueError if outlines are too fine to be drawn."""
    brought, fresh = change.brought, ~change.same
    rows = [Named(*row) for row in zip(brought.codes, brought.names, strict=True)]
    above = [row for row, new in zip(rows, fresh, strict=True) if new]
    if above:
        polygons = _outlines(brought.polygons[fresh], above, change, areas)
        step(2)
        below = Below({}, polygons)
        if change.level < GRID:
            below = redrawn(change.level, above, polygons, areas, seed, step)
    else:
        below = Below({}, brought.polygons[fresh])
    return _assembled(areas, change, rows, below, step)


def _sorted(brought: Brought) -> Brought:
    order = np.argsort(brought.codes, kind="stable")
    codes, names = ([column[place] for place in order.tolist()] for column in (brought.codes, brought.names))
    return Brought(codes, names, shapely.make_valid(brought.polygons[order], method="structure", keep_collapsed=False))


def _outlines(polygons: Shapes, above: Sequence[Named], change: Change, areas: Areas | None) -> Shapes:
    """The new areas fitted to what was cleared for them; districts to each other."""
    if change.level == DISTRICT or areas is None:
        return mended(polygons).polygons
    digits = DIGITS[change.level - 1]
    room = change.cleared & (areas.level == GRID)
    parents, group = np.unique(areas.code[room].astype(f"U{digits}"), return_inverse=True)
    homes = np.array([row.code[:digits] for row in above])
    if not np.isin(homes, parents).all():
        raise ValueError("An area is brought where no other makes room for it.")
    frames = dissolved(areas.polygon[room], group, len(parents))
    return fitted(polygons, [row.code for row in above], frames, np.searchsorted(parents, homes))


def _assembled(areas: Areas | None, change: Change, rows: list[Named], below: Below, step: Steps) -> Areas:
    """Rows that stay and rows that come, sorted; every polygon is what the grids in it make together."""
    coming = {change.level: rows} | below.rows
    drawn = [np.full(len(some), level > change.level) for level, some in coming.items()]
    code, name = (np.array([row[side] for some in coming.values() for row in some]) for side in (0, 1))
    level = np.repeat(np.array([*coming], np.uint8), [len(some) for some in coming.values()])
    grids, grid_code = below.grids, np.array([row.code for row in coming.get(GRID, [])], np.str_)
    flags = np.concatenate(drawn)
    if change.level == GRID:
        grid_code = grid_code[~change.same]
    if areas is not None:
        stays = ~change.cleared & ~np.isin(areas.code, code)
        kept = ~change.cleared & (areas.level == GRID)
        code, name = np.r_[areas.code[stays], code], np.r_[areas.name[stays], name]
        level, flags = np.r_[areas.level[stays], level], np.r_[areas.drawn[stays], flags]
        around = stitched(areas.polygon[kept], grids) if len(grids) else areas.polygon[kept]
        grids, grid_code = np.concatenate([around, grids]), np.r_[areas.code[kept], grid_code]
    step(1)
    order = np.lexsort((code, level))
    code, name, level, flags = code[order], name[order], level[order], flags[order]
    polygon = np.concatenate(_levels(code, level, grids[np.argsort(grid_code)]))
    step(2)
    parent = code.astype(f"U{DIGITS[COMMUNITY]}")
    for depth, digits in ((DISTRICT, 0), (STREET, DIGITS[DISTRICT]), (COMMUNITY, DIGITS[STREET])):
        parent[level == depth] = code[level == depth].astype(f"U{digits}") if digits else ""
    return Areas(code, name, level, parent, flags, labels_of(code, polygon, areas), polygon)


def _levels(code: Texts, level: NDArray[np.uint8], grids: Shapes) -> list[Shapes]:
    """Polygons of every level from those of the grids, all in the order of their codes."""
    found = [grids]
    for depth in (COMMUNITY, STREET, DISTRICT):
        parents, group = np.unique(code[level == depth + 1].astype(f"U{DIGITS[depth]}"), return_inverse=True)
        if not np.array_equal(parents, code[level == depth]):
            raise ValueError("Some areas would have nothing in them.")
        found.insert(0, dissolved(found[0], group, len(parents)))
    return found


def labels_of(code: Texts, polygon: Shapes, areas: Areas | None) -> NDArray[np.float64]:
    """Where each name was written, if that is still inside, else a point inside."""
    label: NDArray[np.float64] = shapely.get_coordinates(shapely.point_on_surface(polygon))
    if areas is not None:
        known = np.flatnonzero(np.isin(code, areas.code))
        order = np.argsort(areas.code)
        before = areas.label[order[np.searchsorted(areas.code, code[known], sorter=order)]]
        inside = shapely.intersects_xy(polygon[known], *before.T)
        label[known[inside]] = before[inside]
    return label


def faults_of(areas: Areas) -> list[int]:
    """Levels that are no coverage of valid polygons; empty if all is well."""
    return [
        depth
        for depth in DIGITS
        if not shapely.coverage_is_valid(areas.polygon[areas.level == depth])
        or not shapely.is_valid(areas.polygon[areas.level == depth]).all()
    ]
