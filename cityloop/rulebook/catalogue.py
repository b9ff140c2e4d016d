"""The catalogue of the boards as TOML, read and written: what a folder ships, and what goes from city to city."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from cityloop.rulebook import bodies
from cityloop.rulebook.definitions import Signal
from cityloop.rulebook.vitals import Catalogue


def read_folder(folder: Path) -> Catalogue:
    """All TOML files of a folder, in the order of their names, as one catalogue."""
    return together(read(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml")))


def read(text: str) -> Catalogue:
    """Raises NotADefinition or tomllib.TOMLDecodeError."""
    said = tomllib.loads(text)
    return Catalogue(
        boards=tuple(map(bodies.board, said.get("board", ()))),
        tracks=tuple(map(bodies.track, said.get("track", ()))),
        signals=tuple(map(_signal, said.get("signal", ()))),
        vitals=tuple(map(bodies.vital, said.get("vital", ()))),
        words={one["name"]: {"zh": one["zh"], "en": one["en"]} for one in said.get("signal", ())},
    )


def together(parts: Iterable[Catalogue]) -> Catalogue:
    all_parts = list(parts)
    return Catalogue(
        boards=tuple(one for part in all_parts for one in part.boards),
        tracks=tuple(one for part in all_parts for one in part.tracks),
        signals=tuple(one for part in all_parts for one in part.signals),
        vitals=tuple(one for part in all_parts for one in part.vitals),
        words={name: words for part in all_parts for name, words in part.words.items()},
    )


def written(catalogue: Catalogue) -> str:
    """The catalogue as TOML that `read` reads as the same; signals are not written, they are declared where they come from."""
    lines: list[str] = []
    for board in catalogue.boards:
        _table(lines, "[[board]]", bodies.body_of_board(board))
    for track in catalogue.tracks:
        _table(lines, "[[track]]", bodies.body_of_track(track))
    for vital in catalogue.vitals:
        _table(lines, "[[vital]]", bodies.body_of(vital))
    return "\n".join(lines) + "\n"


def _signal(body: Mapping[str, Any]) -> Signal:
    return Signal(
        name=body["name"],
        unit=body["unit"],
        expect_every=timedelta(seconds=body["every_s"]),
        least=float(body.get("least", float("-inf"))),
        most=float(body.get("most", float("inf"))),
    )


def _table(lines: list[str], head: str, body: Mapping[str, Any]) -> None:
    lines.append(head)
    lines += [f"{name} = {_said(value)}" for name, value in body.items() if not isinstance(value, dict)]
    for name, value in body.items():
        if isinstance(value, dict):
            lines.append(f"{head.strip('[]').join(('[', '.'))}{name}]")
            lines += [f"{key} = {_said(one)}" for key, one in value.items()]
    lines.append("")


def _said(value: Any) -> str:
    """A value as TOML writes it; what is inside another stands on the same line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_said, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_said(one)}" for name, one in value.items()) + " }"
    escaped = "".join(_ESCAPED.get(mark, mark) if mark >= " " else f"\\u{ord(mark):04x}" for mark in str(value))
    return f'"{escaped}"'


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\x7f": "\\u007f"}
