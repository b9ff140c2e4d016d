"""The catalogue as people bring and take it: a TOML text or an Excel book, pure: bytes in, bodies out, and back."""

import io
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter

from cityloop.kit.errors import Unreadable
from cityloop.rulebook import bodies, catalogue
from cityloop.rulebook.bodies import COLOURS, Body
from cityloop.rulebook.vitals import Catalogue

KINDS = ("board", "track", "vital")
COLUMNS = {
    "board": ("name", "zh", "en"),
    "track": ("name", "zh", "en", "board", "lead", "under"),
    "vital": (
        "name", "zh", "en", "track", "formula", "inputs", "unit", "cycle_s", "owner", "rolls_up", "weight", "base", "levels",
        "area", "decimals", "source", "since", "until", "rises", *COLOURS, "up_s", "down_s", "clear_s", "hysteresis", "calendar",
    ),
}  # fmt: skip
OF_LAMP = ("rises", *COLOURS, "up_s", "down_s", "clear_s", "hysteresis", "calendar")
LARGEST = 8 << 20
MOST_ROWS = 20_000


class Line(NamedTuple):
    """One thing brought, where it stood, and what it says."""

    line: int
    kind: str
    body: Body


def read(content: bytes) -> list[Line]:
    """What stands in a file, whichever of the two it is. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(why="A catalogue has at most 8 MB.")
    lines = list(_book(content) if content[:2] == b"PK" else _text(content))
    if not lines:
        raise Unreadable(why="There is no board, track or vital sign in this file.")
    if len(lines) > MOST_ROWS:
        raise Unreadable(why=f"A catalogue has at most {MOST_ROWS} lines.")
    return lines


def _text(content: bytes) -> Iterator[Line]:
    try:
        said = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Unreadable(why=f"This is neither an Excel book nor TOML: {fault}") from None
    for kind in KINDS:
        entries = said.get(kind, [])
        for number, body in enumerate(entries if isinstance(entries, list) else [], start=1):
            yield Line(number, kind, dict(body) if isinstance(body, Mapping) else {})


def _book(content: bytes) -> Iterator[Line]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as fault:  # noqa: BLE001 (a broken book fails in many ways, and each is the sender's)
        raise Unreadable(why=f"This Excel book cannot be opened: {fault}") from None
    for kind in KINDS:
        if kind in book.sheetnames:
            rows = book[kind].iter_rows(values_only=True)
            head = [str(name or "") for name in next(rows, ())]
            for number, cells in enumerate(rows, start=2):
                body = {name: cell for name, cell in zip(head, cells, strict=False) if name and cell not in (None, "")}
                if body:
                    yield Line(number, kind, _from_cells(kind, body))
    book.close()


def _from_cells(kind: str, cells: Body) -> Body:
    """A body out of a row: what is more than a number or a text stands in its cell as JSON."""
    body = {name: _opened(cell) for name, cell in cells.items()}
    if kind != "vital":
        return body
    lamp = {name: body.pop(name) for name in OF_LAMP if name in body}
    if any(colour in lamp for colour in COLOURS):
        body["lamp"] = lamp
    if isinstance(body.get("levels"), str):
        body["levels"] = body["levels"].split()
    return body


def _opened(cell: Any) -> Any:
    if isinstance(cell, str) and cell[:1] in "[{":
        try:
            return json.loads(cell)
        except json.JSONDecodeError:
            return cell
    return cell


def as_text(kept: Catalogue) -> bytes:
    return catalogue.written(kept).encode()


def as_book(kept: Catalogue) -> bytes:
    """An Excel book with a sheet a kind; `read` reads it as the same."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        each: Mapping[str, Sequence[Body]] = {
            "board": [bodies.body_of_board(one) for one in kept.boards],
            "track": [bodies.body_of_track(one) for one in kept.tracks],
            "vital": [_flat(bodies.body_of(one)) for one in kept.vitals],
        }
        for kind, rows in each.items():
            sheet = book.add_worksheet(kind)
            sheet.write_row(0, 0, COLUMNS[kind], bold)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(COLUMNS[kind]) - 1, 18)
            for number, body in enumerate(rows, start=1):
                sheet.write_row(number, 0, [_closed(body.get(name, "")) for name in COLUMNS[kind]])
    return out.getvalue()


def _flat(body: Body) -> Body:
    flat = {name: said for name, said in body.items() if name != "lamp"} | dict(body.get("lamp", {}))
    return flat | {"levels": " ".join(body["levels"])}


def _closed(said: Any) -> Any:
    return json.dumps(said, ensure_ascii=False) if isinstance(said, dict | list) else said
