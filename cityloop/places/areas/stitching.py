"""New areas sewn to old neighbours: every vertex that came on to their common border is put into the neighbours too."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.levels import Shapes
from cityloop.places.areas.mending import LATTICE

Point = tuple[int, int]  # in steps of the lattice
Edge = tuple[Point, Point]
Chains = Mapping[Edge, list[Point]]


def stitched(kept: Shapes, fresh: Shapes) -> Shapes:
    """The kept polygons with the vertices that fresh ones have on common borders; both lie on the lattice."""
    near = np.unique(shapely.STRtree(kept).query(fresh, predicate="intersects")[1])
    old = {edge for polygon in kept[near] for ring in _rings(polygon) for edge in pairwise(ring)}
    chains = _chains(_loose(fresh, old), {point for edge in old for point in edge})
    sewn: Shapes = kept.copy()
    for place in near.tolist():
        if any(edge in chains for ring in _rings(kept[place]) for edge in pairwise(ring)):
            sewn[place] = _with_chains(kept[place], chains)
    return sewn


def _loose(fresh: Shapes, old: set[Edge]) -> set[Edge]:
    """Edges on the outside of the fresh polygons that no old polygon has; each both ways."""
    outside = (edge for ring in _rings(shapely.coverage_union_all(fresh)) for edge in pairwise(ring))
    loose = {edge for edge in outside if edge not in old and (edge[1], edge[0]) not in old}
    return loose | {(end, start) for start, end in loose}


def _chains(loose: set[Edge], ends: set[Point]) -> Chains:
    """Ways along loose edges from one old vertex to the next: which new vertices lie between; the shortest of several."""
    onward: defaultdict[Point, list[Point]] = defaultdict(list)
    for start, end in sorted(loose):
        onward[start].append(end)
    chains: dict[Edge, list[Point]] = {}
    for start in sorted(onward.keys() & ends):
        for after in onward[start]:
            way = _way(start, after, onward, ends)
            edge = (start, way[-1])
            if edge not in chains or _length([start, *way]) < _length([start, *chains[edge], way[-1]]):
                chains[edge] = way[:-1]
    return chains


def _way(start: Point, after: Point, onward: Mapping[Point, list[Point]], ends: set[Point]) -> list[Point]:
    way, before = [after], start
    while way[-1] not in ends:
        further = [point for point in onward[way[-1]] if point != before]
        if not further or len(way) > len(onward):
            break
        before = way[-1]
        way.append(further[0])
    return way


def _length(way: list[Point]) -> float:
    return sum(float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(way))


def _with_chains(polygon: shapely.Geometry, chains: Chains) -> shapely.Geometry:
    parts = [
        shapely.Polygon(rings[0], rings[1:])
        for part in shapely.get_parts(polygon)
        if (rings := [_degrees(_threaded(ring, chains)) for ring in _rings(part)])
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _threaded(ring: list[Point], chains: Chains) -> list[Point]:
    return [ring[0], *(point for edge in pairwise(ring) for point in [*chains.get(edge, []), edge[1]])]


def _rings(polygon: shapely.Geometry) -> Iterator[list[Point]]:
    """Rings of all parts, outer ones before their holes, in steps of the lattice."""
    for ring in shapely.get_rings(shapely.get_parts(polygon)):
        steps = np.rint(shapely.get_coordinates(ring) / LATTICE).astype(np.int64)
        yield [(x, y) for x, y in steps.tolist()]


def _degrees(ring: list[Point]) -> NDArray[np.float64]:
    return np.round(np.array(ring) * LATTICE, 6)
