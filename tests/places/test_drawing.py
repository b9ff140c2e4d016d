"""The drawn city: right numbers and codes, a clean coverage at every level, and the districts it started from."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from cityloop.places.areas.drawing import draw
from cityloop.places.areas.known import Known
from cityloop.places.areas.levels import COMMUNITY, DISTRICT, GRID, STREET, Named, numbered
from cityloop.places.areas.measures import compactness, square_metres
from cityloop.places.areas.mending import mended
from cityloop.places.areas.store import load, save
from tests.places.conftest import City

pytestmark = pytest.mark.xdist_group("the whole city")

LEVELS = [DISTRICT, STREET, COMMUNITY, GRID]


def square(code: str, west: float, south: float, side: float = 1.0) -> dict[str, Any]:
    ring = shapely.get_coordinates(shapely.box(west, south, west + side, south + side)).tolist()
    properties = {"adcode": code, "name_current": code, "cp": [west + side / 2, south + side / 2]}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def small_city(second: float = 1.0) -> Known:
    outlines = {"type": "FeatureCollection", "features": [square("500101", 0, 0), square("500102", second, 0)]}
    codes = ["500101001", "500101100", "500102001", "500102002"]
    streets = [Named(code, code) for code in codes]
    communities = [Named(f"{code}{number:03}", code) for code in codes for number in (1, 2, 201)]
    return Known(outlines, streets, communities)


def test_the_city_has_as_many_areas_of_each_level_as_it_should(city: City) -> None:
    assert np.bincount(city.drawn.areas.level).tolist() == [0, 38, 1031, 11270, 65000]


@pytest.mark.parametrize("level", LEVELS)
def test_areas_of_a_level_leave_no_gap_and_do_not_overlap(city: City, level: int) -> None:
    polygons = city.drawn.areas.polygon[city.drawn.areas.level == level]
    assert shapely.coverage_is_valid(polygons)
    assert shapely.is_valid(polygons).all()
    outlines = shapely.get_parts(shapely.coverage_union_all(polygons))
    assert shapely.get_num_interior_rings(outlines).sum() == 0


@pytest.mark.parametrize("level", LEVELS)
def test_every_area_is_one_piece(city: City, level: int) -> None:
    polygons = city.drawn.areas.polygon[city.drawn.areas.level == level]
    assert (shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON).all()


@pytest.mark.parametrize("level", [STREET, COMMUNITY, GRID])
def test_areas_together_are_exactly_the_area_around_them(city: City, level: int) -> None:
    areas = city.drawn.areas
    below, above = areas.level == level, areas.level == level - 1
    parents, groups = np.unique(areas.parent[below], return_inverse=True)
    assert np.array_equal(parents, areas.code[above])
    members: list[list[shapely.Geometry]] = [[] for _ in parents]
    for polygon, group in zip(areas.polygon[below], groups, strict=True):
        members[group].append(polygon)
    united = np.array([shapely.coverage_union_all(group) for group in members])
    assert shapely.equals(united, areas.polygon[above]).all()


def test_codes_nest_and_grids_are_counted_from_one(city: City) -> None:
    areas = city.drawn.areas
    assert all(code.startswith(parent) for code, parent in zip(areas.code, areas.parent, strict=True))
    assert np.unique(areas.code).size == areas.code.size
    grids = areas.level == GRID
    number = np.array([int(code[12:]) for code in areas.code[grids]])
    sizes = np.unique(areas.parent[grids], return_counts=True)[1]
    assert np.array_equal(number, np.concatenate([np.arange(1, size + 1) for size in sizes]))


def test_grids_are_numbered_in_rows_from_north_to_south_and_west_to_east_in_a_row() -> None:
    middle = np.array([(x, y) for x in range(3) for y in range(3)] + [(5.0, 9.0)], dtype=float)
    community = np.array([1] * 9 + [0])
    order, rows = numbered([Named("500101001001", ""), Named("500101001002", "")], community, middle)
    assert middle[order[1:4]].tolist() == [[0, 2], [1, 2], [2, 2]]
    assert middle[order[7:]].tolist() == [[0, 0], [1, 0], [2, 0]]
    assert [row.code for row in rows[:3]] == ["500101001001001", "500101001002001", "500101001002002"]


def test_districts_keep_their_outlines_but_for_what_had_to_be_mended(city: City) -> None:
    outlines = {
        feature["properties"]["adcode"]: shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
        for feature in city.known.outlines["features"]
    }
    areas = city.drawn.areas
    districts = areas.level == DISTRICT
    real = np.array([outlines[code] for code in areas.code[districts]])
    changed = square_metres(shapely.symmetric_difference(real, areas.polygon[districts])) / square_metres(real)
    assert changed.max() < 0.01
    assert city.drawn.mended.taken < 14e6
    assert city.drawn.mended.given < 17e6


def test_what_is_below_the_districts_is_marked_as_drawn(city: City) -> None:
    assert np.array_equal(city.drawn.areas.drawn, city.drawn.areas.level > DISTRICT)


def test_urban_streets_are_smaller_and_nearer_to_the_label_point_than_towns(city: City) -> None:
    areas = city.drawn.areas
    streets = areas.level == STREET
    urban = np.array([int(code[6:]) < 100 for code in areas.code[streets]])
    size = square_metres(areas.polygon[streets])
    assert np.median(size[urban]) * 4 < np.median(size[~urban])
    centre = dict(zip(areas.code, areas.label, strict=True))
    away = areas.label[streets] - [centre[code] for code in areas.parent[streets]]
    assert np.median(np.hypot(*away[urban].T)) * 2 < np.median(np.hypot(*away[~urban].T))


def test_urban_communities_have_more_grids_than_villages(city: City) -> None:
    areas = city.drawn.areas
    codes, grids = np.unique(areas.parent[areas.level == GRID], return_counts=True)
    urban = np.array([int(code[6:9]) < 100 and int(code[9:]) < 200 for code in codes])
    village = np.array([int(code[6:9]) >= 100 and int(code[9:]) >= 200 for code in codes])
    assert grids.min() >= 1
    assert grids[urban].mean() > 1.5 * grids[village].mean()


def test_grids_are_compact_and_have_few_vertices(city: City) -> None:
    grids = city.drawn.areas.polygon[city.drawn.areas.level == GRID]
    assert np.median(compactness(grids)) > 0.75
    assert np.mean(compactness(grids) < 0.4) < 0.02
    assert shapely.get_num_coordinates(grids).sum() < 550_000


def test_labels_lie_inside_their_areas(city: City) -> None:
    assert shapely.intersects(city.drawn.areas.polygon, shapely.points(city.drawn.areas.label)).all()


def test_progress_goes_from_one_step_to_all(city: City) -> None:
    done = [step for step, _ in city.steps]
    assert done == sorted(done) and done[-1] == city.steps[-1][1] and len(done) > 70


def test_the_same_seed_draws_the_same_city_and_another_one_another() -> None:
    first, again = draw(*small_city(), grids=300).areas, draw(*small_city(), grids=300).areas
    assert np.array_equal(first.code, again.code)
    assert shapely.equals_identical(first.polygon, again.polygon).all()
    other = draw(*small_city(), grids=300, seed=7).areas
    assert not shapely.equals_identical(first.polygon[-300:], other.polygon[-300:]).any()


def test_overlaps_between_districts_are_mended() -> None:
    drawn = draw(*small_city(0.99), grids=100)
    assert shapely.coverage_is_valid(drawn.areas.polygon[drawn.areas.level == GRID])
    assert drawn.areas.polygon[0].touches(drawn.areas.polygon[1])
    assert drawn.mended.taken == pytest.approx(0.01 * 111_195**2, rel=0.01)


def test_gaps_and_stray_pieces_of_districts_are_mended() -> None:
    dented = shapely.difference(shapely.box(1, 0, 2, 1), shapely.box(1, 0.4, 1.01, 0.6))
    stray = shapely.box(0.5, 0.5, 0.51, 0.51)
    whole = mended(np.array([shapely.difference(shapely.box(0, 0, 1, 1), stray), shapely.union(dented, stray)]))
    assert shapely.coverage_is_valid(whole.polygons)
    assert shapely.coverage_union_all(whole.polygons).equals(shapely.box(0, 0, 2, 1))
    assert (shapely.get_type_id(whole.polygons) == shapely.GeometryType.POLYGON).all()
    assert whole.given == pytest.approx(0.0021 * 111_195**2, rel=0.01)


def test_a_street_without_communities_is_refused() -> None:
    outlines, streets, communities = small_city()
    with pytest.raises(ValueError, match="500102003"):
        draw(outlines, [*streets, Named("500102003", "empty")], communities, grids=300)


def test_fewer_grids_than_communities_are_refused() -> None:
    with pytest.raises(ValueError, match="12 communities cannot share 11 grids"):
        draw(*small_city(), grids=11)


def test_as_many_grids_as_communities_are_enough() -> None:
    areas = draw(*small_city(), grids=12).areas
    assert [code[12:] for code in areas.code[areas.level == GRID]] == ["001"] * 12


def test_areas_come_back_from_their_file(city: City, tmp_path: Path) -> None:
    areas = city.drawn.areas
    save(tmp_path / "areas.arrow", areas)
    stored = load(tmp_path / "areas.arrow")
    assert np.array_equal(stored.code, areas.code) and np.array_equal(stored.name, areas.name)
    assert np.array_equal(stored.label, areas.label) and np.array_equal(stored.drawn, areas.drawn)
    some = stored.level == STREET
    assert shapely.equals_identical(stored.polygons(some), areas.polygon[some]).all()
    assert np.array_equal(stored.box, shapely.bounds(areas.polygon))
    assert [path.name for path in tmp_path.iterdir()] == ["areas.arrow"]
