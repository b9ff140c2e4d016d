"""The locator says what shapely says, for any point."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely

from cityloop.kernels.locate import Locator
from cityloop.places.areas.flat import flat
from cityloop.places.areas.levels import DISTRICT, GRID

POINTS = 1_000_000


def by_shapely(polygons, lon, lat):
    """The lowest polygon that covers each point, -1 if none."""
    point, polygon = shapely.STRtree(polygons).query(shapely.points(lon, lat), predicate="intersects")
    lowest = np.full(lon.size, len(polygons))
    np.minimum.at(lowest, point, polygon)
    return np.where(lowest == len(polygons), -1, lowest)


def near_edges(polygons, count, random):
    """Points on vertices, on edges as near as doubles allow, and a little off them."""
    coordinates, owner = shapely.get_coordinates(polygons, return_index=True)
    edge = random.integers(0, len(coordinates) - 1, count)
    edge = edge[owner[edge] == owner[edge + 1]]
    share = random.choice([0.0, 0.5, 0.3], edge.size) * random.uniform(0, 1, edge.size)
    points = coordinates[edge] + share[:, None] * (coordinates[edge + 1] - coordinates[edge])
    off = random.choice([0, 1e-15, 1e-14, 1e-12, 1e-9, 1e-7], (edge.size, 2)) * random.uniform(-1, 1, (edge.size, 2))
    return (points + off).T


def assert_same(polygons, lon, lat):
    assert np.array_equal(Locator.build(*flat(polygons)).locate(lon, lat), by_shapely(polygons, lon, lat))


@pytest.fixture(scope="module")
def grids(city):
    return city.drawn.areas.polygon[city.drawn.areas.level == GRID]


@pytest.fixture(scope="module")
def locator(grids):
    return Locator.build(*flat(grids))


def test_a_million_random_points_are_in_the_grids_shapely_says(grids, locator):
    random = np.random.default_rng(1)
    west, south, east, north = shapely.total_bounds(grids)
    lon, lat = random.uniform(west - 0.1, east + 0.1, POINTS), random.uniform(south - 0.1, north + 0.1, POINTS)
    found = locator.locate(lon, lat)
    assert np.array_equal(found, by_shapely(grids, lon, lat))
    assert (found >= 0).mean() > 0.3


def test_points_on_and_beside_edges_are_in_the_grids_shapely_says(grids, locator):
    lon, lat = near_edges(grids, POINTS // 2, np.random.default_rng(2))
    assert np.array_equal(locator.locate(lon, lat), by_shapely(grids, lon, lat))


def test_labels_are_in_their_own_grids(city, locator):
    labels = city.drawn.areas.label[city.drawn.areas.level == GRID]
    assert np.array_equal(locator.locate(*labels.T), np.arange(len(labels)))


def test_districts_with_many_vertices_are_found_too(city):
    districts = city.drawn.areas.polygon[city.drawn.areas.level == DISTRICT]
    assert_same(districts, *near_edges(districts, 100_000, np.random.default_rng(3)))


@pytest.mark.parametrize("seed", range(20))
def test_any_polygons_with_holes_parts_and_overlaps_are_searched_as_shapely_does(seed):
    random = np.random.default_rng(seed)
    shapes = []
    for _ in range(30):
        middles = random.uniform(-2, 2, (random.integers(1, 4), 2))
        discs = [shapely.Point(middle).buffer(random.uniform(0.01, 1), quad_segs=3) for middle in middles]
        shapes.append(shapely.difference(shapely.union_all(discs), shapely.Point(middles[0]).buffer(0.2)))
    polygons = np.array([shape for shape in shapes if shape.area > 0])
    lon, lat = np.c_[random.uniform(-4, 4, (2, 20_000)), near_edges(polygons, 20_000, random)]
    assert_same(polygons, lon, lat)


def test_points_on_a_lattice_hit_corners_and_edges_and_go_to_the_lowest_polygon():
    cells = np.array([shapely.box(x, y, x + 1, y + 1) for y in range(12) for x in range(12)])
    lon, lat = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(-2, 15, 0.5), np.arange(-2, 15, 0.5)))
    assert_same(cells, lon, lat)
    assert Locator.build(*flat(cells)).locate(np.array([1.0, 12.0]), np.array([1.0, 12.0])).tolist() == [0, 143]


def test_points_that_are_no_points_are_outside(locator):
    lon = np.array([np.nan, 106.5, np.inf, -np.inf, 106.5, 1e300, 0.0])
    lat = np.array([29.5, np.nan, 29.5, 29.5, np.inf, -1e300, 0.0])
    assert locator.locate(lon, lat).tolist() == [-1] * 7
    assert locator.locate(np.zeros(0), np.zeros(0)).size == 0


def test_polygons_without_finite_vertices_are_refused():
    with pytest.raises(ValueError, match="finite"):
        Locator.build(np.array([[0.0, 0.0], [np.nan, 1.0]]), np.array([0, 2]), np.array([0, 1]))
    with pytest.raises(ValueError, match="vertices"):
        Locator.build(np.empty((0, 2)), np.array([0]), np.array([0]))


def test_as_many_longitudes_as_latitudes_are_needed(locator):
    with pytest.raises(ValueError, match="as many"):
        locator.locate(np.zeros(3), np.zeros(2))


def test_a_locator_comes_back_from_its_file(locator, tmp_path):
    np.savez(tmp_path / "locator.npz", **locator.arrays())
    with np.load(tmp_path / "locator.npz") as named:
        again = Locator.from_arrays({name: named[name] for name in named.files})
    lon, lat = np.random.default_rng(4).uniform([[106], [29]], [[108], [31]], (2, 50_000))
    assert np.array_equal(again.locate(lon, lat), locator.locate(lon, lat))


def test_a_locator_is_small(locator):
    assert sum(array.nbytes for array in locator.arrays().values()) < 150e6


def test_threads_may_share_a_locator(locator):
    lon, lat = np.random.default_rng(5).uniform([[105], [28]], [[110], [32]], (2, 200_000))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: locator.locate(lon, lat), range(8)))
    assert all(np.array_equal(found[0], other) for other in found)
