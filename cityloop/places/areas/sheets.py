"""The tree of areas as a sheet, an area a row, pure: bytes in, names out, and back. Outlines do not fit into cells."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from cityloop.kit import sheets
from cityloop.places.areas.maps import Area

HEADS = {
    "code": ("编码", "区域编码", "code"),
    "name": ("名称", "name"),
    "parent": ("上级编码", "parent"),
    "level": ("层级", "level"),
    "since": ("起始日", "since"),
}
WIDE = (18, 30, 16, 12, 12)
LEVELS = {"district": "区县", "street": "镇街", "community": "村社区", "grid": "网格"}
SERIES = 3


class Told(NamedTuple):
    """A row of a sheet and what it asks: a new name, nothing new, or why it is refused."""

    row: int
    code: str
    name: str
    verdict: str  # same, changed or refused
    reason: str = ""


def written(areas: Iterable[Area], since: date) -> bytes:
    """The areas in Excel; read again it asks for nothing."""
    rows = ([one.code, one.name, _above(one.code), LEVELS[one.level], since.isoformat()] for one in areas)
    return sheets.written("区域", [names[0] for names in HEADS.values()], rows, WIDE)


def read(content: bytes, known: Callable[[str], Area | None]) -> list[Told]:
    """What each row asks of the areas that are known. Raises Unreadable where the file as a whole cannot be read."""
    found: list[Told] = []
    seen: dict[str, int] = {}
    for row, said in sheets.read(content, HEADS, ("code", "name"), most=120_000):
        found.append(_told(row, said, known(said["code"]), seen))
        seen.setdefault(said["code"], row)
    return found


def _told(row: int, said: dict[str, str], area: Area | None, seen: dict[str, int]) -> Told:
    code, name = said["code"], said["name"]
    why = ""
    if code in seen:
        why = f"{code} stands in row {seen[code]} already."
    elif area is None:
        why = f"There is no area {code or 'without a code'}; bring its outline with `cityloop import areas`."
    elif not name:
        why = "An area needs a name."
    elif said.get("parent") and said["parent"] != _above(code):
        why = f"{code} lies in {_above(code)}; to put it into {said['parent']}, draft a plan that moves it."
    elif said.get("level") and said["level"] not in (area.level, LEVELS[area.level]):
        why = f"{code} is a {area.level}."
    verdict = "refused" if why else "same" if area and area.name == name else "changed"
    return Told(row, code, name, verdict, why)


def _above(code: str) -> str:
    return code[:-SERIES] if len(code) > 6 else code[:2]
