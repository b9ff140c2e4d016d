"""The map of a city as it is used: names and outlines by code, and the grid of a point."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats
from cityloop.kernels.locate import OUTSIDE, Locator
from cityloop.places.areas.levels import DIGITS, DISTRICT, GRID
from cityloop.places.areas.store import Stored, load

CITY = "50"  # 重庆市, GB/T 2260
LEVELS = ("city", "district", "street", "community", "grid")
COORDINATES = 6  # decimals of a degree on a screen: a tenth of a metre


class Area(NamedTuple):
    code: str
    name: str
    level: str
    drawn: bool


@dataclass(frozen=True, eq=False)
class CityMap:
    """All areas, where each code stands among them, and the locator over the grids."""

    areas: Stored
    place: dict[str, int]
    grids: NDArray[np.str_]  # codes, in the order of the locator; the last stands for outside
    locator: Locator

    def area(self, code: str) -> Area | None:
        if code == CITY:
            return Area(CITY, "", "city", False)
        row = self.place.get(code)
        if row is None:
            return None
        name, level = str(self.areas.name[row]), LEVELS[self.areas.level[row]]
        return Area(code, name, level, bool(self.areas.drawn[row]))

    def codes_at(self, lon: Floats, lat: Floats) -> Sequence[str]:
        """The grid each point is in; the city's own code for what is in none."""
        found: NDArray[np.str_] = self.grids[self.locator.locate(lon, lat)]
        return found  # type: ignore[return-value]  # an array of texts is a sequence of texts

    def fences(self, codes: tuple[str, ...]) -> "AreaFences":
        """These areas, of any level, as fences: a point's place among `codes`. None may lie in another."""
        if codes not in self._fences:
            self._fences[codes] = AreaFences(self.locator, _places_in(self.grids, codes))
        return self._fences[codes]

    @cached_property
    def _fences(self) -> dict[tuple[str, ...], "AreaFences"]:
        return {}

    def inside(self, code: str) -> bytes:
        """The areas one level below as GeoJSON, with label points."""
        rows = np.flatnonzero(self.areas.level == DISTRICT) if code == CITY else self._below(code)
        features = []
        for row, polygon in zip(rows.tolist(), self.areas.polygons(rows), strict=True):
            outline = shapely.set_precision(polygon, 10**-COORDINATES, mode="pointwise")
            label = [round(float(side), COORDINATES) for side in self.areas.label[row]]
            about = {"code": str(self.areas.code[row]), "name": str(self.areas.name[row])}
            about |= {"drawn": bool(self.areas.drawn[row]), "label": label}  # type: ignore[dict-item]
            geometry = json.loads(shapely.to_geojson(outline))
            features.append({"type": "Feature", "id": int(about["code"]), "properties": about, "geometry": geometry})
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()

    def _below(self, code: str) -> NDArray[np.int64]:
        return np.flatnonzero(self.areas.parent == code)


class AreaFences(NamedTuple):
    """Areas of any level as fences, by the map's locator over the grids: as fast as it, however many areas are watched."""

    locator: Locator
    fence: NDArray[np.int32]  # of each grid its place among the areas, and of what is in none; OUTSIDE where none is watched

    def locate(self, lon: Floats, lat: Floats) -> NDArray[np.int32]:
        """The place of each point's area among those watched, i4[n]; OUTSIDE if it is in none of them."""
        return self.fence[self.locator.locate(lon, lat)]


def _places_in(grids: NDArray[np.str_], codes: tuple[str, ...]) -> NDArray[np.int32]:
    fence = np.full(grids.size, OUTSIDE, np.int32)
    for digits in {len(code) for code in codes}:
        rows = np.array([row for row, code in enumerate(codes) if len(code) == digits], np.int32)
        named = np.array(codes)[rows]
        rows, named = rows[np.argsort(named)], np.sort(named)
        above = grids.astype(f"U{digits}")  # the area of that level around each grid
        spot = np.minimum(np.searchsorted(named, above), named.size - 1)
        fence = np.where(named[spot] == above, rows[spot], fence)
    fence[-1] = OUTSIDE  # what is in no grid is in no area, not even in the city
    return fence


@lru_cache(maxsize=2)
def opened(areas: Path, locator: Path) -> CityMap:
    """The map kept in these two files, which never change."""
    stored = load(areas)
    with np.load(locator, allow_pickle=False) as kept:
        found = Locator.from_arrays({name: kept[name] for name in kept.files})
    grids = np.append(stored.code[stored.level == GRID], CITY)
    return CityMap(stored, {str(code): row for row, code in enumerate(stored.code)}, grids, found)


@lru_cache(maxsize=512)
def outlines(areas: Path, locator: Path, code: str) -> bytes:
    return opened(areas, locator).inside(code)


def chain_of(code: str) -> list[str]:
    """The codes from the district down to the area itself.

    >>> chain_of("500103001002")
    ['500103', '500103001', '500103001002']
    """
    return [code[:digits] for digits in DIGITS.values() if len(code) >= digits]
