"""Lengths and areas of polygons given in degrees."""

import numpy as np
import shapely
from numpy.typing import NDArray

METRES_A_DEGREE = 111_194.93  # of latitude, on a sphere of 6,371,008.8 m


def stretch(latitude: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """How much shorter a degree of longitude is than one of latitude, at a latitude in degrees."""
    return np.asarray(np.cos(np.radians(latitude)), np.float64)


def square_metres(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Area on the sphere, by the latitude of each polygon's middle: good to 0.1 % for polygons below 100 km."""
    bounds = shapely.bounds(polygons)
    middle = np.nan_to_num((bounds[:, 1] + bounds[:, 3]) / 2)
    area: NDArray[np.float64] = shapely.area(polygons) * METRES_A_DEGREE**2 * stretch(middle)
    return area


def compactness(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """How round each polygon is: 4 pi area / perimeter squared, 1 for a circle, 0.79 for a square."""
    middle = (shapely.bounds(polygons)[:, 1] + shapely.bounds(polygons)[:, 3]) / 2
    coordinates, owner = shapely.get_coordinates(shapely.boundary(polygons), return_index=True)
    coordinates[:, 0] *= stretch(middle)[owner]
    steps = np.hypot(*np.diff(coordinates, axis=0).T) * (owner[1:] == owner[:-1])
    perimeter = np.bincount(owner[1:], steps, len(polygons))
    return np.asarray(4 * np.pi * shapely.area(polygons) * stretch(middle) / perimeter**2)


def are_degrees(shapes: NDArray[np.object_]) -> bool:
    """Whether all coordinates can be longitudes and latitudes."""
    coordinates = shapely.get_coordinates(shapes)
    return bool((np.abs(coordinates) <= [180.0, 90.0]).all())
