"""The matrix as a sheet, a line a row, pure: bytes in, lines out, and back."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from cityloop.decide.matrix.rules import Line, NotALine, checked
from cityloop.kit import sheets
from cityloop.rulebook import Level

HEADS = {
    "category": ("类别", "类别编码", "category"),
    "category_name": ("类别名称",),
    "area": ("区域", "区域编码", "area"),
    "area_name": ("区域名称",),
    "duty": ("牵头岗", "责任岗", "duty"),
    "level": ("层级", "level"),
    "agency": ("单位", "责任单位", "agency"),
    "assisting": ("协助岗", "assisting"),
    "source": ("依据", "source"),
    "since": ("起始日", "since"),
    "until": ("截止日", "until"),
}
NEEDED = ("area", "duty", "level", "source", "since")
WIDE = (10, 20, 14, 24, 20, 12, 20, 30, 40, 12, 12)
LEVELS = {"市": Level.city, "区县": Level.district, "镇街": Level.street, "村社区": Level.community, "网格": Level.grid}
SAID = {level: said for said, level in LEVELS.items()}
EVERYTHING = "全部"


class Read(NamedTuple):
    """A row of a sheet: the line it says, or why it says none."""

    row: int
    said: str
    line: Line | None
    reason: str = ""


class Known(NamedTuple):
    """What a line may speak of: whether a beginning of a key names a category, whether there is such an area, the duties."""

    category: Callable[[str], bool]
    area: Callable[[str], bool]
    duties: Collection[str]


def read(content: bytes, known: Known) -> list[Read]:
    """What each row says. Raises Unreadable where the file as a whole cannot be read."""
    return list(_read(content, known))


def _read(content: bytes, known: Known) -> Iterator[Read]:
    for row, said in sheets.read(content, HEADS, NEEDED, most=60_000):
        about = f"{said.get('category', '')} {said['area']}".strip()
        try:
            yield Read(row, about, line_of(said, known))
        except NotALine as fault:
            yield Read(row, about, None, str(fault))


def line_of(said: dict[str, str], known: Known) -> Line:
    """The line a row says. Raises NotALine with the reason."""
    category = "" if said.get("category", "") in (EVERYTHING, "*") else said.get("category", "").upper()
    if not known.category(category):
        raise NotALine(f"No category begins with {category}.")
    if not known.area(said["area"]):
        raise NotALine(f"There is no area {said['area'] or 'without a code'}.")
    level = LEVELS.get(said["level"], said["level"])
    assisting = tuple(one for one in re.split(r"[\s,，、]+", said.get("assisting", "")) if one)
    until = _day(said["until"]) if said.get("until") else None
    about = (said["duty"], str(level), said.get("agency", ""), assisting, said["source"])
    return checked(Line(category, said["area"], *about, _day(said["since"]), until), known.duties)


def _day(said: str) -> date:
    for how in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(said, how).date()  # noqa: DTZ007 (a day of the city has no zone)
        except ValueError:
            continue
    raise NotALine(f"{said or 'Nothing'} is not a day; write it as 2026-03-01.")


def written(lines: Iterable[Line], category: Callable[[str], str], area: Callable[[str], str]) -> bytes:
    """The lines in Excel, with what their keys and codes are called; reading it gives the same lines."""
    rows = (
        [
            line.category or EVERYTHING,
            category(line.category),
            line.area,
            area(line.area),
            line.duty,
            SAID[Level(line.level)],
            line.agency,
            ", ".join(line.assisting),
            line.source,
            line.since.isoformat(),
            line.until.isoformat() if line.until else "",
        ]
        for line in lines
    )
    return sheets.written("责任矩阵", [names[0] for names in HEADS.values()], rows, WIDE)
