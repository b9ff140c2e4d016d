"""Polygons as plain arrays of numbers, the way kernels take them."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray


class Flat(NamedTuple):
    """Vertices of all rings one after another; what `Locator.build` takes."""

    coordinates: NDArray[np.float64]  # f8[n, 2], degrees
    ring: NDArray[np.int64]  # i8[rings + 1], where rings begin
    polygon: NDArray[np.int64]  # i8[polygons + 1], where polygons' rings begin


def flat(polygons: NDArray[np.object_]) -> Flat:
    """Polygons and multi-polygons as arrays; parts and holes are rings alike. Raises ValueError if other."""
    kind, coordinates, offsets = shapely.to_ragged_array(polygons, include_z=False)
    ring = offsets[0].astype(np.int64)
    if kind == shapely.GeometryType.POLYGON:
        return Flat(coordinates, ring, offsets[1].astype(np.int64))
    if kind == shapely.GeometryType.MULTIPOLYGON:
        return Flat(coordinates, ring, offsets[1][offsets[2]].astype(np.int64))
    raise ValueError("Areas must be polygons.")
