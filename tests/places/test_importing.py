"""Areas a city brings: read from common files, and every fault in them said in a sentence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from cityloop.places.areas.checking import check_coverage
from cityloop.places.areas.importing import UnreadableAreas, read_areas
from cityloop.places.areas.levels import COMMUNITY, GRID, Shapes
from tests.places.conftest import City

DEGREE = 1e-3  # about 100 m


def cells(columns: int = 3, rows: int = 2, west: float = 106.5, south: float = 29.5) -> tuple[Shapes, list[str]]:
    at = [(x, y) for y in range(rows) for x in range(columns)]
    wests, souths = west + np.array(at).T[0] * DEGREE, south + np.array(at).T[1] * DEGREE
    boxes = shapely.set_precision(shapely.box(wests, souths, wests + DEGREE, souths + DEGREE), 1e-9)
    return boxes, [f"500103001{place:03}" for place in range(1, len(boxes) + 1)]


def write(path: Path, polygons: Shapes, fields: Mapping[str, Any], crs: str = "EPSG:4326") -> Path:
    columns = [np.array(values, dtype=object if isinstance(values[0], str) else None) for values in fields.values()]
    pyogrio.raw.write(path, shapely.to_wkb(polygons), columns, list(fields), crs=crs, geometry_type="Polygon", encoding="UTF-8")
    return path


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg", "areas.shp"])
def test_common_files_are_read(tmp_path: Path, name: str) -> None:
    polygons, codes = cells()
    brought = read_areas(write(tmp_path / name, polygons, {"code": codes, "name": ["解放碑"] * 6}))
    assert brought.codes == codes and brought.names == ["解放碑"] * 6
    assert shapely.equals(brought.polygons, polygons).all()
    assert check_coverage(brought.polygons, brought.codes) == []


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:32648", "EPSG:3857", "EPSG:4545"])
def test_coordinates_of_other_systems_become_degrees(tmp_path: Path, crs: str) -> None:
    polygons, codes = cells()
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    moved = shapely.transform(polygons, there.transform, interleaved=False)
    brought = read_areas(write(tmp_path / "areas.gpkg", moved, {"code": codes}, crs))
    assert shapely.equals_exact(brought.polygons, polygons, 1e-8).all()
    assert check_coverage(brought.polygons, brought.codes) == []


def test_codes_kept_as_numbers_are_read_as_digits(tmp_path: Path) -> None:
    polygons, codes = cells()
    for values in (np.array(codes, dtype=np.int64), np.array(codes, dtype=np.float64)):
        brought = read_areas(write(tmp_path / "areas.gpkg", polygons, {"BGCODE": values}))
        assert brought.codes == codes and brought.names == codes


def test_a_file_without_a_coordinate_system_is_refused(tmp_path: Path) -> None:
    polygons, codes = cells()
    path = write(tmp_path / "areas.shp", polygons, {"code": codes})
    (tmp_path / "areas.prj").unlink()
    with pytest.raises(UnreadableAreas, match="does not say its coordinate reference system"):
        read_areas(path)


def test_a_file_with_metres_where_degrees_should_be_is_refused(tmp_path: Path) -> None:
    polygons = np.array([shapely.box(500_000, 3_000_000, 500_100, 3_000_100)])
    with pytest.raises(UnreadableAreas, match="not on Earth"):
        read_areas(write(tmp_path / "areas.geojson", polygons, {"code": ["500103"]}))


def test_a_file_without_codes_is_refused_and_says_what_it_has(tmp_path: Path) -> None:
    polygons, codes = cells()
    path = write(tmp_path / "areas.gpkg", polygons, {"zone": codes})
    with pytest.raises(UnreadableAreas, match="it has: zone"):
        read_areas(path)
    assert read_areas(path, code_column="zone").codes == codes


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "areas.geojson").write_text("not a map")
    for name in ("areas.geojson", "missing.gpkg"):
        with pytest.raises(UnreadableAreas, match="cannot be read"):
            read_areas(tmp_path / name)


def test_an_overlap_is_measured_and_placed() -> None:
    polygons, codes = cells(2, 1)
    polygons[1] = shapely.box(106.5008, 29.5, 106.502, 29.501)
    (sentence,) = check_coverage(polygons, codes)
    assert sentence == "500103001001 and 500103001002 overlap by 2,152 m² near 106.5009, 29.5005."


def test_a_gap_is_measured_and_placed_between_its_neighbours() -> None:
    polygons, codes = cells(3, 3)
    polygons[4] = shapely.box(106.5011, 29.501, 106.502, 29.502)
    (sentence,) = check_coverage(polygons, codes)
    assert sentence == "There is a gap of 1,076 m² near 106.5010, 29.5015, between 500103001004 and 500103001005."


def test_slivers_below_the_tolerance_are_let_pass() -> None:
    polygons, codes = cells(3, 3)
    polygons[4] = shapely.box(106.501 + 1e-9, 29.501, 106.502, 29.502)
    assert check_coverage(polygons, codes) == []
    assert len(check_coverage(polygons, codes, tolerance=0.001)) == 1


def test_pieces_must_fill_their_parent_exactly() -> None:
    polygons, codes = cells(2, 1)
    parent = {"500103001": shapely.box(106.5, 29.5, 106.502, 29.501)}
    assert check_coverage(polygons, codes, parents=parent) == []
    wider = {"500103001": shapely.box(106.499, 29.5, 106.502, 29.501)}
    (gap,) = check_coverage(polygons, codes, parents=wider)
    assert gap.startswith("There is a gap of 10,7") and gap.endswith("beside 500103001001.")
    narrower = {"500103001": shapely.box(106.5, 29.5, 106.5016, 29.501)}
    (over,) = check_coverage(polygons, codes, parents=narrower)
    assert over == "500103001002 reaches out of 500103001 by 4,305 m² near 106.5018, 29.5005."


def test_faults_of_codes_are_said() -> None:
    polygons, codes = cells()
    codes[1], codes[2], codes[3], codes[4] = codes[0], "5001", "", "500104001001"
    found = check_coverage(polygons, codes, parents={"500103001": shapely.union_all(polygons)})
    assert "5001 is not a code of 12 digits." in found
    assert "An empty code is not a code of 12 digits." in found
    assert "500103001001 is used 2 times." in found
    assert "500104001001 lies in 500104001, and there is no such area." in found


def test_faults_of_outlines_are_said() -> None:
    polygons, codes = cells()
    polygons[0] = None
    polygons[1] = shapely.Polygon([(106.5, 29.5), (106.51, 29.51), (106.51, 29.5), (106.5, 29.51)])
    polygons[2] = shapely.Point(106.5, 29.5)
    found = check_coverage(polygons, codes)
    assert f"{codes[0]} has no outline." in found
    assert f"{codes[1]} has an outline that does not hold: Self-intersection" in {one.split("[")[0] for one in found}
    assert f"{codes[2]} is a Point, not a polygon." in found


def test_many_faults_are_cut_to_the_first_few() -> None:
    polygons, codes = cells(20, 1)
    assert len(check_coverage(polygons, codes[:1] * 20)) == 1
    assert len(check_coverage(shapely.buffer(polygons, DEGREE / 10), codes)) == 5


@pytest.mark.xdist_group("the whole city")
def test_the_drawn_city_itself_has_no_faults(city: City) -> None:
    areas = city.drawn.areas
    here = np.char.startswith(areas.code, "500103")
    grids, communities = here & (areas.level == GRID), here & (areas.level == COMMUNITY)
    parents = dict(zip(areas.code[communities].tolist(), areas.polygon[communities], strict=True))
    assert check_coverage(areas.polygon[grids], areas.code[grids].tolist(), parents=parents) == []
