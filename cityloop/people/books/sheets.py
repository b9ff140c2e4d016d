"""The workbook of people as it is brought and taken, pure: bytes in, rows out, and back. One sheet a kind, a thing a row."""

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from cityloop.kit.errors import Unreadable

DAYS = {"since": "生效日期", "until": "失效日期"}  # it holds from the one on and before the other
SHEETS: dict[str, tuple[str, dict[str, str]]] = {  # kind: title of the sheet, and what its columns are headed by
    "agencies": (
        "机构",
        {"code": "机构编码", "name": "全称", "short": "简称", "credit": "统一社会信用代码", "kind": "类型", "parent": "上级编码"}
        | {"area": "区域", "leader": "负责人登录名", **DAYS},
    ),
    "members": ("人员", {"login": "登录名", "name": "姓名", "mobile": "手机", "skills": "技能", "standing": "状态"}),
    "posts": (
        "岗位",
        {"login": "登录名", "duty": "责任岗", "area": "区域", "agency": "机构编码", "board": "板块", "kind": "方式"}
        | {"for": "代谁", **DAYS},
    ),
    "teams": ("网格队伍", {"login": "登录名", "area": "网格", "part": "职务", **DAYS}),
}
NEEDED = {"agencies": {"code", "name", "area"}, "members": {"login", "name"}, "posts": {"login", "duty", "area"}}
NEEDED |= {"teams": {"login", "area", "part"}}
MOST_ROWS = 50_000


class Line(NamedTuple):
    """A row of a sheet by the names of its columns; days are days, all else is text."""

    kind: str
    row: int
    said: Mapping[str, str]
    since: date | None
    until: date | None
    fault: str = ""


def read(content: bytes) -> list[Line]:
    """The rows of all sheets that are known by their titles, agencies first, then members, posts and teams."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError, EOFError) as fault:
        raise Unreadable(why=f"The file is not an Excel workbook: {fault}.") from None
    except Exception as fault:  # noqa: BLE001 (a zip that is none raises what it likes)
        raise Unreadable(why=f"The file is not an Excel workbook: {fault}.") from None
    found: list[Line] = []
    for kind, (title, heads) in SHEETS.items():
        name = next((name for name in (title, kind) if name in book.sheetnames), None)
        if name:
            found += _lines(kind, heads, book[name].iter_rows(values_only=True))
        if len(found) > MOST_ROWS:
            raise Unreadable(why=f"A workbook has at most {MOST_ROWS} rows.")
    if not found:
        titles = ", ".join(title for title, _ in SHEETS.values())
        raise Unreadable(why=f"The workbook has no rows in a sheet of these titles: {titles}.")
    return found


def _lines(kind: str, heads: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    rows = iter(rows)
    called = {str(cell or "").strip(): place for place, cell in enumerate(next(rows, ()))}
    places = {key: called[name] for key, head in heads.items() for name in (head, key) if name in called}
    missing = NEEDED[kind] - places.keys()
    if missing:
        said = ", ".join(f"{heads[key]} ({key})" for key in sorted(missing))
        raise Unreadable(why=f"The sheet {SHEETS[kind][0]} has no column {said}.")
    found = []
    for number, row in enumerate(rows, start=2):
        cells = {key: row[place] for key, place in places.items() if place < len(row)}
        if any(cell not in (None, "") for cell in cells.values()):
            found.append(_line(kind, number, cells))
    return found


def _line(kind: str, number: int, cells: Mapping[str, Any]) -> Line:
    said = {key: _text(cell) for key, cell in cells.items() if key not in DAYS}
    try:
        since, until = (_day(cells.get(key)) for key in DAYS)
    except ValueError:
        return Line(kind, number, said, None, None, "A day is written as 2026-03-02.")
    return Line(kind, number, said, since, until)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a code typed into Excel as a number
    return "" if cell is None else str(cell).strip()


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell in (None, ""):
        return cell or None
    return date.fromisoformat(str(cell).strip())


def written(tables: Mapping[str, Iterable[Mapping[str, str]]]) -> bytes:
    """A workbook with a sheet for each kind; all cells are text, so that no code loses its zeros."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True})
        for kind, (title, heads) in SHEETS.items():
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, list(heads.values()), bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(heads) - 1, 18)
            for number, row in enumerate(tables.get(kind, ()), start=1):
                for place, key in enumerate(heads):
                    sheet.write_string(number, place, row.get(key, ""))
    return content.getvalue()
