"""Where people and places meet: what people ask of places, answered by the map of the day."""

from cityloop.kit.work import Work
from cityloop.people.duties.rules import Ground
from cityloop.places.areas import queries as areas
from cityloop.places.microgrids import queries as microgrids
from cityloop.places.microgrids.rules import DIGITS as MICRO
from cityloop.rulebook import Level

GRID = Level.grid.digits


def ground_of(work: Work) -> Ground:
    """Places as people need them."""

    def known(code: str) -> bool:
        if len(code) == MICRO:
            return any(one.code == code for one in microgrids.of_area(work, code))
        return areas.area_map(work).area(code) is not None and len(code) in map(_digits, Level)

    def title(code: str) -> str:
        return microgrids.title(work, code) if len(code) == MICRO else areas.title(work, code)

    def grids(above: str) -> list[str]:
        return [code for code in areas.area_map(work).place if len(code) == GRID and code.startswith(above)]

    return Ground(known, title, grids)


def _digits(level: Level) -> int:
    return level.digits
