"""Hands for surveyors: what a city's map says, and files as surveys bring them."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer
from typer.testing import CliRunner, Result

from cityloop.app.cli import cli
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.places.areas.levels import COMMUNITY, DIGITS, GRID, STREET, Areas, Shapes


@contextmanager
def looked_at(home: Path) -> Iterator[Work]:
    city = open_city(Settings(home=home), ())
    with city.glance(by="tester") as work:
        yield work
    city.frames.close()
    city.engine.dispose()


def map_of(home: Path) -> Areas:
    with looked_at(home) as work:
        found = areas.areas_now(work)
    assert found is not None
    return found


def outline(home: Path, code: str) -> shapely.Geometry:
    known = map_of(home)
    return known.polygon[known.code == code][0]


def cut(outline: shapely.Geometry, columns: int) -> Shapes:
    """Upright stripes of an outline, a coverage."""
    west, south, east, north = outline.bounds
    at = np.linspace(west, east, columns + 1)
    stripes = shapely.intersection(shapely.box(at[:-1], south, at[1:], north), outline)
    return np.array([stripe for stripe in stripes if stripe.area > 0])


def written(path: Path, codes: Sequence[str], names: Sequence[str], polygons: Shapes, crs: str | None = "EPSG:4547") -> Path:
    """A file as surveyors bring it: in metres, central meridian 114 E."""
    there = Transformer.from_crs("EPSG:4326", crs or "EPSG:4547", always_xy=True)
    moved = shapely.to_wkb(shapely.transform(polygons, there.transform, interleaved=False))
    columns = [np.array(codes, dtype=object), np.array(names, dtype=object)]
    kind = "MultiPolygon" if (shapely.get_type_id(polygons) == shapely.GeometryType.MULTIPOLYGON).any() else "Polygon"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a file without a coordinate system is meant
        pyogrio.raw.write(path, moved, columns, ["code", "name"], crs=crs, geometry_type=kind, encoding="UTF-8")
    return path


def import_areas(home: Path, file: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["import", "areas", str(file), "--home", str(home), *more])


def said(result: Result) -> str:
    return " ".join(result.output.split())


def cells(outline: shapely.Geometry, count: int, random: np.random.Generator) -> Shapes:
    """An outline cut around points strewn in it."""
    west, south, east, north = outline.bounds
    points = random.uniform([west, south], [east, north], (count, 2))
    if count == 1:
        return np.array([outline])
    around = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=outline))
    inside = shapely.intersection(around, outline)
    found: Shapes = inside[shapely.area(inside) > 0]
    return found


def assert_refused(home: Path, result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    assert sentence in said(result)
    with looked_at(home) as work:
        assert areas.survey_now(work) == 1


def assert_nested(known: Areas) -> None:
    """Areas together are exactly the area around them, on every level."""
    for level in (STREET, COMMUNITY, GRID):
        here = known.level == level
        for code in np.unique(known.code[here].astype(f"U{DIGITS[level - 1]}")).tolist():
            united = shapely.coverage_union_all(known.polygon[here & (known.parent == code)])
            assert united.equals(known.polygon[known.code == code][0])
