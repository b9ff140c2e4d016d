"""The four levels of areas, their codes, and all areas of a city as columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Texts = NDArray[np.str_]
Shapes = NDArray[np.object_]

DISTRICT, STREET, COMMUNITY, GRID = 1, 2, 3, 4
DIGITS = {DISTRICT: 6, STREET: 9, COMMUNITY: 12, GRID: 15}


class Named(NamedTuple):
    code: str
    name: str


class Areas(NamedTuple):
    """All areas of a city, one place each, sorted by level and then by code."""

    code: Texts
    name: Texts
    level: NDArray[np.uint8]
    parent: Texts  # code of the area around it, empty for a district
    drawn: NDArray[np.bool_]  # made up, not surveyed
    label: NDArray[np.float64]  # f8[n, 2], degrees, a point inside to write the name at
    polygon: Shapes  # degrees, EPSG:4326

    @classmethod
    def of(cls, rows: Sequence[Sequence[Named]], polygons: Sequence[Shapes], centres: NDArray[np.float64]) -> "Areas":
        """From one list of names and one array of polygons a level, districts first; `centres` label the districts."""
        level = np.repeat(np.arange(1, len(rows) + 1, dtype=np.uint8), [len(row) for row in rows])
        code = np.array([one.code for row in rows for one in row])
        name = np.array([one.name for row in rows for one in row])
        parent = np.array([one.code[: DIGITS.get(depth, 0)] for depth, row in enumerate(rows) for one in row])
        below = np.concatenate(polygons[1:])
        label = np.concatenate([centres, shapely.get_coordinates(shapely.point_on_surface(below))])
        return cls(code, name, level, parent, level > DISTRICT, label, np.concatenate(polygons))


def checked_rows(
    outlines: Mapping[str, Any], streets: Iterable[Named], communities: Iterable[Named], grids: int
) -> tuple[list[Named], list[Named], list[Named]]:
    """Districts, streets and communities sorted. Raises ValueError unless they nest and each can have a grid."""
    properties = [feature["properties"] for feature in outlines["features"]]
    levels = [
        sorted(Named(str(one["adcode"]), str(one["name_current"])) for one in properties),
        sorted(streets),
        sorted(communities),
    ]
    for depth, rows in enumerate(levels, start=DISTRICT):
        codes = [row.code for row in rows]
        wrong = [code for code in codes if len(code) != DIGITS[depth] or not code.isdigit()]
        if wrong or len(set(codes)) != len(codes):
            raise ValueError(f"Codes must be {DIGITS[depth]} digits and each used once; look at {(wrong or codes)[0]}.")
        if depth > DISTRICT:
            parents = {row.code for row in levels[depth - 2]}
            lone = parents ^ {code[: DIGITS[depth - 1]] for code in codes}
            if lone:
                raise ValueError(f"{min(lone)} has no parent or nothing in it.")
    if grids < len(levels[2]):
        raise ValueError(f"{len(levels[2])} communities cannot share {grids} grids.")
    return levels[0], levels[1], levels[2]


def numbered(
    communities: Sequence[Named], community: NDArray[np.int64], middle: NDArray[np.float64]
) -> tuple[NDArray[np.int64], list[Named]]:
    """The order of the grids by code, and their codes and names.

    A grid's code is its community's and three digits, counted in rows from north to south, in a row west to east. As
    drawn grids stand in no exact rows, the northernmost square root of them make the first row, and so on.
    """
    north = np.lexsort((-middle[:, 1], community))
    size = np.bincount(community, minlength=len(communities))
    if size.max() > 999:
        raise ValueError("A community cannot have more than 999 grids.")
    first = np.cumsum(size) - size
    rank = np.empty_like(north)
    rank[north] = np.arange(north.size) - first[community[north]]
    row = rank // np.ceil(np.sqrt(size)).astype(np.int64)[community]
    order = np.lexsort((middle[:, 0], row, community))
    number = 1 + np.arange(order.size) - first[community[order]]
    rows = [
        Named(f"{communities[place].code}{count:03}", f"{count}号网格")
        for place, count in zip(community[order].tolist(), number.tolist(), strict=True)
    ]
    return order, rows
