"""From bodies, as they are shipped, kept and sent, to a book; whatever does not hold together is refused in a sentence."""

import math
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from cityloop.rulebook.expressions import Expression, Gives, NotUnderstood, understand
from cityloop.rulebook.scoring.book import SCALE, Book, Count, Mark, Race, ScoreSheet, Tried, Yardstick
from cityloop.rulebook.scoring.columns import CASE, INSTANTS, LOOK, LOOK_INSTANTS, MEMBERS

HERE = Path(__file__).parent
KINDS = ("count", "yardstick", "sheet", "race")
COLUMNS = {"case": CASE, "look": LOOK, "grid": ()}
STARTS = {"case": INSTANTS, "look": LOOK_INSTANTS, "grid": ("",)}
AMONG = ("duty", "post", "district", "street")
LANGUAGES = ("zh", "en")
CLOSE = 1e-6  # how near a test's answer is near enough

Body = Mapping[str, Any]
T = TypeVar("T")


class NotABook(ValueError):
    """What does not hold together, as a sentence."""


@cache
def shipped() -> Book:
    """What every city begins with."""
    said = [tomllib.loads((HERE / name).read_text(encoding="utf-8")) for name in ("national.toml", "sheets.toml")]
    return read([(kind, one) for file in said for kind in KINDS for one in file.get(kind, ())])


def body_of(book: Book, kind: str, name: str) -> Body:
    """The body a definition was read from."""
    return book.bodies[f"{kind} {name}"]


def read(said: Sequence[tuple[str, Body]]) -> Book:
    """A book of these definitions, of which later ones take the place of earlier ones of that name. Raises NotABook."""
    bodies = {f"{kind} {one.get('name', '')}": dict(one) for kind, one in said}
    of = {kind: [one for key, one in bodies.items() if key.partition(" ")[0] == kind] for kind in KINDS}
    counts = _each("count", of["count"], _count)
    yardsticks = _each("yardstick", of["yardstick"], lambda one: _yardstick(one, counts))
    sheets = _each("sheet", of["sheet"], lambda one: _sheet(one, counts, yardsticks))
    races = _each("race", of["race"], lambda one: _race(one, sheets, yardsticks))
    return Book(counts=counts, yardsticks=yardsticks, sheets=sheets, races=races, bodies=bodies)


def _each(kind: str, bodies: Sequence[Body], make: Callable[[Body], T]) -> dict[str, T]:
    found = {}
    for one in bodies:
        try:
            missing = [language for language in LANGUAGES if not one["words"].get(language, "").strip()]
            if missing:
                raise NotABook(f"words are missing in {', '.join(missing)}.")
            found[str(one["name"])] = make(one)
        except (KeyError, TypeError, AttributeError, ValueError) as why:
            said = f"{why} is missing." if isinstance(why, KeyError) else str(why)
            raise NotABook(f"The {kind} {one.get('name', '')}: {said}") from why
    return found


@lru_cache(maxsize=2048)
def _understood(said: str, names: frozenset[str], gives: Gives) -> Expression:
    return understand(said, names, gives)


def _expression(one: Body, field: str, names: Collection[str], gives: Gives = "number") -> Expression | None:
    return _understood(str(one[field]), frozenset(names), gives) if one.get(field) else None


def _wanted(one: Body, field: str, names: Collection[str]) -> Expression:
    found = _expression(one, field, names)
    if found is None:
        raise NotUnderstood(f"{field} says nothing.")
    return found


def _among(one: Body, field: str, known: Collection[str]) -> Any:
    value = one.get(field, "")
    if value not in known:
        raise NotABook(f"{field} is one of {', '.join(known)}; {value!r} is not.")
    return value


def _source(one: Body) -> Mapping[str, str]:
    """Where it comes from, in each language; one text, as it was once said, is the same in all."""
    said = one.get("source", "")
    return dict.fromkeys(LANGUAGES, said) if isinstance(said, str) else {language: str(said[language]) for language in LANGUAGES}


