"""Shapes: GeoJSON and WKT, and how two of them lie to each other. Pure; degrees on WGS 84, as said."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError

from cityloop.kit.errors import Refused
from cityloop.sense.things.expressions import NotUnderstood

Shapes = NDArray[np.object_]
Truths = NDArray[np.bool_]
Box = tuple[float, float, float, float]  # west, south, east, north

TESTS: dict[str, Callable[[Shapes, Any], Truths]] = {
    "geo.intersects": shapely.intersects,
    "st_intersects": shapely.intersects,
    "st_equals": shapely.equals,
    "st_disjoint": shapely.disjoint,
    "st_touches": shapely.touches,
    "st_within": shapely.within,
    "st_overlaps": shapely.overlaps,
    "st_crosses": shapely.crosses,
    "st_contains": shapely.contains,
}
TURNED = {"st_within": "st_contains", "st_contains": "st_within"}  # with the two the other way round


class NoShape(Refused):
    """{name} is a GeoJSON geometry or Feature with finite coordinates, lon from -180 to 180, lat from -90 to 90."""

    status = 400


def from_wkt(text: str) -> Any:
    """A shape out of a geography literal; a leading SRID is passed over.

    >>> from_wkt("SRID=4326;POINT (1 2)").x
    1.0
    """
    try:
        shape = shapely.from_wkt(text.partition(";")[2] if text.upper().startswith("SRID") else text)
    except (ShapelyError, ValueError):
        shape = None
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        raise NotUnderstood(why=f"This is no geometry in WKT: {text[:60]!r}.")
    return shape


def box(said: Any, name: str) -> Box:
    """The box around a GeoJSON; refuses what is none."""
    shape = shapes([said])[0]
    if shape is None or shape.is_empty:
        raise NoShape(name=name)
    west, south, east, north = map(float, shape.bounds)
    if not (all(map(math.isfinite, shape.bounds)) and abs(west) <= 180 >= abs(east) and abs(south) <= 90 >= abs(north)):
        raise NoShape(name=name)
    return west, south, east, north


def middle(said: Any) -> tuple[float, float]:
    """A point of the shape that says in which area it lies."""
    point = shapely.point_on_surface(shapes([said])[0])
    return float(point.x), float(point.y)


def shapes(said: Sequence[Any]) -> Shapes:
    """Shapes out of GeoJSON objects; None for what is none."""
    texts = [_text(one) for one in said]
    found: Shapes = shapely.from_geojson(np.array(texts, object), on_invalid="ignore")
    return found


def _text(said: Any) -> str | None:
    if isinstance(said, dict) and said.get("type") == "Feature":
        said = said.get("geometry")
    if not isinstance(said, dict) or not _even(said.get("coordinates", []), 0):
        return None
    try:
        return json.dumps(said)
    except (ValueError, RecursionError):
        return None


def _even(said: Any, depth: int) -> bool:
    """Whether coordinates are numbers in lists: what reads them would guess at the rest."""
    if isinstance(said, list):
        return depth < 6 and all(_even(one, depth + 1) for one in said)
    return depth > 0 and isinstance(said, int | float) and not isinstance(said, bool) and abs(said) < 1e9


def related(does: str, these: Shapes, other: Any, pattern: str = "") -> Truths:
    """Which of these lie so to the other; what is no shape does not."""
    if does == "st_relate":
        return np.array([one is not None and shapely.relate_pattern(one, other, pattern) for one in these], np.bool_)
    return np.asarray(TESTS[does](these, other), np.bool_)


def measured(does: str, these: Shapes, other: Any) -> NDArray[np.float64]:
    """Distances to the other, or lengths, in degrees; nan for what is no shape."""
    found = shapely.length(these) if does == "geo.length" else shapely.distance(these, other)
    return np.asarray(found, np.float64)
