"""The words of the language in SQL, for SQLite and PostgreSQL: what each function takes, gives and becomes."""

import operator
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Integer, Text, case, cast, extract, func, literal, null, or_, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from cityloop.kit.records import Instant
from cityloop.sense.things.expressions import NotUnderstood

Sql = ColumnElement[Any]
Make = Callable[..., Sql]
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class V(NamedTuple):
    """What part of an expression is worth: a form and the SQL for it; of JSON also the names inside it, of a column its row."""

    form: str  # number, text, truth, time, json, shape, wkt, measure, null
    sql: Any
    keys: tuple[str, ...] = ()
    row: Any = None
    said: Any = None  # the value itself, where it was said


COMPARED: dict[str, Callable[[Any, Any], Any]] = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}
NEEDED = {"number": "a number", "text": "a text", "truth": "true or false", "time": "an instant"}


def dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def form_of(left: V, right: V) -> str:
    """In what form two values are held against each other."""
    forms = {left.form, right.form} - {"json"}
    if "shape" in forms or "wkt" in forms:
        raise NotUnderstood(why="Shapes are compared by functions: st_within, st_intersects, geo.distance.")
    if forms == {"time", "text"}:
        return "time"
    if len(forms) > 1:
        raise NotUnderstood(why=f"{' and '.join(sorted(forms))} cannot be compared.")
    return forms.pop() if forms else "json"


def as_form(form: str, value: V, db: str) -> Sql:
    """The value in that form. What JSON holds in another form is null; what cannot be of that form at all is refused."""
    if value.form == "null":
        return null()
    if value.form == "json" and form in ("number", "text", "truth"):
        return _from_json(form, value, db)
    if form == "time" and isinstance(value.said, str):
        return literal(_instant(value.said), Instant())
    if value.form != form:
        raise NotUnderstood(why=f"Here {NEEDED.get(form, form)} is needed, not {NEEDED.get(value.form, value.form)}.")
    if form == "text" and db == "postgresql":
        return cast(value.sql, Text).collate("C")
    return value.sql  # type: ignore[no-any-return]


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotUnderstood(why=f"{text[:40]!r} is no instant.") from None


def _from_json(form: str, value: V, db: str) -> Sql:
    if db == "postgresql":
        inside = func.jsonb_extract_path(type_coerce(value.sql, JSONB), *value.keys) if value.keys else value.sql
        text = func.jsonb_extract_path_text(type_coerce(value.sql, JSONB), *value.keys) if value.keys else cast(value.sql, Text)
        kind = func.jsonb_typeof(inside)
        wanted = {"number": "number", "text": "string", "truth": "boolean"}[form]
        made = {"number": cast(text, Float), "text": text.collate("C"), "truth": text == "true"}[form]
        return case((kind == wanted, made), else_=null())
    path = _path(value)
    kind = func.json_type(type_coerce(value.sql, Text), path)
    found = func.json_extract(type_coerce(value.sql, Text), path)
    if form == "truth":
        return case((kind.in_(("true", "false")), kind == "true"), else_=null())
    kinds, made = {"number": (("integer", "real"), cast(found, Float)), "text": (("text",), cast(found, Text))}[form]
    return case((kind.in_(kinds), made), else_=null())


def present(value: V, db: str) -> Sql:
    """That something stands inside JSON under these names, be it what it may, but not null."""
    if db == "postgresql":
        return func.jsonb_extract_path_text(type_coerce(value.sql, JSONB), *value.keys).is_not(None)
    return func.json_extract(type_coerce(value.sql, Text), _path(value)).is_not(None)


def _path(value: V) -> str:
    return "$" + "".join(f"[{key}]" if key.isdigit() else f'."{key}"' for key in value.keys)


def _real(number: Sql) -> Sql:
    return cast(number, Float)


def _mod(_: str, a: Sql, b: Sql) -> Sql:
    by = func.nullif(_real(b), 0.0)
    return _real(a) - by * func.trunc(_real(a) / by)


def _round(_: str, a: Sql) -> Sql:
    """Halves go away from zero."""
    return func.sign(a) * _floor(_, func.abs(_real(a)) + 0.5)


def _floor(_: str, a: Sql) -> Sql:
    """By `trunc`: the floor that SQLAlchemy brings to SQLite stumbles over null."""
    cut = func.trunc(_real(a))
    return cut - case((_real(a) < cut, 1.0), else_=0.0)


