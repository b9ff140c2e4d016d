"""The book as a sheet, a line a row, pure: bytes in, lines out, and back."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cityloop.decide.standards.rules import Line, NotALine, line_of
from cityloop.kit import sheets

HEADS = {
    "key": ("编码", "code", "小类编码", "类别编码"),
    "name": ("名称", "小类名称", "小类"),
    "number": ("条目", "no", "序号", "条款号"),
    "grade": ("等级", "级别"),
    "filing": ("立案条件", "立案标准"),
    "closing": ("结案条件", "结案标准"),
    "time": ("处置时限", "limit", "时限"),
    "duty": ("责任岗",),
    "department": ("主管部门", "责任部门", "处置部门"),
    "source": ("依据", "来源"),
    "filing_en": ("立案条件（英文）", "立案条件(英文)"),
    "closing_en": ("结案条件（英文）", "结案条件(英文)"),
}
NEEDED = ("key", "filing", "closing", "time")
WIDE = (10, 24, 6, 6, 44, 44, 10, 14, 18, 30, 40, 40)
EXAMPLE = Path(__file__).parent / "example.csv"


class Read(NamedTuple):
    """A row of a sheet: the line it says, or why it says none."""

    row: int
    said: str
    line: Line | None
    reason: str = ""


def read(content: bytes, duties: Collection[str]) -> list[Read]:
    """What each row of a book says. Raises Unreadable where the file as a whole cannot be read."""
    return list(_read(content, duties))


def _read(content: bytes, duties: Collection[str]) -> Iterator[Read]:
    next_number: dict[str, int] = {}
    first: dict[tuple[str, int], int] = {}
    for row, said in sheets.read(content, HEADS, NEEDED):
        try:
            line = line_of(said, next_number, duties)
        except NotALine as fault:
            yield Read(row, said.get("key", ""), None, str(fault))
            continue
        next_number[line.key] = max(next_number.get(line.key, 1), line.number + 1)
        if line.which in first:
            yield Read(row, line.key, None, f"Line {line.number} of {line.key} stands in row {first[line.which]} already.")
        else:
            first[line.which] = row
            yield Read(row, line.key, line)


def written(title: str, lines: Iterable[Line]) -> bytes:
    """The book in Excel; reading it gives the same lines."""
    rows = ([getattr(line, column) for column in HEADS] for line in lines)
    return sheets.written(title, [names[0] for names in HEADS.values()], rows, WIDE)


def delivered() -> bytes:
    """One city's table of limits, as a city would bring it: local rules, to be changed by who takes it over."""
    return EXAMPLE.read_bytes()
