"""Who may drive where, for the demo: places, routes, plates. All invented; no real site, permit or truck is meant."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from cityloop.kernels.columns import Floats
from cityloop.kernels.stops import METRES_A_DEGREE
from scenarios.trucks.kernels import Circles, Corridors

POINT_EVERY_M = 80.0
BENDS = 5
TRUCKS = 40  # with a permit


class Site(NamedTuple):
    """A place where a spoil truck may stand; names and places are invented, in the central districts."""

    name: str
    lon: float
    lat: float
    radius_m: float


BUILDING = (
    Site("演示工地 渝中 化龙桥", 106.518, 29.554, 150),
    Site("演示工地 江北 观音桥", 106.541, 29.586, 130),
    Site("演示工地 江北 江北嘴", 106.577, 29.573, 140),
    Site("演示工地 南岸 弹子石", 106.597, 29.584, 140),
    Site("演示工地 南岸 茶园", 106.641, 29.503, 180),
    Site("演示工地 九龙坡 杨家坪", 106.507, 29.509, 130),
    Site("演示工地 大渡口 建桥", 106.472, 29.455, 160),
    Site("演示工地 沙坪坝 西永", 106.372, 29.602, 200),
    Site("演示工地 渝北 中央公园", 106.583, 29.718, 200),
    Site("演示工地 两江 礼嘉", 106.533, 29.661, 170),
    Site("演示工地 巴南 李家沱", 106.541, 29.462, 150),
    Site("演示工地 北碚 蔡家", 106.468, 29.731, 170),
)
DISPOSAL = (
    Site("演示消纳场 巴南 南彭", 106.662, 29.362, 300),
    Site("演示消纳场 渝北 石船", 106.752, 29.718, 300),
    Site("演示消纳场 九龙坡 走马", 106.331, 29.478, 280),
    Site("演示消纳场 南岸 迎龙", 106.722, 29.548, 280),
    Site("演示消纳场 江北 鱼嘴", 106.759, 29.634, 300),
)
SITES = BUILDING + DISPOSAL


class Route(NamedTuple):
    """A permitted way from a building site to a disposal site, as a line: `along_m` from the start to each point."""

    name: str
    lon: Floats
    lat: Floats
    along_m: Floats


def plate(truck: int) -> str:
    """An invented plate, and marked as such: a real one may look the same.

    >>> plate(0)
    '渝D·K0001（演示）'
    """
    return f"渝D·K{truck + 1:04d}（演示）"


@cache
def routes() -> tuple[Route, ...]:
    """From every building site to its two nearest disposal sites, with gentle bends; no road network was at hand."""
    return tuple(
        _bent(start, end, seed=place * 10 + rank)
        for place, start in enumerate(BUILDING)
        for rank, end in enumerate(sorted(DISPOSAL, key=lambda end, start=start: _chord_m(start, end))[:2])  # type: ignore
    )


def route_of(truck: int) -> Route:
    return routes()[truck % len(routes())]


def permitted() -> Circles:
    """Where trucks may stand."""
    lon, lat, radius_m = np.array([site[1:] for site in SITES]).T.copy()
    return Circles(lon, lat, radius_m)


def corridors(trucks: int) -> Corridors:
    """The permitted line of each truck, both ways the same; the subject is the truck's place in the list of plates."""
    lines = [route_of(truck) for truck in range(trucks)]
    point_of = np.cumsum([0, *(line.lon.size for line in lines)])
    lon, lat = (np.concatenate([getattr(line, name) for line in lines]) for name in ("lon", "lat"))
    return Corridors(np.arange(trucks + 1), point_of, lon, lat)


def _across(start: Site, end: Site) -> tuple[float, float]:
    narrow = np.cos(np.radians(start.lat))
    return METRES_A_DEGREE * narrow * (end.lon - start.lon), METRES_A_DEGREE * (end.lat - start.lat)


def _chord_m(start: Site, end: Site) -> float:
    return float(np.hypot(*_across(start, end)))


def _bent(start: Site, end: Site, seed: int) -> Route:
    rng = np.random.default_rng(seed)
    east, north = _across(start, end)
    chord_m = _chord_m(start, end)
    part = np.linspace(0.0, 1.0, int(chord_m / POINT_EVERY_M) + 2)
    waves = np.arange(1, BENDS + 1)
    sway = np.sin(np.pi * np.outer(part, waves)) @ (rng.normal(0.0, 0.05, BENDS) / waves)  # of the chord, to its left
    east_m, north_m = part * east - sway * north, part * north + sway * east
    along_m = np.r_[0.0, np.cumsum(np.hypot(np.diff(east_m), np.diff(north_m)))]
    narrow = np.cos(np.radians(start.lat))
    lon, lat = start.lon + east_m / (METRES_A_DEGREE * narrow), start.lat + north_m / METRES_A_DEGREE
    return Route(f"{start.name} → {end.name}", lon, lat, along_m)


def sites_shown() -> dict[str, Any]:
    """The sites as GeoJSON points."""
    return _collection(
        {"type": "Point", "coordinates": [site.lon, site.lat]}
        | {"name": site.name, "radius_m": site.radius_m, "kind": "disposal" if site in DISPOSAL else "building"}
        for site in SITES
    )


def routes_shown() -> dict[str, Any]:
    """The permitted routes as GeoJSON lines."""
    return _collection(
        {"type": "LineString", "coordinates": np.stack([route.lon, route.lat], 1).round(6).tolist(), "name": route.name}
        for route in routes()
    )


def _collection(shapes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": {name: shape[name] for name in ("type", "coordinates")},
            "properties": {name: value for name, value in shape.items() if name not in ("type", "coordinates")},
        }
        for shape in shapes
    ]
    return {"type": "FeatureCollection", "features": features}
