"""Where the middles of drawn grids go: as many as wanted, thick around the district's label point, thin farther out."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.measures import stretch

Points = NDArray[np.float64]

SEEDS_A_SITE = 8
URBAN_STREET = 0.12  # area of an urban street, towns being 1


class Sowing(NamedTuple):
    """What a district needs: grids in urban streets and in towns, and the share of its area that is urban, 0 to 1."""

    urban: int
    rural: int
    urban_share: float


class Sown(NamedTuple):
    """Middles of grids and how far from the middle of town they are."""

    middle: Points  # f8[n, 2], degrees
    remote: Points  # f8[n]


class _Town(NamedTuple):
    """The urban part of a district: where its outline's distance from the centre is below `radius`."""

    district: shapely.Polygon
    centre: Points
    lobes: Points  # where it bulges, f8[2] in radians
    radius: float = np.inf  # degrees of latitude

    def distance(self, points: Points) -> Points:
        """Degrees of latitude from the centre, stretched and squeezed by direction, as towns are not round."""
        east, north = (points[:, 0] - self.centre[0]) * stretch(self.centre[1]), points[:, 1] - self.centre[1]
        turn = np.arctan2(north, east)
        bulge = 0.18 * np.sin(2 * turn + self.lobes[0]) + 0.12 * np.sin(3 * turn + self.lobes[1])
        return np.asarray(np.hypot(east, north) * (1 + bulge), np.float64)

    def box(self, urban: bool) -> Points:
        """West, south, east and north ends of the urban part or of all the district."""
        box: Points = shapely.bounds(self.district)
        if not urban:
            return box
        reach = 2 * self.radius * np.array([1 / stretch(self.centre[1]), 1.0])
        near: Points = np.r_[np.maximum(box[:2], self.centre - reach), np.minimum(box[2:], self.centre + reach)]
        return near


def sites(district: shapely.Polygon, centre: Points, sowing: Sowing, random: np.random.Generator) -> Sown:
    """As many points as wanted inside a district, spread more evenly than by chance.

    Seeds are strewn at random, thicker near the centre, and split into equal heaps; a heap's middle seed is its site.
    """
    shapely.prepare(district)
    town = _Town(district, centre, random.uniform(0, 2 * np.pi, 2))
    if sowing.urban_share < 1:
        distance = np.sort(town.distance(_uniform(town, False, 4000, random)))
        town = town._replace(radius=float(distance[round(sowing.urban_share * (distance.size - 1))]))
    picked: list[Points] = []
    for count, urban in ((sowing.urban, True), (sowing.rural, False)):
        seeds = _strewn(town, urban, count * SEEDS_A_SITE, random)
        _heap((seeds - centre) * [stretch(centre[1]), 1.0], seeds, count, picked)
    middle = np.array(picked)
    return Sown(middle, town.distance(middle))


def _uniform(town: _Town, urban: bool, count: int, random: np.random.Generator) -> Points:
    box = town.box(urban)
    points = random.uniform(box[:2], box[2:], (count, 2))
    inside: NDArray[np.bool_] = shapely.contains_xy(town.district, points)
    return points[inside]


def _strewn(town: _Town, urban: bool, count: int, random: np.random.Generator) -> Points:
    """Seeds f8[count, 2], in the urban part or outside it, up to four times as thick at its inner edge."""
    box = town.box(urban)
    width = min(town.radius, 0.5 * float(np.hypot(*(box[2:] - box[:2]))))
    kept, have = [np.empty((0, 2))], 0
    while have < count:
        points = _uniform(town, urban, 2 * count, random)
        distance = town.distance(points)
        thickness = np.exp(-((distance / width) ** 2)) if urban else np.exp(-((distance - town.radius) / width))
        wanted = ((distance <= town.radius) == urban) & (random.random(len(points)) < 0.25 + 0.75 * thickness)
        kept.append(points[wanted])
        have += len(kept[-1])
    return np.concatenate(kept)[:count]


def _heap(flat: Points, seeds: Points, count: int, picked: list[Points]) -> None:
    """Halve seeds across their longer side until each heap stands for one site; `flat` are the seeds to scale."""
    if count <= 1:
        if count:
            picked.append(seeds[((flat - flat.mean(axis=0)) ** 2).sum(axis=1).argmin()])
        return
    axis = int((flat[:, 1].max() - flat[:, 1].min()) > (flat[:, 0].max() - flat[:, 0].min()))
    low = count // 2
    cut = len(flat) * low // count
    order = np.argpartition(flat[:, axis], cut)
    _heap(flat[order[:cut]], seeds[order[:cut]], low, picked)
    _heap(flat[order[cut:]], seeds[order[cut:]], count - low, picked)