def _count(one: Body) -> Count:
    of = _among({"of": one.get("of", "case")}, "of", COLUMNS)
    columns = COLUMNS[of]
    return Count(
        name=str(one["name"]),
        words=one["words"],
        of=of,
        at=_among(one, "at", STARTS[of]),
        where=_expression(one, "where", columns, "condition"),
        sum=_expression(one, "sum", columns),
        distinct=_among(one, "distinct", ("", "area")),
        by=_among(one, "by", ("", *MEMBERS[of])),
    )


def _yardstick(one: Body, counts: Collection[str]) -> Yardstick:
    made = Yardstick(
        name=str(one["name"]),
        words=one["words"],
        part=_wanted(one, "part", counts),
        whole=_expression(one, "whole", counts),
        unit=_among(one, "unit", SCALE),
        better=_among(one, "better", ("up", "down", "none")),
        owner=str(one["owner"]),
        source=_source(one),
        confirmed=bool(one.get("confirmed", True)),
        tests=tuple(Tried(given=dict(test["given"]), gives=test.get("gives")) for test in one["tests"]),
    )
    if not made.tests:
        raise NotABook("it has no test values.")
    for fault in faults(made):
        raise NotABook(fault)
    return made


def faults(yardstick: Yardstick) -> Iterator[str]:
    """The test values of a yardstick that its formula does not give."""
    for test in yardstick.tests:
        unknown = sorted(yardstick.counts - test.given.keys())
        if unknown:
            yield f"a test says nothing of {', '.join(unknown)}."
            continue
        said = tried(yardstick, test)
        found, wanted = (math.nan if one is None else float(one) for one in (said, test.gives))
        if not (math.isnan(found) and math.isnan(wanted)) and not abs(found - wanted) <= CLOSE * max(1.0, abs(wanted)):
            yield f"for {dict(test.given)} it gives {found:g} and not {wanted:g}."


def tried(yardstick: Yardstick, test: Tried) -> float | None:
    """What a yardstick gives for test values; nothing where there is no number."""
    columns = {name: np.array([float(value)]) for name, value in test.given.items()}
    part = float(yardstick.part.on(columns, 1)[0])
    whole = float(yardstick.whole.on(columns, 1)[0]) if yardstick.whole else 1.0
    found = part / whole * SCALE[yardstick.unit] if whole else math.nan
    return None if math.isnan(found) else found


def _sheet(one: Body, counts: Collection[str], yardsticks: Collection[str]) -> ScoreSheet:
    marks = []
    for mark in one["mark"]:
        unknown = [name for name in mark.get("costs", ()) if name not in counts]
        if unknown:
            raise NotABook(f"there is no count {', '.join(unknown)}.")
        formula = _wanted(mark, "formula", {*counts, *yardsticks})
        costs, full = tuple(mark.get("costs", ())), float(mark.get("full", 0))
        marks.append(Mark(name=str(mark["name"]), words=mark["words"], formula=formula, full=full, costs=costs))
    if len({mark.name for mark in marks}) < len(marks) or not marks:
        raise NotABook("its marks are none, or have one name twice.")
    return ScoreSheet(
        name=str(one["name"]), words=one["words"], of=_among(one, "of", AMONG), source=_source(one), marks=tuple(marks)
    )


def _race(one: Body, sheets: Collection[str], yardsticks: Collection[str]) -> Race:
    _among(one, "sheet", sheets)
    _among(one, "yardstick", yardsticks)
    return read_race(one)


def read_race(one: Body) -> Race:
    """The rule of a race by itself, as it was kept."""
    least, red, yellow = (int(one[field]) for field in ("least", "red", "yellow"))
    if min(least, red, yellow) < 0:
        raise NotABook("least, red and yellow are counts.")
    return Race(
        name=str(one["name"]),
        words=one["words"],
        among=_among(one, "among", AMONG),
        sheet=str(one["sheet"]),
        yardstick=str(one["yardstick"]),
        least=least,
        red=red,
        yellow=yellow,
        sure=bool(one.get("sure", False)),
        rewards={language: str(words) for language, words in dict(one.get("rewards", {})).items()},
        penalties={language: str(words) for language, words in dict(one.get("penalties", {})).items()},
        source=_source(one),
    )
