"""Districts as a city publishes them, made to fit each other: no overlaps, no gaps, every district one piece."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.measures import square_metres

Shapes = NDArray[np.object_]

LATTICE = 1e-6  # degrees, about 0.1 m: every drawn vertex lies on this lattice
GAP_WIDTH = 0.02  # degrees: the widest gap between two districts that is still a slip of the pen


class Mended(NamedTuple):
    """Districts that form a coverage, and what it cost, in square metres over all districts."""

    polygons: Shapes
    taken: float  # had by a district before, not any more
    given: float  # not had by a district before


def mended(outlines: Shapes) -> Mended:
    """Mend overlaps and gaps between districts; an overlap or gap goes to the neighbour with the longest shared border.

    Takes and gives polygons in degrees, one a district, in the same order. The result is a valid coverage, each member
    one Polygon. Raises ValueError if a district vanishes.
    """
    valid = shapely.make_valid(outlines, method="structure", keep_collapsed=False)
    clean = shapely.coverage_clean(valid, gap_width=GAP_WIDTH, snapping_distance=LATTICE)
    whole = _in_one_piece(clean)
    if not shapely.coverage_is_valid(whole) or bool(shapely.is_empty(whole).any()):
        raise ValueError("The districts overlap so badly that they cannot be mended.")
    taken = square_metres(shapely.difference(valid, whole)).sum()
    given = square_metres(shapely.difference(whole, valid)).sum()
    return Mended(whole, float(taken), float(given))


def _in_one_piece(districts: Shapes) -> Shapes:
    """Give each district's smaller pieces to the neighbour with the longest shared border; leave out lone ones."""
    pieces, owner = shapely.get_parts(districts, return_index=True)
    order = np.lexsort((-shapely.area(pieces), owner))
    pieces, owner = pieces[order], owner[order]
    largest = np.r_[True, owner[1:] != owner[:-1]]
    main = pieces[largest]
    members: list[list[shapely.Geometry]] = [[piece] for piece in main]
    for piece in pieces[~largest]:
        shared = shapely.length(shapely.intersection(shapely.boundary(main), shapely.boundary(piece)))
        if shared.max() > 0:
            members[int(shared.argmax())].append(piece)
    return np.array([shapely.coverage_union_all(group) for group in members])
