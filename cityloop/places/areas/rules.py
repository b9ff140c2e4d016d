"""Which areas may come on to the map."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import shapely

from cityloop.kit.errors import Refused
from cityloop.places.areas.checking import check_coverage
from cityloop.places.areas.fitting import SLIVER
from cityloop.places.areas.importing import Brought, digits_of
from cityloop.places.areas.levels import DIGITS, DISTRICT, Areas
from cityloop.places.areas.replacing import Change, faults_of

HALF = 0.5  # of a district that must be in the districts brought, or it was forgotten
MOST = 5


class NotACoverage(Refused):
    """The map stays as it is: {faults}"""

    status = 422


class NotToBeFitted(Refused):
    """The map stays as it is: the areas cannot be fitted into it. {why}"""

    status = 422


class SurveyedBelow(Refused):
    """The map stays as it is: surveyed areas below would be lost, {count} from {code} on; `--redraw` draws them anew."""


class MapChanged(Refused):
    """Another map was adopted meanwhile; bring the areas again."""


class TooLate(Refused):
    """A map holds from today at the earliest: until today the old one was used."""

    status = 422


class MapToCome(Refused):
    """Another map is adopted for {day}; choose that day or a later one, or take that map back first."""


class NotToBeUndone(Refused):
    """Survey {survey} cannot be taken back: its day has come, or another was made from it."""


def check_brought(brought: Brought, areas: Areas | None) -> None:
    """Refuse what is no coverage of the parents it names, or of the city."""
    digits = digits_of(brought.codes)
    level = next(level for level, length in DIGITS.items() if length == digits)
    parents = None if level == DISTRICT else _outlines(areas, level - 1)
    faults = check_coverage(brought.polygons, brought.codes, parents=parents, width=SLIVER)
    if not faults and level == DISTRICT:
        faults = [*_scattered(brought), *_forgotten(brought, _outlines(areas, DISTRICT))]
    if faults:
        raise NotACoverage(faults=" ".join(faults))


def check_lost(change: Change, areas: Areas | None, allowed: bool) -> None:
    """Refuse to draw over what was surveyed, unless that is allowed."""
    lost = [] if areas is None else change.surveyed_below(areas).tolist()
    if lost and not allowed:
        raise SurveyedBelow(count=len(lost), code=lost[0])


def check_drawn(areas: Areas) -> None:
    """No map is adopted that is not a coverage on every level."""
    for level in faults_of(areas):
        raise ValueError(f"On level {level} some borders would not meet.")


@contextmanager
def fitting_or_refused() -> Iterator[None]:
    """What cannot be drawn or fitted is the fault of the outlines brought."""
    try:
        yield
    except (ValueError, shapely.errors.GEOSException) as problem:
        raise NotToBeFitted(why=problem) from problem


def _outlines(areas: Areas | None, level: int) -> dict[str, shapely.Geometry]:
    if areas is None:
        return {}
    here = areas.level == level
    return dict(zip(areas.code[here].tolist(), areas.polygon[here], strict=True))


def _scattered(brought: Brought) -> Iterator[str]:
    """A district is one piece: others lose theirs to the neighbours around when districts are fitted to each other."""
    pieces = shapely.get_num_geometries(shapely.make_valid(brought.polygons, method="structure", keep_collapsed=False))
    for place in np.flatnonzero(pieces != 1)[:MOST].tolist():
        yield f"{brought.codes[place]} has {pieces[place]} pieces; a district has to be one."


def _forgotten(brought: Brought, districts: dict[str, shapely.Geometry]) -> Iterator[str]:
    """Districts are brought all at once: each that stands now must lie in those brought, whatever their codes."""
    united = shapely.union_all(brought.polygons)
    for code, outline in districts.items():
        if shapely.intersection(outline, united).area < HALF * outline.area:
            yield f"Nothing is brought where {code} is; bring all districts of the city at once."
