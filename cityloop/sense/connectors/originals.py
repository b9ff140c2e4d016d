"""Originals: what was refused is kept as it came, so that a mended mapping can be turned over it again (see `again.py`).

Kept is the smallest part a mapping can be turned over: a row of a table, a document, or, of a document of many rows, the
document with this one row alone. Where a row gives several readings, the one that was refused is named.
"""

import base64
import csv
import io
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from cityloop.sense.connectors.connector import Paper, Parcel
from cityloop.sense.connectors.mapping import Mapping
from cityloop.sense.connectors.sheet import MORE, Row, Sheet, as_text, delimiter_of, steps_of
from cityloop.sense.quarantine.rules import LENGTH


class Originals:
    """The originals of one parcel, each by its mark (see `Fault`)."""

    def __init__(self, parcel: Parcel, sheet: Sheet, mapping: Mapping) -> None:
        self._parcel, self._sheet, self._mapping = parcel, sheet, mapping
        self._frames: dict[int, str] = {}  # by document: what stands above its rows, if that alone is too long to be kept

    def __call__(self, mark: int) -> str:
        if mark < 0:
            return _cut(_whole(self._parcel.papers[-1 - mark]))
        row, gives = divmod(mark, len(self._mapping.gives))
        if row >= self._sheet.count:
            odd = self._parcel.odd[row - self._sheet.count]
            return _cut({"line": odd.said, "number": odd.line, "about": dict(self._parcel.about)})
        of = {"of": [gives, len(self._mapping.gives)]} if len(self._mapping.gives) > 1 else {}
        if self._parcel.table is not None:
            return _cut(_row(self._parcel.table.slice(row, 1).to_pylist()[0], self._parcel.about) | of)
        place = int(self._sheet.origin[row])
        return self._frame(place, row) or _cut(self._of_paper(place, row) | of)

    def _of_paper(self, place: int, row: int) -> dict[str, Any]:
        paper = self._parcel.papers[place]
        first, end = np.searchsorted(self._sheet.origin, [place, place + 1])
        alone = _alone(self._sheet.rows[row], self._mapping) if end - first > 1 else None
        return _whole(paper) if alone is None else {"paper": alone, "about": dict(paper.about)}

    def _frame(self, place: int, row: int) -> str:
        """Once for a document: it may have a million rows, and be as long as that above each."""
        if place not in self._frames:
            frame = ""
            if self._mapping.each and len(self._parcel.papers[place].body) > LENGTH:
                above = as_text(_with(self._sheet.rows[row].root, steps_of(self._mapping.each), []))
                frame = above[: LENGTH + 1] if len(above) > LENGTH else ""
            self._frames[place] = frame
        return self._frames[place]


def _cut(kept: Dict[str, Any]) -> str:
    """One character more than is kept tells the quarantine that it is not whole."""
    return as_text(kept)[: LENGTH + 1]


def _whole(paper: Paper) -> dict[str, Any]:
    about = dict(paper.about)
    for encoding in ("utf-8", "gb18030"):
        try:
            return {"paper": paper.body.decode(encoding), "about": about}
        except UnicodeDecodeError:
            continue
    return {"base64": base64.b64encode(paper.body).decode(), "about": about}


def _row(row: dict[str, Any], about: Dict[str, str]) -> dict[str, Any]:
    times = [name for name, cell in row.items() if isinstance(cell, datetime)]
    plain = {name: cell.isoformat() if name in times else cell for name, cell in row.items()}
    return {"row": plain, "about": dict(about)} | ({"times": times} if times else {})


def _alone(row: Row, mapping: Mapping) -> str | None:
    """A document with this row alone, which opens as the whole does; None where there is no such document."""
    if mapping.opens == "csv":
        return _line(row.row)
    if mapping.each:
        return as_text(_with(row.root, steps_of(mapping.each), [row.row]))
    return as_text([row.row] if mapping.opens == "json" else row.row)


def _with(at: Any, steps: Sequence[str | int], said: list[Any]) -> Any:
    """The same document, but for what stands at `steps`."""
    if not steps:
        return said
    step, rest = steps[0], steps[1:]
    if isinstance(at, dict):
        step = str(step)
        return {**at, step: _with(at[step], rest, said)}
    return [*at[:step], _with(at[step], rest, said), *at[step:][1:]]


def _line(row: dict[str, Any]) -> str | None:
    """A line of CSV below its header."""
    said = io.StringIO()
    writer = csv.writer(said, lineterminator="\n")
    writer.writerow([name for name in row if name != MORE])
    writer.writerow([cell for name, cell in row.items() if name != MORE and cell is not None] + row.get(MORE, []))
    return said.getvalue() if delimiter_of(said.getvalue()) == "," else None
