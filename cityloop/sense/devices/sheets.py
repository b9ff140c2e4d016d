"""Sheets of devices: CSV and Excel, in Chinese or English, a device a row."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any, NamedTuple

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cityloop.kit.errors import Unreadable
from cityloop.sense.devices.rules import Entry, Life

HEADS = {  # column: what it may be headed by
    "code": ("code", "device", "编码", "设备编码", "设备编号"),
    "name": ("name", "名称", "设备名称"),
    "kind": ("kind", "type", "类型", "设备类型"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "area": ("area", "grid", "区域", "网格", "所在区域"),
    "maker": ("maker", "厂家", "生产厂家"),
    "owner": ("owner", "权属单位", "所属单位"),
    "repairer": ("repairer", "维护单位", "养护单位"),
    "asset": ("asset", "部件", "部件编码"),
    "expect_every_s": ("expect_every_s", "interval_s", "上报间隔秒", "上报间隔(秒)"),
    "life": ("life", "state", "状态"),
}
LIVES = {"计划": Life.planned, "在用": Life.active, "停用": Life.suspended, "退役": Life.retired}
LIVES |= {life.value: life for life in Life}
PLAIN = ("code", "name", "kind", "area", "maker", "owner", "repairer", "asset")
NEEDED = ("code", "name", "kind", "lon", "lat")


class Line(NamedTuple):
    """A row of a sheet: the device it says, or why it says none."""

    row: int
    code: str
    entry: Entry | None
    reason: str = ""


def read_sheet(file: IO[bytes], name: str) -> Iterator[Line]:
    """The rows of a CSV file (UTF-8 or GB 18030) or the first sheet of an Excel workbook, by the name's ending."""
    rows = _excel(file) if name.lower().endswith((".xlsx", ".xlsm")) else _csv(file)
    head = next(rows, None)
    if head is None:
        raise Unreadable(why="The sheet is empty.")
    places = _places(head)
    missing = [f"{column} ({HEADS[column][-1]})" for column in NEEDED if column not in places]
    if missing:
        raise Unreadable(why=f"The sheet has no column {', '.join(missing)}.")
    for number, row in enumerate(rows, start=2):
        if any(cell not in (None, "") for cell in row):
            yield _line(number, {column: row[place] for column, place in places.items() if place < len(row)})


def _places(head: Sequence[Any]) -> dict[str, int]:
    called = {str(cell or "").strip().lower(): place for place, cell in enumerate(head)}
    found = {column: next((called[name] for name in names if name in called), None) for column, names in HEADS.items()}
    return {column: place for column, place in found.items() if place is not None}


def _csv(file: IO[bytes]) -> Iterator[Sequence[Any]]:
    first = file.read(1 << 16)
    try:
        first[: first.rfind(b"\n") + 1].decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "gb18030"
    whole = io.TextIOWrapper(io.BufferedReader(_Again(first, file)), encoding=encoding, newline="")
    try:
        yield from csv.reader(whole)
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Unreadable(why=f"The file is not CSV: {fault}.") from None


class _Again(io.RawIOBase):
    """A stream whose beginning has been read already."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first, self._rest = first, rest

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        part = self._first[: len(room)] if self._first else self._rest.read(len(room))
        self._first = self._first[len(part) :]
        room[: len(part)] = part
        return len(part)


def _excel(file: IO[bytes]) -> Iterator[Sequence[Any]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError, EOFError) as fault:
        raise Unreadable(why=f"The file is not an Excel workbook: {fault}.") from None
    yield from book.worksheets[0].iter_rows(values_only=True)


def _line(row: int, said: dict[str, Any]) -> Line:
    text = {column: _text(cell) for column, cell in said.items()}
    code = text.get("code", "")
    try:
        about: dict[str, Any] = {
            column: text[column] for column in text if column not in ("lon", "lat", "expect_every_s", "life")
        }
        about |= {column: float(text[column] or "nan") for column in ("lon", "lat")}
        if text.get("expect_every_s"):
            about["expect_every_s"] = float(text["expect_every_s"])
        if text.get("life"):
            about["life"] = LIVES[text["life"]]
    except ValueError:
        return Line(row, code, None, "lon, lat and the seconds between reports must be numbers.")
    except KeyError:
        return Line(row, code, None, f"A device is {', '.join(LIVES)}.")
    return Line(row, code, Entry(**about))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a code typed into Excel as a number
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def written(lines: Iterable[tuple[int, str, str, str]]) -> str:
    """Lines of a report as CSV: row, code, verdict, reason."""
    sheet = io.StringIO()
    csv.writer(sheet).writerows(lines)
    return sheet.getvalue()
