"""Sheets as people bring and take them: CSV or Excel, headed in Chinese or English. Pure: bytes in, cells out, and back."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter

from cityloop.kit.errors import Unreadable

LARGEST = 16 << 20
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Heads = Mapping[str, Sequence[str]]  # column: what it may be headed by, the first as it is written


class Row(NamedTuple):
    """A row of a sheet: its number as Excel counts, and the text of each column that is known."""

    number: int
    said: dict[str, str]


def read(content: bytes, heads: Heads, needed: Sequence[str], most: int = 20_000) -> list[Row]:
    """The rows of a CSV text (UTF-8 or GB 18030) or of the first sheet of an Excel book. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(why=f"A sheet has at most {LARGEST >> 20} MB.")
    rows = _excel(content) if content[:2] == b"PK" else _csv(content)
    places = _places(next(rows, ()), heads)
    missing = [f"{heads[column][0]} ({column})" for column in needed if column not in places]
    if missing:
        raise Unreadable(why=f"The sheet has no column {', '.join(missing)}.")
    found = []
    for number, cells in enumerate(rows, start=2):
        said = {column: text(cells[place]) if place < len(cells) else "" for column, place in places.items()}
        if any(said.values()):
            found.append(Row(number, said))
        if len(found) > most:
            raise Unreadable(why=f"A sheet brought here has at most {most} rows.")
    return found


def text(cell: Any) -> str:
    """What a cell says, as text; a whole number typed into Excel has no point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


class Page(NamedTuple):
    """A sheet to write: its title, the heads, the rows, and widths of columns in characters."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    wide: Sequence[float] = ()


def written(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], wide: Sequence[float] = ()) -> bytes:
    """An Excel book of one sheet that `read` reads as the same."""
    return book([Page(title, heads, rows, wide)])


def book(pages: Sequence[Page]) -> bytes:
    """An Excel book of several sheets. What looks like a formula or an address in a cell is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as made:
        bold = made.add_format({"bold": True, "bottom": 1})
        for page in pages:
            sheet = made.add_worksheet(page.title[:31])
            sheet.write_row(0, 0, page.heads, bold)
            sheet.freeze_panes(1, 1)
            for place in range(len(page.heads)):
                sheet.set_column(place, place, page.wide[place] if place < len(page.wide) else 18)
            for number, row in enumerate(page.rows, start=1):
                sheet.write_row(number, 0, row)
            sheet.autofilter(0, 0, 0, len(page.heads) - 1)
    return out.getvalue()


def _places(head: Sequence[Any], heads: Heads) -> dict[str, int]:
    called = {text(cell).lower(): place for place, cell in enumerate(head)}
    found = {
        column: next((called[name.lower()] for name in (*names, column) if name.lower() in called), None)
        for column, names in heads.items()
    }
    return {column: place for column, place in found.items() if place is not None}


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            said = content.decode("gb18030")
        except UnicodeDecodeError:
            raise Unreadable(why="The file is neither an Excel book nor a CSV text.") from None
    try:
        yield from csv.reader(io.StringIO(said, newline=""))
    except csv.Error as fault:
        raise Unreadable(why=f"The file is not CSV: {fault}.") from None


def _excel(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as fault:  # noqa: BLE001 (a broken book fails in many ways, and each is the sender's)
        raise Unreadable(why=f"This Excel book cannot be opened: {fault}") from None
    yield from book.worksheets[0].iter_rows(values_only=True)
    book.close()