NUMBER, TWO = ("number",), ("number", "number")
OF_NUMBERS: dict[str, tuple[tuple[str, ...], str, Make]] = {
    "add": (TWO, "number", lambda _, a, b: _real(a) + _real(b)),
    "sub": (TWO, "number", lambda _, a, b: _real(a) - _real(b)),
    "mul": (TWO, "number", lambda _, a, b: _real(a) * _real(b)),
    "div": (TWO, "number", lambda _, a, b: _real(a) / func.nullif(_real(b), 0.0)),
    "mod": (TWO, "number", _mod),
    "-": (NUMBER, "number", lambda _, a: -_real(a)),
    "round": (NUMBER, "number", _round),
    "floor": (NUMBER, "number", _floor),
    "ceiling": (NUMBER, "number", lambda db, a: -_floor(db, -_real(a))),
}


def _found(db: str, where: Sql, what: Sql) -> Sql:
    """The place of the first occurrence, from 1; 0 for none."""
    return func.strpos(where, what) if db == "postgresql" else func.instr(where, what)


def _cut(_: str, text: Sql, first: Sql, count: Sql | None = None) -> Sql:
    begin = cast(case((first < 0, 0), else_=first), Integer) + 1
    if count is None:
        return func.substr(text, begin)
    return func.substr(text, begin, cast(case((count < 0, 0), else_=count), Integer))


def _begins(_: str, text: Sql, what: Sql) -> Sql:
    return func.substr(text, 1, func.length(what)) == what


def _ends(_: str, text: Sql, what: Sql) -> Sql:
    short = func.length(text) >= func.length(what)
    end = func.substr(text, func.length(text) - func.length(what) + 1)
    return case((or_(text.is_(None), what.is_(None)), null()), (short, end == what), else_=literal(False))


ONE_TEXT, TEXTS = ("text",), ("text", "text")
OF_TEXTS: dict[str, tuple[tuple[str, ...], str, Make]] = {
    "substringof": (TEXTS, "truth", lambda db, what, where: _found(db, where, what) > 0),
    "contains": (TEXTS, "truth", lambda db, where, what: _found(db, where, what) > 0),
    "startswith": (TEXTS, "truth", _begins),
    "endswith": (TEXTS, "truth", _ends),
    "length": (ONE_TEXT, "number", lambda _, a: func.length(a)),
    "indexof": (TEXTS, "number", lambda db, where, what: _found(db, where, what) - 1),
    "substring": (("text", "number", "number"), "text", _cut),
    "tolower": (ONE_TEXT, "text", lambda _, a: func.lower(a)),
    "toupper": (ONE_TEXT, "text", lambda _, a: func.upper(a)),
    "trim": (ONE_TEXT, "text", lambda _, a: func.trim(a)),
    "concat": (TEXTS, "text", lambda _, a, b: a.concat(b)),
}


def _part(name: str) -> Make:
    return lambda db, at: extract(name, _utc(db, at))


def _utc(db: str, at: Sql) -> Sql:
    return func.timezone("UTC", at) if db == "postgresql" else at


def _second(db: str, at: Sql) -> Sql:
    seconds = extract("second", _utc(db, at)) if db == "postgresql" else cast(func.strftime("%f", at), Float)
    return func.trunc(_real(seconds))


def _fraction(db: str, at: Sql) -> Sql:
    seconds = _real(extract("second", _utc(db, at))) if db == "postgresql" else cast(func.strftime("%f", at), Float)
    return seconds - func.trunc(seconds)


def _shown(postgresql: str, sqlite: str) -> Make:
    def make(db: str, at: Sql) -> Sql:
        shown = func.to_char(_utc(db, at), postgresql) if db == "postgresql" else func.strftime(sqlite, at)
        return cast(shown, Text)

    return make


AT = ("time",)
OF_TIMES: dict[str, tuple[tuple[str, ...], str, Make]] = {
    **{name: (AT, "number", _part(name)) for name in ("year", "month", "day", "hour", "minute")},
    "second": (AT, "number", _second),
    "fractionalseconds": (AT, "number", _fraction),
    "date": (AT, "text", _shown("YYYY-MM-DD", "%Y-%m-%d")),
    "time": (AT, "text", _shown("HH24:MI:SS", "%H:%M:%S")),
    "totaloffsetminutes": (AT, "number", lambda _, at: literal(0)),
    "mindatetime": ((), "time", lambda _: literal(FIRST, Instant())),
    "maxdatetime": ((), "time", lambda _: literal(LAST, Instant())),
}
