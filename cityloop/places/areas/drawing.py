"""Draw the areas of a city of which only the districts' outlines are known: streets, communities and unit grids.

Everything below the districts is made up, the same for the same seed: right in number, code and nesting, not in place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import shape

from cityloop.places.areas.cells import Cells, cells_of, dissolved, edges_of
from cityloop.places.areas.levels import Areas, Named, checked_rows, numbered
from cityloop.places.areas.mending import Mended, mended
from cityloop.places.areas.parting import Parting
from cityloop.places.areas.sowing import URBAN_STREET, Sowing, Sown, sites

Longs = NDArray[np.int64]
Patch = NDArray[np.int32]
Progress = Callable[[int, int], None]

GRIDS = 65_000
STAGES = 8  # steps reported besides two a district


class Drawn(NamedTuple):
    areas: Areas
    mended: Mended


class Counts(NamedTuple):
    """One place a community, in the order of their codes."""

    grids: Longs
    street: Longs  # the community's street
    district: Longs
    belt: Longs  # 0 in the old town, 1 in another street, 2 in a town


def draw(
    outlines: Mapping[str, Any],
    streets: Sequence[Named],
    communities: Sequence[Named],
    seed: int = 2026,
    grids: int = GRIDS,
    progress: Progress = lambda done, of: None,
) -> Drawn:
    """Areas of all four levels from a GeoJSON of districts and the names of what is in them; the same for a seed.

    Every outline needs `adcode`, `name_current` and `cp`, its label point. Communities get about the number of grids
    their kind calls for. Raises ValueError if a district has no street, a street no community or a code no parent.
    """
    districts, streets, communities = checked_rows(outlines, streets, communities, grids)
    step = Steps(progress, STAGES + 2 * len(districts))
    features = sorted(outlines["features"], key=lambda feature: str(feature["properties"]["adcode"]))
    whole = mended(np.array([shape(feature["geometry"]) for feature in features]))
    step(1)
    centres = np.array([feature["properties"]["cp"] for feature in features], dtype=np.float64)
    counts = _counts(districts, streets, communities, grids, np.random.default_rng(seed))
    cells, sown, district = cells_within(whole.polygons, centres, counts, seed, step)
    community = communities_within(cells, sown, district, counts, step)
    around = counts.district[np.unique(counts.street, return_index=True)[1]]
    community_shapes = dissolved(cells.polygons, community, len(communities))
    street_shapes = dissolved(community_shapes, counts.street, len(streets))
    shapes = [dissolved(street_shapes, around, len(districts)), street_shapes, community_shapes]
    step(1)
    order, named = numbered(communities, community, sown.middle)
    areas = Areas.of([districts, streets, communities, named], [*shapes, cells.polygons[order]], centres)
    step(1)
    return Drawn(areas, whole)


class Steps:
    def __init__(self, progress: Progress, of: int) -> None:
        self.progress, self.of, self.done = progress, of, 0

    def __call__(self, steps: int) -> None:
        self.done += steps
        self.progress(self.done, self.of)


def _counts(
    districts: Sequence[Named],
    streets: Sequence[Named],
    communities: Sequence[Named],
    grids: int,
    random: np.random.Generator,
) -> Counts:
    """How many grids each community shall have: one, and its share of the rest by its kind and by chance."""
    street_of = {row.code: place for place, row in enumerate(streets)}
    district_of = {row.code: place for place, row in enumerate(districts)}
    street = np.array([street_of[row.code[:9]] for row in communities])
    district = np.array([district_of[row.code[:6]] for row in communities])
    urban = np.array([int(row.code[6:9]) < 100 for row in communities])
    town = np.array([int(row.code[9:]) < 200 for row in communities])
    weight = np.select([urban & town, urban | town], [9.0, 6.0], 4.8) * random.lognormal(0, 0.25, len(communities))
    exact = (grids - weight.size) * weight / weight.sum()
    counts = 1 + exact.astype(np.int64)
    rest = grids - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:rest]] += 1
    return Counts(counts, street, district, belts(street, district, urban))


def belts(street: Longs, district: Longs, urban: NDArray[np.bool_]) -> Longs:
    """The first third of a district's streets, those with the lowest codes, make its old town."""
    belt = np.where(urban, 1, 2)
    for place in np.unique(district):
        streets = np.unique(street[(district == place) & urban])
        belt[np.isin(street, streets[: streets.size // 3])] = 0
    return belt


def cells_within(
    districts: NDArray[np.object_], centres: NDArray[np.float64], counts: Counts, seed: int, step: Steps
) -> tuple[Cells, Sown, Longs]:
    """The grids' cells, what was sown for them and their districts i8[grids]."""
    sown, inner, border = [], [], []
    for place, polygon in enumerate(districts):
        here = counts.district == place
        town = counts.belt == 2
        urban = int(counts.grids[here & ~town].sum())
        city = np.unique(counts.street[here & ~town]).size * URBAN_STREET
        towns = np.unique(counts.street[here & town]).size
        sowing = Sowing(urban, int(counts.grids[here].sum()) - urban, city / (city + towns))
        sown.append(sites(polygon, centres[place], sowing, np.random.default_rng([seed, place])))
        inside, crossing = edges_of(polygon, sown[-1].middle)
        inner.append(inside)
        border.append(crossing)
        step(1)
    district = np.repeat(np.arange(len(districts)), [len(one.middle) for one in sown])
    everything = Sown(*(np.concatenate(column) for column in zip(*sown, strict=True)))
    cells = cells_of(districts, np.concatenate(inner), np.concatenate(border), everything.middle, district)
    step(STAGES - 3)
    return cells, everything, district


def communities_within(cells: Cells, sown: Sown, district: Longs, counts: Counts, step: Steps) -> Longs:
    """The community of each cell i8[grids]: belts of urban streets around the district's label point, then towns."""
    parting = Parting(cells.graph, sown.middle, sown.remote)
    community = np.full(district.size, -1)
    for place in np.unique(district):
        rest = np.flatnonzero(district == place).astype(np.int32)
        members = np.flatnonzero(counts.district == place)
        for belt in np.unique(counts.belt[members]):
            later = members[counts.belt[members] > belt]
            now = members[counts.belt[members] == belt]
            patch, rest = parting.core(rest, int(counts.grids[now].sum()), now.size, later.size)
            for cut, row in _belt(parting, patch, now, counts):
                community[cut] = row
        step(1)
    return community


def _belt(parting: Parting, patch: Patch, members: Longs, counts: Counts) -> Iterator[tuple[Patch, int]]:
    """Part a belt into its streets and these into communities."""
    street, seat = np.unique(counts.street[members], return_inverse=True)
    wanted = np.bincount(seat, counts.grids[members]).astype(np.int64)
    for piece, one in zip(parting.parted(patch, wanted, np.bincount(seat)), street, strict=True):
        rows = members[counts.street[members] == one]
        yield from zip(parting.parted(piece, counts.grids[rows], np.ones_like(rows)), rows.tolist(), strict=True)
