"""What lies below areas a city brings: the same codes and names as before, drawn anew inside the new outlines."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from cityloop.places.areas.drawing import Counts, Steps, belts, cells_within, communities_within
from cityloop.places.areas.levels import COMMUNITY, DIGITS, DISTRICT, GRID, STREET, Areas, Named, Shapes, numbered

GRIDS_ANEW = 6  # of a community, in a city where none is known
ATTEMPTS = 5  # seeds tried until every grid has a cell of its own


class Below(NamedTuple):
    """The rows of every level below and the polygons of the grids."""

    rows: dict[int, list[Named]]
    grids: Shapes


def redrawn(level: int, above: Sequence[Named], outlines: Shapes, areas: Areas | None, seed: int, step: Steps) -> Below:
    """Streets, communities and grids inside areas of a level, sorted by code; `areas` are those known before.

    An area that is new gets one area on each level below, called like itself, and as many grids as its neighbours have.
    Raises ValueError if an outline is too narrow for that many grids.
    """
    rows = {level: list(above)}
    for depth in range(level + 1, GRID):
        rows[depth] = _children(rows[depth - 1], depth, areas)
    communities = rows[COMMUNITY]
    counts = _counts(level, communities, above, areas)
    centres = shapely.get_coordinates(shapely.point_on_surface(outlines))
    for attempt in range(ATTEMPTS):
        try:
            cells, sown, home = cells_within(outlines, centres, counts, seed + attempt, step)
            break
        except ValueError:
            if attempt == ATTEMPTS - 1:
                raise
    community = communities_within(cells, sown, home, counts, step)
    order, rows[GRID] = numbered(communities, community, sown.middle)
    return Below({depth: rows[depth] for depth in range(level + 1, GRID + 1)}, cells.polygons[order])


def _children(above: Sequence[Named], level: int, areas: Areas | None) -> list[Named]:
    """The areas of a level that were in those above, and one for each that had none."""
    known: list[Named] = []
    if areas is not None:
        here = (areas.level == level) & np.isin(areas.parent, [row.code for row in above])
        known = [Named(*row) for row in zip(areas.code[here].tolist(), areas.name[here].tolist(), strict=True)]
    taken = {row.code[: DIGITS[level - 1]] for row in known}
    return sorted([*known, *(Named(f"{row.code}001", row.name) for row in above if row.code not in taken)])


def _counts(level: int, communities: Sequence[Named], above: Sequence[Named], areas: Areas | None) -> Counts:
    """As many grids as each community had; a new one as many as is usual in its street, or in the city."""
    code = np.array([row.code for row in communities])
    grids, usual = _grids_before(areas), GRIDS_ANEW
    if grids:
        usual = round(float(np.median(list(grids.values()))))
    wanted = [grids.get(one) or _usual_in(one[: DIGITS[STREET]], grids, usual) for one in code.tolist()]
    place = {row.code: number for number, row in enumerate(above)}
    home = np.array([place[one[: DIGITS[level]]] for one in code.tolist()])
    street = np.unique([one[: max(DIGITS[STREET], DIGITS[level])] for one in code.tolist()], return_inverse=True)[1]
    urban = np.array([int(one[6:9]) < 100 for one in code.tolist()])
    belt = belts(street, home, urban) if level == DISTRICT else np.zeros_like(street)
    return Counts(np.array(wanted), street, home, belt)


def _grids_before(areas: Areas | None) -> dict[str, int]:
    if areas is None:
        return {}
    code, count = np.unique(areas.parent[areas.level == GRID], return_counts=True)
    return dict(zip(code.tolist(), count.tolist(), strict=True))


def _usual_in(street: str, grids: dict[str, int], otherwise: int) -> int:
    found = [count for code, count in grids.items() if code.startswith(street)]
    return round(float(np.median(found))) if found else otherwise
