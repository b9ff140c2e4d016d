"""Which area is a point in? A grid says so at once, save near borders, where the few polygons there are asked."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.rasters import Raster, edges_and_covers, fine_raster
from cityloop.kernels.rings import Rings, covers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

OUTSIDE = -1
BLOCK = 2048  # points looked up before any polygon is asked, so that waits for memory overlap


class Locator(NamedTuple):
    """Finds the polygon a point is in. Never changes, so any number of threads may use one."""

    rings: Rings
    raster: Raster
    cell: Ints  # a polygon that covers all of the cell; OUTSIDE; or -2 - the cell's place in `near_start`
    near_start: Ints
    near: Ints  # polygons that touch a cell, ascending

    @classmethod
    def build(cls, coordinates: Floats, ring: Longs, polygon: Longs) -> Self:
        """From vertices f8[n, 2], where rings begin i8[rings + 1] and where polygons' rings begin i8[polygons + 1].

        Rings are closed. Holes and further parts are rings like any other. Raises ValueError if a vertex is not finite.
        """
        if not (len(coordinates) and np.isfinite(coordinates).all()):
            raise ValueError("Polygons need vertices, all of them finite numbers.")
        x, y = np.ascontiguousarray(coordinates.T, dtype=np.float64)
        rings = Rings(x, y, np.ascontiguousarray(ring, np.int64), np.ascontiguousarray(polygon, np.int64))
        raster = fine_raster(rings)
        touched, by, cover = edges_and_covers(rings, raster)
        return cls(rings, raster, *_cells(touched, by, cover))

    def locate(self, lon: Floats, lat: Floats) -> Ints:
        """The polygon each point is in, i4[n]: -1 outside and for nan; on a border the lowest of those that touch."""
        if lon.shape != lat.shape or lon.ndim != 1:
            raise ValueError("Points need as many longitudes as latitudes.")
        return _locate(self, np.ascontiguousarray(lon, np.float64), np.ascontiguousarray(lat, np.float64))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything as named arrays, for `np.savez`."""
        named = {f"rings_{name}": np.asarray(value) for name, value in self.rings._asdict().items()}
        named |= {f"raster_{name}": np.asarray(value) for name, value in self.raster._asdict().items()}
        return named | {"cell": self.cell, "near_start": self.near_start, "near": self.near}

    @classmethod
    def from_arrays(cls, named: Mapping[str, NDArray[Any]]) -> Self:
        """The locator that `arrays` came from, as read by `np.load`."""
        rings = Rings(*(named[f"rings_{name}"] for name in Rings._fields))
        raster = [named[f"raster_{name}"] for name in Raster._fields]
        plain: list[Any] = [value.item() if value.ndim == 0 else value for value in raster]
        return cls(rings, Raster(*plain), named["cell"], named["near_start"], named["near"])


def _cells(touched: Ints, by: Ints, cover: Ints) -> tuple[Ints, Ints, Ints]:
    """Cells, and the polygons near each edge cell in ascending order: those that touch it, and one that covers it."""
    edge = np.zeros(cover.size, np.bool_)
    edge[touched] = True
    covered = np.flatnonzero(edge & (cover >= 0)).astype(np.int32)
    touched, by = np.r_[touched, covered], np.r_[by, cover[covered]]
    places = np.flatnonzero(edge)
    cell = cover.copy()
    cell[places] = -2 - np.arange(places.size, dtype=np.int32)
    start, near = _sorted_in(-2 - cell[touched], by, places.size)
    return cell, start, near


@njit(cache=True, nogil=True)
def _sorted_in(place: Ints, by: Ints, places: int) -> tuple[Ints, Ints]:
    """Polygons by place, ascending in each; they come nearly sorted, so each moves few seats."""
    start = np.zeros(places + 1, np.int32)
    for row in range(place.size):
        start[place[row] + 1] += 1
    for row in range(places):
        start[row + 1] += start[row]
    end = start[:-1].copy()
    near = np.empty(place.size, np.int32)
    for row in range(place.size):
        seat = end[place[row]]
        end[place[row]] += 1
        while seat > start[place[row]] and near[seat - 1] > by[row]:
            near[seat] = near[seat - 1]
            seat -= 1
        near[seat] = by[row]
    return start, near


@njit(cache=True, nogil=True)
def _locate(locator: Locator, lon: Floats, lat: Floats) -> Ints:
    raster, rings = locator.raster, locator.rings
    found = np.empty(lon.size, np.int32)
    for begin in range(0, lon.size, BLOCK):
        end = min(begin + BLOCK, lon.size)
        for row in range(begin, end):
            u, v = (lon[row] - raster.west) * raster.scale, (lat[row] - raster.south) * raster.scale
            if u >= 0 and v >= 0 and u < raster.columns and v < raster.rows:
                column, line = int(u), int(v)
                tile = line * raster.columns + column
                split = raster.split[tile]
                inner = int((v - line) * split) * split + int((u - column) * split)
                found[row] = locator.cell[raster.start[tile] + inner]
            else:
                found[row] = OUTSIDE
        for row in range(begin, end):
            if found[row] < OUTSIDE:
                place = -2 - found[row]
                found[row] = OUTSIDE
                for seat in range(locator.near_start[place], locator.near_start[place + 1]):
                    if covers(rings, locator.near[seat], lon[row], lat[row]):
                        found[row] = locator.near[seat]
                        break
    return found
