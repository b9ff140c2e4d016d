"""A map with areas split, merged, moved or renamed: what ends, what comes and what became of what. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.levels import COMMUNITY, DIGITS, DISTRICT, GRID, STREET, Areas, Shapes, Texts
from cityloop.places.areas.replacing import labels_of
from cityloop.places.areas.stitching import stitched

Flags = NDArray[np.bool_]


class Became(StrEnum):
    """What can become of an area."""

    parted = "split"
    merged = "merged"
    moved = "moved"  # the same place under another code, because what is around it has another
    renamed = "renamed"
    replaced = "replaced"  # another survey was brought; the successor is where its middle is now


class Grid(NamedTuple):
    code: str
    name: str
    drawn: bool
    polygon: shapely.Geometry


class Link(NamedTuple):
    """What became of an area: its code before and after; one of the two may be empty."""

    before: str
    after: str
    kind: Became


class Recast(NamedTuple):
    """A change of the map. `cut` says that grids came whose outlines no grid had before, so that neighbours are sewn to
    them."""

    gone: frozenset[str]  # codes of grids
    fresh: tuple[Grid, ...]
    names: Mapping[str, str]  # of what comes above the grids, or is called otherwise
    links: tuple[Link, ...]
    cut: bool = False


def recast(areas: Areas, change: Recast) -> Areas:
    """The map with the change made. Only what is around a grid that came, went or was sewn gets a new outline."""
    kept = (areas.level == GRID) & ~np.isin(areas.code, list(change.gone))
    around = areas.polygon[kept]
    fresh: Shapes = np.array([*(one.polygon for one in change.fresh), None], dtype=object)[:-1]
    if change.cut:
        around = stitched(around, fresh)
    sewn = np.array([after is not before for after, before in zip(around, areas.polygon[kept], strict=True)], np.bool_)
    touched = [*change.gone, *(one.code for one in change.fresh), *areas.code[kept][sewn].tolist()]
    code = np.r_[areas.code[kept], np.array([one.code for one in change.fresh], areas.code.dtype)]
    order = np.argsort(code)
    grids = _Level(code[order], np.concatenate([around, fresh])[order])
    levels = [grids]
    for depth in (COMMUNITY, STREET, DISTRICT):
        levels.insert(0, _above(areas, levels[0], depth, {one[: DIGITS[depth]] for one in touched}))
    return _named(areas, change, levels)


class _Level(NamedTuple):
    code: Texts
    polygon: Shapes


def _above(areas: Areas, below: _Level, depth: int, touched: set[str]) -> _Level:
    """The areas around those below: as they were, or made anew where something in them changed."""
    code, first = np.unique(below.code.astype(f"U{DIGITS[depth]}"), return_index=True)
    here = areas.level == depth
    known = dict(zip(areas.code[here].tolist(), areas.polygon[here], strict=True))
    ends = np.append(first, below.code.size)
    polygon = np.empty(code.size, dtype=object)
    for place, one in enumerate(code.tolist()):
        made = one in touched or one not in known
        polygon[place] = shapely.coverage_union_all(below.polygon[ends[place] : ends[place + 1]]) if made else known[one]
    return _Level(code, polygon)


def _named(areas: Areas, change: Recast, levels: Sequence[_Level]) -> Areas:
    names = dict(zip(areas.code.tolist(), areas.name.tolist(), strict=True))
    drawn = dict(zip(areas.code.tolist(), areas.drawn.tolist(), strict=True))
    names |= {one.code: one.name for one in change.fresh} | dict(change.names)
    drawn |= {one.code: one.drawn for one in change.fresh}
    for link in change.links:  # what is made of drawn areas is as made up as they were
        drawn.setdefault(link.after, drawn.get(link.before, True))
    code = np.concatenate([level.code for level in levels])
    level = np.repeat(np.arange(1, GRID + 1, dtype=np.uint8), [one.code.size for one in levels])
    parent = np.array([one[: DIGITS.get(int(depth) - 1, 0)] for one, depth in zip(code.tolist(), level, strict=True)])
    polygon = np.concatenate([one.polygon for one in levels])
    return Areas(
        code,
        np.array([names[one] for one in code.tolist()]),
        level,
        parent,
        np.array([drawn[one] for one in code.tolist()], np.bool_),
        labels_of(code, polygon, areas),
        polygon,
    )


def of_survey(before: Areas, after: Areas) -> Iterable[Link]:
    """What became of areas that another survey has no more, or calls otherwise: their middles say where they went."""
    lost = np.flatnonzero(~np.isin(before.code, after.code))
    grids = after.level == GRID
    tree = shapely.STRtree(after.polygon[grids])
    place, grid = tree.query(shapely.points(before.label[lost]), predicate="intersects")
    where = dict(zip(place.tolist(), after.code[grids][grid].tolist(), strict=True))
    for number, row in enumerate(lost.tolist()):
        code = where.get(number, "")[: len(str(before.code[row]))]
        yield Link(str(before.code[row]), code, Became.replaced)
    now = dict(zip(after.code.tolist(), after.name.tolist(), strict=True))
    for code, name in zip(before.code.tolist(), before.name.tolist(), strict=True):
        if now.get(code, name) != name:
            yield Link(code, code, Became.renamed)
