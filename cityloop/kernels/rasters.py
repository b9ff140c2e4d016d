"""A grid over polygons that is fine where borders are dense and coarse elsewhere, and what its cells touch."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.rings import Rings, covers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

TILE = 0.01  # degrees, or more so that there are no more than TILES
TILES = 1_000_000
CELLS_A_BORDER = 2.8  # tile sides' worth of cells for each tile side of border: more cells, fewer doubtful points
SPLIT = 64  # at most this many cells along a tile's side
SLACK = 1e-7  # tile sides; far above rounding, so that a border is never marked in too few cells


class Raster(NamedTuple):
    """Tiles in rows from the south-west; a tile is split into `split` times `split` cells, in rows likewise."""

    west: float  # degrees
    south: float
    scale: float  # tiles a degree
    columns: int
    rows: int
    split: Ints  # i4[tiles]
    start: Ints  # i4[tiles + 1], a tile's first cell


def fine_raster(rings: Rings) -> Raster:
    """A raster over all polygons, with cells in proportion to the length of borders in each tile."""
    west, south = float(rings.x.min()), float(rings.y.min())
    width, height = float(rings.x.max()) - west, float(rings.y.max()) - south
    side = max(TILE, float(np.sqrt(width * height / TILES)), max(width, height) / TILES)
    columns, rows = int(width / side) + 1, int(height / side) + 1
    length = np.zeros(columns * rows)
    _add_border_lengths(rings, west, south, 1 / side, columns, rows, length)
    doublings = np.ceil(np.log2(np.clip(CELLS_A_BORDER * length, 1, SPLIT)))
    split = (2**doublings).astype(np.int32)
    start = np.r_[0, np.cumsum(split.astype(np.int64) ** 2)]
    if start[-1] >= 2**31:
        raise ValueError("The polygons' borders are too dense for one raster.")
    return Raster(west, south, 1 / side, columns, rows, split, start.astype(np.int32))


@njit(cache=True, nogil=True)
def _add_border_lengths(rings: Rings, west: float, south: float, scale: float, columns: int, rows: int, length: Floats) -> None:
    """About how many tile sides of border lie in each tile, shared borders counted twice."""
    for ring in range(rings.ring.size - 1):
        for vertex in range(rings.ring[ring] + 1, rings.ring[ring + 1]):
            u1, v1 = (rings.x[vertex - 1] - west) * scale, (rings.y[vertex - 1] - south) * scale
            u2, v2 = (rings.x[vertex] - west) * scale, (rings.y[vertex] - south) * scale
            along = np.hypot(u2 - u1, v2 - v1)
            pieces = 1 + int(2 * along)
            for piece in range(pieces):
                share = (piece + 0.5) / pieces
                column = min(int(u1 + share * (u2 - u1)), columns - 1)
                length[min(int(v1 + share * (v2 - v1)), rows - 1) * columns + column] += along / pieces


def edges_and_covers(rings: Rings, raster: Raster) -> tuple[Ints, Ints, Ints]:
    """Pairs of cells and polygons whose borders touch them, and the lowest polygon that covers each cell, or -1."""
    stamp, cover = (np.full(int(raster.start[-1]), -1, np.int32) for _ in range(2))
    tile_stamp = np.full(raster.split.size, -1, np.int32)
    touched, by, fresh = (np.empty(size, np.int32) for size in (1 << 16, 1 << 16, 1 << 10))
    touched, by, have = _edges_and_covers(rings, raster, stamp, cover, tile_stamp, touched, by, fresh)
    return touched[:have].copy(), by[:have].copy(), cover


@njit(cache=True, nogil=True)
def _edges_and_covers(
    rings: Rings, raster: Raster, stamp: Ints, cover: Ints, tile_stamp: Ints, touched: Ints, by: Ints, fresh: Ints
) -> tuple[Ints, Ints, int]:
    """Plain loops where numpy has a word for it: slices and concatenations take seconds to compile."""
    have = 0
    for polygon in range(rings.polygon.size - 1):
        count = 0
        for ring in range(rings.polygon[polygon], rings.polygon[polygon + 1]):
            for vertex in range(rings.ring[ring] + 1, rings.ring[ring + 1]):
                count, fresh = _mark(rings, raster, vertex, polygon, stamp, tile_stamp, fresh, count)
        while have + count > touched.size:
            touched, by = _doubled(touched), _doubled(by)
        for row in range(count):
            touched[have + row] = fresh[row]
            by[have + row] = polygon
        have += count
        if rings.ring[rings.polygon[polygon + 1]] > rings.ring[rings.polygon[polygon]]:
            _fill(rings, raster, polygon, stamp, tile_stamp, cover)
    return touched, by, have


@njit(cache=True, nogil=True)
def _doubled(column: Ints) -> Ints:
    """The same with room for as many again."""
    wider = np.empty(2 * column.size, np.int32)
    for row in range(column.size):
        wider[row] = column[row]
    return wider


@njit(cache=True, nogil=True)
def _span(u1: float, v1: float, u2: float, v2: float, low: float, high: float) -> tuple[float, float]:
    """From where to where a segment runs, west to east, between two parallels, with some slack."""
    if v1 == v2:
        return min(u1, u2) - SLACK, max(u1, u2) + SLACK
    one = u1 + (u2 - u1) * min(max((low - SLACK - v1) / (v2 - v1), 0.0), 1.0)
    other = u1 + (u2 - u1) * min(max((high + SLACK - v1) / (v2 - v1), 0.0), 1.0)
    return min(one, other) - SLACK, max(one, other) + SLACK


@njit(cache=True, nogil=True)
def _mark(
    rings: Rings, raster: Raster, vertex: int, polygon: int, stamp: Ints, tile_stamp: Ints, fresh: Ints, count: int
) -> tuple[int, Ints]:
    """Stamp every cell the segment that ends in `vertex` touches; new ones are put into `fresh` from `count` on."""
    u1, v1 = (rings.x[vertex - 1] - raster.west) * raster.scale, (rings.y[vertex - 1] - raster.south) * raster.scale
    u2, v2 = (rings.x[vertex] - raster.west) * raster.scale, (rings.y[vertex] - raster.south) * raster.scale
    low, high = min(v1, v2) - SLACK, max(v1, v2) + SLACK
    for line in range(max(int(low), 0), min(int(high), raster.rows - 1) + 1):
        west, east = _span(u1, v1, u2, v2, line, line + 1)
        for column in range(max(int(west), 0), min(int(east), raster.columns - 1) + 1):
            tile = line * raster.columns + column
            tile_stamp[tile] = polygon
            split = raster.split[tile]
            top = min(int(np.floor((high - line) * split)), split - 1)
            for row in range(max(int(np.floor((low - line) * split)), 0), top + 1):
                begin, end = _span(u1, v1, u2, v2, line + row / split, line + (row + 1) / split)
                left = max(int(np.floor((begin - column) * split)), 0)
                for seat in range(left, min(int(np.floor((end - column) * split)), split - 1) + 1):
                    cell = raster.start[tile] + row * split + seat
                    if stamp[cell] != polygon:
                        stamp[cell] = polygon
                        if count == fresh.size:
                            fresh = _doubled(fresh)
                        fresh[count] = cell
                        count += 1
    return count, fresh


@njit(cache=True, nogil=True)
def _fill(rings: Rings, raster: Raster, polygon: int, stamp: Ints, tile_stamp: Ints, cover: Ints) -> None:
    """Note the polygon as cover of every cell its border does not touch and that is inside, unless a lower one has it.

    A cell whose western neighbour is untouched too is on the same side as that; only the first of a run is looked up.
    """
    first, last = rings.ring[rings.polygon[polygon]], rings.ring[rings.polygon[polygon + 1]]
    left, right, low, high = rings.x[first], rings.x[first], rings.y[first], rings.y[first]
    for vertex in range(first + 1, last):
        left, right = min(left, rings.x[vertex]), max(right, rings.x[vertex])
        low, high = min(low, rings.y[vertex]), max(high, rings.y[vertex])
    west, east = int((left - raster.west) * raster.scale), int((right - raster.west) * raster.scale)
    south, north = int((low - raster.south) * raster.scale), int((high - raster.south) * raster.scale)
    for line in range(south, min(north, raster.rows - 1) + 1):
        known, inside = False, False
        for column in range(west, min(east, raster.columns - 1) + 1):
            tile = line * raster.columns + column
            if tile_stamp[tile] == polygon:
                _fill_tile(rings, raster, polygon, tile, stamp, cover)
                known = False
                continue
            if not known:
                x, y = raster.west + (column + 0.5) / raster.scale, raster.south + (line + 0.5) / raster.scale
                inside, known = covers(rings, polygon, x, y), True
            if inside:
                for cell in range(raster.start[tile], raster.start[tile + 1]):
                    if cover[cell] < 0:
                        cover[cell] = polygon


@njit(cache=True, nogil=True)
def _fill_tile(rings: Rings, raster: Raster, polygon: int, tile: int, stamp: Ints, cover: Ints) -> None:
    line, column, split = tile // raster.columns, tile % raster.columns, raster.split[tile]
    for row in range(split):
        known, inside = False, False
        y = raster.south + (line + (row + 0.5) / split) / raster.scale
        for seat in range(split):
            cell = raster.start[tile] + row * split + seat
            if stamp[cell] == polygon:
                known = False
                continue
            if not known:
                x = raster.west + (column + (seat + 0.5) / split) / raster.scale
                inside, known = covers(rings, polygon, x, y), True
            if inside and cover[cell] < 0:
                cover[cell] = polygon
