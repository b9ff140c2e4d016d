"""The locator says what shapely says, for any point."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from cityloop.kernels.locate import Floats, Locator
from cityloop.places.areas.flat import flat
from cityloop.places.areas.levels import DISTRICT, GRID, Shapes
from tests.places.conftest import City

pytestmark = pytest.mark.xdist_group("the whole city")

POINTS = 1_000_000


def by_shapely(polygons: Shapes, lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """The lowest polygon that covers each point, -1 if none."""
    point, polygon = shapely.STRtree(polygons).query(shapely.points(lon, lat), predicate="intersects")
    lowest = np.full(lon.size, len(polygons))
    np.minimum.at(lowest, point, polygon)
    return np.where(lowest == len(polygons), -1, lowest)


def near_edges(polygons: Shapes, count: int, random: np.random.Generator) -> Floats:
    """Points on vertices, on edges as near as doubles allow, and a little off them."""
    coordinates, owner = shapely.get_coordinates(polygons, return_index=True)
    edge = random.integers(0, len(coordinates) - 1, count)
    edge = edge[owner[edge] == owner[edge + 1]]
    share = random.choice([0.0, 0.5, 0.3], edge.size) * random.uniform(0, 1, edge.size)
    points = coordinates[edge] + share[:, None] * (coordinates[edge + 1] - coordinates[edge])
    off = random.choice([0, 1e-15, 1e-14, 1e-12, 1e-9, 1e-7], (edge.size, 2)) * random.uniform(-1, 1, (edge.size, 2))
    moved: Floats = (points + off).T
    return moved


def assert_same(polygons: Shapes, lon: Floats, lat: Floats) -> None:
    assert np.array_equal(Locator.build(*flat(polygons)).locate(lon, lat), by_shapely(polygons, lon, lat))


@pytest.fixture(scope="module")
def grids(city: City) -> Shapes:
    found: Shapes = city.drawn.areas.polygon[city.drawn.areas.level == GRID]
    return found


@pytest.fixture(scope="module")
def locator(grids: Shapes) -> Locator:
    return Locator.build(*flat(grids))


def test_a_million_random_points_are_in_the_grids_shapely_says(grids: Shapes, locator: Locator) -> None:
    random = np.random.default_rng(1)
    west, south, east, north = shapely.total_bounds(grids)
    lon, lat = random.uniform(west - 0.1, east + 0.1, POINTS), random.uniform(south - 0.1, north + 0.1, POINTS)
    found = locator.locate(lon, lat)
    assert np.array_equal(found, by_shapely(grids, lon, lat))
    assert (found >= 0).mean() > 0.3


def test_points_on_and_beside_edges_are_in_the_grids_shapely_says(grids: Shapes, locator: Locator) -> None:
    lon, lat = near_edges(grids, POINTS // 2, np.random.default_rng(2))
    assert np.array_equal(locator.locate(lon, lat), by_shapely(grids, lon, lat))


def test_labels_are_in_their_own_grids(city: City, locator: Locator) -> None:
    labels = city.drawn.areas.label[city.drawn.areas.level == GRID]
    assert np.array_equal(locator.locate(*labels.T), np.arange(len(labels)))


def test_districts_with_many_vertices_are_found_too(city: City) -> None:
    districts = city.drawn.areas.polygon[city.drawn.areas.level == DISTRICT]
    assert_same(districts, *near_edges(districts, 100_000, np.random.default_rng(3)))


@pytest.mark.parametrize("seed", range(20))
def test_any_polygons_with_holes_parts_and_overlaps_are_searched_as_shapely_does(seed: int) -> None:
    random = np.random.default_rng(seed)
    shapes = []
    for _ in range(30):
        middles = random.uniform(-2, 2, (random.integers(1, 4), 2))
        discs = [shapely.Point(middle).buffer(random.uniform(0.01, 1), quad_segs=3) for middle in middles]
        shapes.append(shapely.difference(shapely.union_all(discs), shapely.Point(middles[0]).buffer(0.2)))
    polygons = np.array([shape for shape in shapes if shape.area > 0])
    lon, lat = np.c_[random.uniform(-4, 4, (2, 20_000)), near_edges(polygons, 20_000, random)]
    assert_same(polygons, lon, lat)


def test_points_on_a_lattice_hit_corners_and_edges_and_go_to_the_lowest_polygon() -> None:
    cells = np.array([shapely.box(x, y, x + 1, y + 1) for y in range(12) for x in range(12)])
    lon, lat = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(-2, 15, 0.5), np.arange(-2, 15, 0.5)))
    assert_same(cells, lon, lat)
    assert Locator.build(*flat(cells)).locate(np.array([1.0, 12.0]), np.array([1.0, 12.0])).tolist() == [0, 143]


def test_points_that_are_no_points_are_outside(locator: Locator) -> None:
    lon = np.array([np.nan, 106.5, np.inf, -np.inf, 106.5, 1e300, 0.0])
    lat = np.array([29.5, np.nan, 29.5, 29.5, np.inf, -1e300, 0.0])
    assert locator.locate(lon, lat).tolist() == [-1] * 7
    assert locator.locate(np.zeros(0), np.zeros(0)).size == 0


def test_polygons_without_finite_vertices_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Locator.build(np.array([[0.0, 0.0], [np.nan, 1.0]]), np.array([0, 2]), np.array([0, 1]))
    with pytest.raises(ValueError, match="vertices"):
        Locator.build(np.empty((0, 2)), np.array([0]), np.array([0]))


def test_as_many_longitudes_as_latitudes_are_needed(locator: Locator) -> None:
    with pytest.raises(ValueError, match="as many"):
        locator.locate(np.zeros(3), np.zeros(2))


def test_a_locator_comes_back_from_its_file(locator: Locator, tmp_path: Path) -> None:
    np.savez(tmp_path / "locator.npz", allow_pickle=False, **locator.arrays())
    with np.load(tmp_path / "locator.npz") as named:
        again = Locator.from_arrays({name: named[name] for name in named.files})
    lon, lat = np.random.default_rng(4).uniform([[106], [29]], [[108], [31]], (2, 50_000))
    assert np.array_equal(again.locate(lon, lat), locator.locate(lon, lat))


def test_a_locator_is_small(locator: Locator) -> None:
    assert sum(array.nbytes for array in locator.arrays().values()) < 150e6


def test_threads_may_share_a_locator(locator: Locator) -> None:
    lon, lat = np.random.default_rng(5).uniform([[105], [28]], [[110], [32]], (2, 200_000))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: locator.locate(lon, lat), range(8)))
    assert all(np.array_equal(found[0], other) for other in found)


def test_two_million_points_a_second_are_the_least(locator: Locator) -> None:
    random = np.random.default_rng(6)
    lon, lat = random.uniform(105.3, 110.2, POINTS), random.uniform(28.2, 32.2, POINTS)
    took = []
    for _ in range(5):
        began = perf_counter()
        locator.locate(lon, lat)
        took.append(perf_counter() - began)
    assert min(took) < POINTS / 2e6
