"""Read areas a city brings, from GeoJSON, GeoPackage, Shapefile or whatever else GDAL reads."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from cityloop.kit.errors import Unreadable
from cityloop.places.areas.levels import DIGITS
from cityloop.places.areas.measures import are_degrees

CODE_COLUMNS = ("code", "adcode", "area_code", "bgcode", "gridcode", "id")
NAME_COLUMNS = ("name", "name_current", "area_name", "bgname", "gridname", "label")


class UnreadableAreas(Unreadable):
    """{why}"""


class Brought(NamedTuple):
    """Areas as the file has them, one place each; what `check_coverage` looks at."""

    codes: list[str]
    names: list[str]
    polygons: NDArray[np.object_]  # degrees, EPSG:4326, longitude first; None where the file has none


def read_areas(
    file: Path,
    code_column: str | None = None,
    name_column: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> Brought:
    """Codes, names and polygons of a file's features. Raises UnreadableAreas if it is none, or its CRS is missing.

    Columns are found by their usual names unless given; an area without a name is called by its code. `encoding` is
    for Shapefiles that do not state theirs, often GBK.
    """
    try:
        meta, _, wkb, fields = pyogrio.raw.read(file, layer=layer, encoding=encoding, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeError) as problem:
        raise UnreadableAreas(why=f"{file.name} cannot be read: {problem}") from problem
    if wkb is None or not len(wkb):
        raise UnreadableAreas(why=f"{file.name} has no areas in it.")
    columns = dict(zip(meta["fields"].tolist(), fields, strict=True))
    code = _column(columns, code_column, CODE_COLUMNS)
    if code is None:
        raise UnreadableAreas(why=f"{file.name} has no column of codes; it has: {', '.join(columns) or 'none'}.")
    codes = [_text(value) for value in columns[code]]
    name = _column(columns, name_column, NAME_COLUMNS)
    names = codes if name is None else [_text(value) or own for value, own in zip(columns[name], codes, strict=True)]
    return Brought(codes, names, _in_degrees(shapely.from_wkb(wkb), meta["crs"], file.name))


def _column(columns: dict[str, NDArray[np.generic]], wanted: str | None, usual: tuple[str, ...]) -> str | None:
    if wanted is not None:
        return wanted if wanted in columns else None
    lower = {name.lower(): name for name in reversed(columns)}
    return next((lower[name] for name in usual if name in lower), None)


def _text(value: object) -> str:
    """A field as text; codes kept as numbers lose their decimals, fields that are empty become ''."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _in_degrees(polygons: NDArray[np.object_], crs: str | None, file: str) -> NDArray[np.object_]:
    if crs is None:
        raise UnreadableAreas(why=f"{file} does not say its coordinate reference system (a Shapefile needs its .prj).")
    try:
        shift = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as problem:
        raise UnreadableAreas(why=f"{file} names a coordinate reference system that is not known: {crs}.") from problem
    degrees: NDArray[np.object_] = polygons
    if not shift.source_crs or shift.source_crs.to_epsg() != 4326:
        degrees = shapely.transform(polygons, shift.transform, interleaved=False)
    if not are_degrees(degrees):
        raise UnreadableAreas(why=f"{file} says its coordinates are in {crs}, but then they are not on Earth.")
    return degrees


def digits_of(codes: list[str]) -> int:
    """How many digits the codes of a file are meant to have: what most of them have, of 6, 9, 12 and 15."""
    return max(DIGITS.values(), key=lambda digits: sum(len(code) == digits for code in codes))
