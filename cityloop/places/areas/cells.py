"""A city cut into cells around points: one network of lines, so that neighbours share every vertex."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.kernels.reach import Graph, graph_of
from cityloop.places.areas.measures import METRES_A_DEGREE, stretch
from cityloop.places.areas.mending import LATTICE

Shapes = NDArray[np.object_]
Places = NDArray[np.int64]


class Cells(NamedTuple):
    """A cell around each site, all one coverage, and which cells of one district are neighbours."""

    polygons: Shapes
    graph: Graph  # lengths in decimetres between sites


def edges_of(district: shapely.Polygon, sites: NDArray[np.float64]) -> tuple[Shapes, Shapes]:
    """Lines halfway between sites: those well inside the district, and those cut off at its border."""
    lines = shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=district, only_edges=True)
    edges = shapely.get_parts(lines)
    shapely.prepare(district)
    inside = shapely.contains_properly(district, edges)
    crossing = edges[~inside]
    return edges[inside], shapely.intersection(crossing[shapely.intersects(district, crossing)], district)


def cells_of(districts: Shapes, inner: Shapes, border: Shapes, sites: NDArray[np.float64], district: Places) -> Cells:
    """Cells from the lines of `edges_of` of all districts, one around each site f8[n, 2] in its district i8[n].

    Only lines at borders can meet anywhere but at their ends, so only they are noded. Raises ValueError if a site
    gets no cell of its own.
    """
    noded = shapely.union_all(np.concatenate([border, shapely.boundary(districts)]), grid_size=LATTICE)
    lines = np.concatenate([_on_lattice(inner), shapely.get_parts(noded)])
    faces = shapely.get_parts(shapely.polygonize(lines))
    site, face = shapely.STRtree(faces).query(shapely.points(sites), predicate="within")
    owner = np.full(len(faces), -1)
    owner[face] = site
    if not np.array_equal(np.sort(site), np.arange(len(sites))) or np.unique(face).size != face.size:
        raise ValueError("Some cells of the drawn city have no site, or two.")
    one, other, length = shared_borders(faces)
    within = with_strays(faces, owner, district, districts, (one, other, length))
    kept = within >= 0
    return Cells(dissolved(faces[kept], within[kept], len(sites)), _neighbours(within, district, sites, one, other))


def shared_borders(faces: Shapes) -> tuple[Places, Places, NDArray[np.float64]]:
    """Pairs of faces with a common border, a pair for every common segment, and the segment's length in degrees."""
    coordinates, owner = shapely.get_coordinates(shapely.boundary(faces), return_index=True)
    whole = np.rint(coordinates / LATTICE).astype(np.int64)
    point = (whole[:, 0] << 32) + whole[:, 1]
    along = owner[1:] == owner[:-1]
    low, high = np.minimum(point[1:], point[:-1])[along], np.maximum(point[1:], point[:-1])[along]
    length = np.hypot(*np.diff(coordinates, axis=0).T)[along]
    order = np.lexsort((high, low))
    same = np.flatnonzero((low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1]))
    face = owner[1:][along][order]
    return face[same], face[same + 1], length[order][same]


def _on_lattice(lines: Shapes) -> Shapes:
    rounded = np.rint(shapely.get_coordinates(lines) / LATTICE) * LATTICE
    ends = np.round(rounded, 6).reshape(-1, 2, 2)
    return np.asarray(shapely.linestrings(ends[(ends[:, 0] != ends[:, 1]).any(axis=1)]))


def with_strays(
    faces: Shapes,
    owner: Places,
    district: Places,
    districts: Shapes,
    borders: tuple[Places, Places, NDArray[np.float64]],
) -> Places:
    """Give every face without a site to the cell of its own district it shares the longest border with."""
    home = district[owner]
    stray = np.flatnonzero(owner < 0)
    place, where = shapely.STRtree(districts).query(shapely.point_on_surface(faces[stray]), predicate="intersects")
    home[stray] = -1
    home[stray[place]] = where
    one, other, length = (np.concatenate(pair) for pair in zip(borders, (borders[1], borders[0], borders[2]), strict=True))
    close = home[one] == home[other]
    one, other, length = one[close], other[close], length[close]
    owner = owner.copy()
    while True:
        open_ = (owner[one] < 0) & (owner[other] >= 0)
        if not open_.any():
            return _with_islands(faces, np.where(home < 0, -1, owner), home)
        pair, inverse = np.unique(np.stack([one[open_], owner[other[open_]]]), axis=1, return_inverse=True)
        shared = np.bincount(inverse.ravel(), length[open_])
        order = np.argsort(shared, kind="stable")
        owner[pair[0][order]] = pair[1][order]


def _with_islands(faces: Shapes, owner: Places, home: Places) -> Places:
    """Give faces that touch none of their district, parts of a scattered one, to the nearest cell of it."""
    owner = owner.copy()
    for face in np.flatnonzero((owner < 0) & (home >= 0)).tolist():
        around = np.flatnonzero((owner >= 0) & (home == home[face]))
        owner[face] = owner[around[shapely.distance(faces[face], faces[around]).argmin()]]
    return owner


def dissolved(members: Shapes, group: Places, groups: int) -> Shapes:
    """The union of the members of each group 0..groups - 1, members being a coverage and no group empty."""
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group, minlength=groups)
    seat = np.arange(group.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table = np.full((groups, sizes.max()), None, dtype=object)
    table[group[order], seat] = members[order]
    merged: Shapes = table[:, 0].copy()
    several = sizes > 1
    if several.any():
        merged[several] = shapely.coverage_union_all(table[several], axis=1)
    return merged


def _neighbours(owner: Places, district: Places, sites: NDArray[np.float64], one: Places, other: Places) -> Graph:
    low, high = np.minimum(owner[one], owner[other]), np.maximum(owner[one], owner[other])
    linked = (low >= 0) & (low != high)
    linked &= district[low] == district[high]
    low, high = np.unique(np.stack([low[linked], high[linked]]), axis=1)
    apart = (sites[low] - sites[high]) * np.stack([stretch(sites[low, 1]), np.ones(low.size)], axis=1)
    decimetres = np.hypot(*apart.T) * METRES_A_DEGREE * 10
    return graph_of(len(sites), low, high, 1 + decimetres.astype(np.int64))
