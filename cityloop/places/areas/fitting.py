"""Areas a city brings, fitted into the place that was cleared for them: on the map's lattice, border to border."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.cells import dissolved, shared_borders, with_strays
from cityloop.places.areas.levels import Shapes
from cityloop.places.areas.mending import LATTICE

SLIVER = 3 * LATTICE  # degrees, 0.3 m: what is narrower comes from rounding


def fitted(polygons: Shapes, codes: Sequence[str], frames: Shapes, frame: NDArray[np.int64]) -> Shapes:
    """The polygons, each in its frame, made to fill the frames exactly and to share every vertex with neighbours.

    Frames keep their vertices and may get more. What no polygon covers goes to the neighbour with the longest common
    border, what several cover to the first. Raises ValueError if a polygon vanishes.
    """
    borders = shapely.boundary(np.concatenate([frames, _on_lattice(polygons)]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(borders, grid_size=LATTICE))))
    points = shapely.point_on_surface(faces)
    home = _first(frames, points)
    faces, points, home = faces[home >= 0], points[home >= 0], home[home >= 0]
    face, place = shapely.STRtree(polygons).query(points, predicate="intersects")
    own = frame[place] == home[face]
    owner = np.full(len(faces), len(polygons))
    np.minimum.at(owner, face[own], place[own])
    owner[owner == len(polygons)] = -1
    owner = with_strays(faces, owner, frame, frames, shared_borders(faces))
    lost = np.setdiff1d(np.arange(len(polygons)), owner)
    if lost.size:
        raise ValueError(f"{codes[lost[0]]} is too narrow to be drawn beside its neighbours.")
    return dissolved(faces, owner, len(polygons))


def unchanged(one: Shapes, other: Shapes) -> NDArray[np.bool_]:
    """Which polygons differ from those at the same place by slivers only."""
    apart = shapely.symmetric_difference(shapely.make_valid(one), other)
    same: NDArray[np.bool_] = shapely.is_empty(shapely.buffer(apart, -SLIVER / 2))
    return same


def _on_lattice(polygons: Shapes) -> Shapes:
    rounded: Shapes = shapely.make_valid(shapely.set_precision(polygons, LATTICE, mode="pointwise"), method="structure")
    return rounded


def _first(polygons: Shapes, points: Shapes) -> NDArray[np.int64]:
    """The first polygon each point is in, -1 if none."""
    point, polygon = shapely.STRtree(polygons).query(points, predicate="intersects")
    first = np.full(len(points), len(polygons))
    np.minimum.at(first, point, polygon)
    return np.where(first == len(polygons), -1, first)
