"""What may be said of micro-grids, and what sheets of them say. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cityloop.kit import sheets
from cityloop.kit.errors import Refused

DIGITS, GRID = 17, 15
LONGEST, MOST_HOUSEHOLDS = 60, 100_000
HEADS = {
    "code": ("编码", "微网格编码", "code"),
    "name": ("名称", "name"),
    "lon": ("经度", "lon", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "households": ("户数", "households"),
}
WIDE = (20, 30, 13, 13, 10)


class GridFull(Refused):
    """Grid {grid} has had 99 micro-grids; no further number is free."""


class NotInAGrid(Refused):
    """{name} lies in no grid of {day}."""

    status = 422


class WasSo(Refused):
    """A micro-grid changes from today on: until today it was as it was."""


class NotSince(Refused):
    """{code} is as it is only since {since}."""


class Said(NamedTuple):
    """A micro-grid as somebody says it is; without a code it is a new one. `households` is none if nobody counted."""

    code: str
    name: str
    lon: float
    lat: float
    households: int | None


class Told(NamedTuple):
    """A row of a sheet: what it says, or why it cannot be read."""

    row: int
    said: Said | None
    why: str = ""


def free(grid: str, taken: Collection[str]) -> str:
    """The next code in a grid; numbers are not used twice.

    >>> free("500103001001001", ["50010300100100102"])
    '50010300100100103'
    """
    last = max((int(code[GRID:]) for code in taken if code.startswith(grid)), default=0)
    if last >= 99:
        raise GridFull(grid=grid)
    return f"{grid}{last + 1:02}"


def read(content: bytes) -> list[Told]:
    """The rows of a CSV or Excel sheet. Raises Unreadable where the file as a whole cannot be read."""
    return [_told(row, said) for row, said in sheets.read(content, HEADS, ("name", "lon", "lat"))]


def _told(row: int, said: dict[str, str]) -> Told:
    code, name, households = said.get("code", ""), said["name"], said.get("households", "")
    if code and not (len(code) == DIGITS and code.isascii() and code.isdigit()):
        return Told(row, None, f"The code of a micro-grid has {DIGITS} digits; {code[:40]} has not.")
    if not 0 < len(name) <= LONGEST:
        return Told(row, None, f"A micro-grid needs a name of at most {LONGEST} signs.")
    place = _number(said["lon"], 180), _number(said["lat"], 90)
    if place[0] is None or place[1] is None:
        return Told(row, None, "Longitude and latitude are degrees, such as 106.551 and 29.563.")
    count = _number(households, MOST_HOUSEHOLDS) if households else None
    if households and (count is None or count < 0 or count % 1):
        return Told(row, None, f"Households are a whole number up to {MOST_HOUSEHOLDS:,}.")
    return Told(row, Said(code, name, place[0], place[1], None if count is None else int(count)))


def _number(text: str, most: float) -> float | None:
    """
    >>> _number("106.5", 180), _number("nan", 180), _number("x", 180)
    (106.5, None, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= most else None


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Micro-grids in Excel; read again it asks for nothing new."""
    return sheets.written("微网格", [names[0] for names in HEADS.values()], rows, WIDE)


def may_change(code: str, since: date, standing: date, today: date) -> None:
    """Raises Refused unless what stands since a day may be changed from another day on."""
    if since < today:
        raise WasSo
    if since < standing:
        raise NotSince(code=code, since=standing)
