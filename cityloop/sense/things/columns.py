"""An expression over columns: what `$filter` and `$orderby` say of readings, a million at a time. Pure.

Nothing said is nan in numbers, truths (1 and 0) and instants (milliseconds UTC), and None in texts and JSON.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.sense.things.expressions import Call, Literal, Name, NotUnderstood, Tree, names

Floats = NDArray[np.float64]
Objects = NDArray[np.object_]
DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
FIRST_MS = -62_135_596_800_000.0


class Column(NamedTuple):
    """What part of an expression is worth in each row: number, truth, time, text, json or null."""

    form: str
    data: Any


@dataclass(frozen=True)
class Table:
    """Rows to look at: how many, their own columns, and what something related to each is worth."""

    rows: int
    own: Callable[[tuple[str, ...]], Column]
    related: Callable[[str, Tree], Column]
    links: frozenset[str]
    now: datetime


def true(tree: Tree, table: Table) -> NDArray[np.bool_]:
    """The rows of which the expression is true."""
    return np.asarray(_as("truth", value(tree, table)) == 1.0)


def value(tree: Tree, table: Table) -> Column:
    """What the expression is worth in each row."""
    if isinstance(tree, Literal):
        return _literal(tree, table.rows)
    firsts = {name.steps[0] for name in names(tree)}
    if len(firsts) == 1 and firsts <= table.links:
        return table.related(firsts.pop(), without_first(tree))
    if isinstance(tree, Name):
        return table.own(tree.steps)
    given = [value(one, table) for one in tree.to]
    if tree.does in COMPARED:
        return _compared(tree.does, *given)
    if tree.does == "now":
        return Column("time", np.full(table.rows, table.now.timestamp() * 1000))
    if tree.does not in FUNCTIONS:
        raise NotUnderstood(why=f"{tree.does} is not asked of Observations.")
    takes, gives, make = FUNCTIONS[tree.does]
    with np.errstate(all="ignore"):
        said = [_as(form, one) for form, one in zip(takes, given, strict=False)]
        return Column(gives, make(*said) if takes else np.full(table.rows, make()))


def without_first(tree: Tree) -> Tree:
    """The same said of what the first step of every name leads to."""
    if isinstance(tree, Name):
        return Name(tree.steps[1:])
    return Call(tree.does, tuple(map(without_first, tree.to))) if isinstance(tree, Call) else tree


def _literal(tree: Literal, rows: int) -> Column:
    said = tree.value
    if said is None:
        return Column("null", np.full(rows, np.nan))
    if isinstance(said, bool):
        return Column("truth", np.full(rows, float(said)))
    if isinstance(said, datetime):
        return Column("time", np.full(rows, said.timestamp() * 1000))
    if isinstance(said, str):
        return Column("text", np.full(rows, said, object))
    return Column("number", np.full(rows, float(said)))


def _as(form: str, column: Column) -> Any:
    if column.form == form:
        return column.data
    if column.form == "null":
        return np.full(column.data.size, None, object) if form == "text" else column.data
    if column.form == "json" and form in KINDS:
        return _each(KINDS[form], column.data, float if form != "text" else object)
    if column.form == "text" and form == "time":
        return _each(_instant, column.data, float)
    if {column.form, form} == {"truth", "number"}:  # the result of a truth observation is 1 or 0
        return column.data
    raise NotUnderstood(why=f"Here {form} is needed, not {column.form}.")


KINDS: dict[str, Callable[[Any], Any]] = {
    "number": lambda one: float(one) if isinstance(one, int | float) and not isinstance(one, bool) else math.nan,
    "truth": lambda one: float(one) if isinstance(one, bool) else math.nan,
    "text": lambda one: one if isinstance(one, str) else None,
}


def _instant(said: str | None) -> float:
    try:
        return math.nan if said is None else datetime.fromisoformat(said).timestamp() * 1000
    except ValueError:
        raise NotUnderstood(why=f"{said!r} is no instant.") from None


def _each(do: Callable[..., Any], *columns: Any) -> Any:
    """Row by row, for what has no column form; the last of `columns` is the type of what comes out."""
    *given, kind = columns
    return np.array([do(*row) for row in zip(*given, strict=True)], kind)


def _missing(one: Any) -> bool:
    return one is None or (isinstance(one, float) and math.isnan(one))


def _compared(how: str, left: Column, right: Column) -> Column:
    if "null" in (left.form, right.form):
        return _to_null(how, left if right.form == "null" else right)
    forms = {left.form, right.form} - {"json"}
    if forms == {"time", "text"}:
        forms = {"time"}
    if forms == {"truth", "number"}:
        forms = {"number"}
    if len(forms) > 1:
        raise NotUnderstood(why=f"{' and '.join(sorted(forms))} cannot be compared.")
    if not forms:
        truths = [_held(how, form, left, right) for form in ("number", "text")]
        return Column("truth", np.fmax(*truths))
    return Column("truth", _held(how, forms.pop(), left, right))


def _held(how: str, form: str, left: Column, right: Column) -> Floats:
    a, b = _as(form, left), _as(form, right)
    if form == "text":
        said = _each(lambda x, y: math.nan if x is None or y is None else float(COMPARED[how](x, y)), a, b, float)
        return np.asarray(said)
    return np.where(np.isnan(a) | np.isnan(b), np.nan, COMPARED[how](a, b).astype(float))


def _to_null(how: str, column: Column) -> Column:
    if how not in ("eq", "ne"):
        raise NotUnderstood(why="Nothing is more or less than null.")
    empty = np.array([_missing(one) for one in column.data], float)
    return Column("truth", empty if how == "eq" else 1.0 - empty)


COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def _and(a: Floats, b: Floats) -> Floats:
    """False if either is, else unknown if either is."""
    return np.where((a == 0) | (b == 0), 0.0, a + b - 1.0)


def _or(a: Floats, b: Floats) -> Floats:
    return np.where((a == 1) | (b == 1), 1.0, a + b)


def _part(of: int, least: int) -> Callable[..., Floats]:
    return lambda at: np.floor(np.mod(at, of) / least)


def _calendar(unit: str) -> Callable[..., Floats]:
    """Year, month or day; none where there is no instant."""

    def part(at: Floats) -> Floats:
        gone = np.isnan(at)
        days = np.where(gone, 0, np.floor(at / DAY_MS)).astype("datetime64[D]")
        months = days.astype("datetime64[M]")
        found = {
            "year": days.astype("datetime64[Y]").astype(int) + 1970,
            "month": np.mod(months.astype(int), 12) + 1,
            "day": (days - months.astype("datetime64[D]")).astype(int) + 1,
        }[unit]
        return np.where(gone, np.nan, found.astype(float))

    return part


def _shown(pattern: str) -> Callable[..., Objects]:
    def show(at: float) -> str | None:
        return None if math.isnan(at) else datetime.fromtimestamp(at / 1000, UTC).strftime(pattern)

    return lambda at: _each(show, at, object)


def _texts(do: Callable[..., Any], kind: type) -> Callable[..., Any]:
    """A function of texts; where one of them is missing so is what comes out."""
    nothing = None if kind is object else math.nan

    def made(*given: Any) -> Any:
        return _each(lambda *row: nothing if any(map(_missing, row)) else do(*row), *given, kind)

    return made


def _cut(text: str, first: float, count: float | None = None) -> str:
    begin = max(0, int(first))
    return text[begin:] if count is None else text[begin : begin + max(0, int(count))]


N, NN, T, TT, AT = ("number",), ("number", "number"), ("text",), ("text", "text"), ("time",)
FUNCTIONS: dict[str, tuple[tuple[str, ...], str, Callable[..., Any]]] = {
    "and": (("truth", "truth"), "truth", _and),
    "or": (("truth", "truth"), "truth", _or),
    "not": (("truth",), "truth", lambda a: 1.0 - a),
    "-": (N, "number", lambda a: -a),
    "add": (NN, "number", lambda a, b: a + b),
    "sub": (NN, "number", lambda a, b: a - b),
    "mul": (NN, "number", lambda a, b: a * b),
    "div": (NN, "number", lambda a, b: np.where(b == 0, np.nan, a / b)),
    "mod": (NN, "number", lambda a, b: np.where(b == 0, np.nan, np.fmod(a, b))),
    "round": (N, "number", lambda a: np.sign(a) * np.floor(np.abs(a) + 0.5)),
    "floor": (N, "number", np.floor),
    "ceiling": (N, "number", np.ceil),
    "year": (AT, "number", _calendar("year")),
    "month": (AT, "number", _calendar("month")),
    "day": (AT, "number", _calendar("day")),
    "hour": (AT, "number", _part(DAY_MS, HOUR_MS)),
    "minute": (AT, "number", _part(HOUR_MS, MINUTE_MS)),
    "second": (AT, "number", _part(MINUTE_MS, 1000)),
    "fractionalseconds": (AT, "number", lambda at: np.mod(at, 1000) / 1000),
    "totaloffsetminutes": (AT, "number", lambda at: at * 0),
    "date": (AT, "text", _shown("%Y-%m-%d")),
    "time": (AT, "text", _shown("%H:%M:%S")),
    "mindatetime": ((), "time", lambda: FIRST_MS),
    "maxdatetime": ((), "time", lambda: LAST.timestamp() * 1000),
    "substringof": (TT, "truth", _texts(lambda what, where: what in where, float)),
    "contains": (TT, "truth", _texts(lambda where, what: what in where, float)),
    "startswith": (TT, "truth", _texts(lambda where, what: where.startswith(what), float)),
    "endswith": (TT, "truth", _texts(lambda where, what: where.endswith(what), float)),
    "length": (T, "number", _texts(len, float)),
    "indexof": (TT, "number", _texts(lambda where, what: where.find(what), float)),
    "substring": (("text", "number", "number"), "text", _texts(_cut, object)),
    "tolower": (T, "text", _texts(str.lower, object)),
    "toupper": (T, "text", _texts(str.upper, object)),
    "trim": (T, "text", _texts(lambda a: a.strip(" "), object)),
    "concat": (TT, "text", _texts(lambda a, b: a + b, object)),
}
