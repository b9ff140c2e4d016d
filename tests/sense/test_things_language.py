"""The language of $filter: text and tree say the same, and SQL and columns find the rows that plain Python finds."""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, true
from sqlalchemy.orm import Session, aliased

from cityloop.app.stores import engine_for
from cityloop.kit.records import Record
from cityloop.sense.things import columns
from cityloop.sense.things.columns import Column, Table
from cityloop.sense.things.conditions import Asking, Conditions
from cityloop.sense.things.expressions import Call, Literal, Name, NotUnderstood, Tree, parse, said
from cityloop.sense.things.model import KINDS
from cityloop.sense.things.options import Options, pairs, read, split
from cityloop.sense.things.tables import Thing

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXTS = st.text("abcAB '%_é渝", max_size=4)
NUMBERS = st.one_of(st.integers(-20, 20), st.integers(-80, 80).map(lambda n: n / 4))
ROWS: list[dict[str, Any]] = [
    {"id": place + 1, "name": name, "description": other, "properties": properties}
    for place, (name, other, properties) in enumerate(
        [
            ("a", "b", None),
            ("abc", "c", {"n": 1, "t": "a", "b": True}),
            ("Ab", "ab", {"n": 2.5, "t": "ab", "b": False}),
            ("渝中", "中", {"n": "2", "t": 2, "b": "true"}),
            (" a ", "", {"n": -3, "in": {"n": 4, "list": [7, "x"]}}),
            ("it's 100%", "_", {"n": None, "t": None, "b": None}),
        ]
    )
]


def numbers(depth: int) -> st.SearchStrategy[Tree]:
    plain = st.one_of(
        NUMBERS.map(Literal), st.sampled_from([Name(("id",)), Name(("properties", "n")), Name(("properties", "in", "n"))])
    )
    if not depth:
        return plain
    of, word = numbers(depth - 1), texts(depth - 1)
    return st.one_of(
        plain,
        st.builds(lambda how, a, b: Call(how, (a, b)), st.sampled_from(["add", "sub", "mul", "div", "mod"]), of, of),
        st.builds(lambda how, a: Call(how, (a,)), st.sampled_from(["round", "floor", "ceiling"]), of),
        st.builds(lambda a: Call("length", (a,)), word),
        st.builds(lambda a, b: Call("indexof", (a, b)), word, word),
    )


def texts(depth: int) -> st.SearchStrategy[Tree]:
    names = [Name(("name",)), Name(("description",)), Name(("properties", "t"))]
    plain = st.one_of(TEXTS.map(Literal), st.sampled_from(names))
    if not depth:
        return plain
    of = texts(depth - 1)
    cut = st.integers(-1, 4).map(Literal)
    return st.one_of(
        plain,
        st.builds(lambda a, b: Call("concat", (a, b)), of, of),
        st.builds(lambda a: Call("trim", (a,)), of),
        st.builds(lambda a, b, c: Call("substring", (a, b, c)), of, cut, cut),
    )


def truths(depth: int) -> st.SearchStrategy[Tree]:
    order = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
    within = st.sampled_from(["startswith", "endswith", "substringof"])
    plain = st.one_of(
        st.builds(lambda how, a, b: Call(how, (a, b)), order, numbers(1), numbers(1)),
        st.builds(lambda how, a, b: Call(how, (a, b)), order, texts(1), texts(1)),
        st.builds(lambda how, a, b: Call(how, (a, b)), within, texts(1), texts(1)),
        st.builds(lambda how, a: Call(how, (a, Literal(None))), st.sampled_from(["eq", "ne"]), st.one_of(numbers(0), texts(0))),
        st.builds(lambda b: Call("eq", (Name(("properties", "b")), Literal(b))), st.booleans()),
    )
    if not depth:
        return plain
    of = truths(depth - 1)
    return st.one_of(
        plain,
        st.builds(lambda how, a, b: Call(how, (a, b)), st.sampled_from(["and", "or"]), of, of),
        st.builds(lambda a: Call("not", (a,)), of),
    )


# plain Python, slow and obvious ------------------------------------------------------------------------------------


def plainly(tree: Tree, row: dict[str, Any], wanted: str) -> Any:
    """What the expression is worth in one row; None for unknown, and for what is of another form than wanted."""
    if isinstance(tree, Literal):
        found: Any = tree.value
    elif isinstance(tree, Name):
        found = row
        for step in tree.steps:
            found = found.get(step) if isinstance(found, dict) else None
    elif tree.does in ("and", "or", "not"):
        return _logic(tree.does, [plainly(one, row, "truth") for one in tree.to])
    elif tree.does in ("eq", "ne") and Literal(None) in tree.to:
        known = [plainly(one, row, "any") is None for one in tree.to if one != Literal(None)]
        return all(known) == (tree.does == "eq")
    elif tree.does in columns.COMPARED:
        return _compared(tree, row)
    else:
        takes, _, _ = columns.FUNCTIONS[tree.does]
        given = [plainly(one, row, form) for form, one in zip(takes, tree.to, strict=True)]
        return None if None in given else PLAIN[tree.does](*given)
    forms = {"number": (int, float), "text": str, "truth": bool, "any": object}
    fits = isinstance(found, forms[wanted]) and (wanted != "number" or not isinstance(found, bool))  # type: ignore[arg-type]
    return found if fits else None


def _logic(does: str, given: list[Any]) -> Any:
    if does == "not":
        return None if given[0] is None else not given[0]
    decides = does == "or"
    return decides if decides in given else None if None in given else not decides


def _form(tree: Tree) -> str:
    if isinstance(tree, Call):
        return columns.FUNCTIONS[tree.does][1]
    if isinstance(tree, Name):
        return "json" if len(tree.steps) > 1 else "number" if tree.steps == ("id",) else "text"
    return "truth" if isinstance(tree.value, bool) else "text" if isinstance(tree.value, str) else "number"


def _compared(tree: Call, row: dict[str, Any]) -> Any:
    forms = {_form(one) for one in tree.to} - {"json"}
    said = [
        None if None in pair else columns.COMPARED[tree.does](*pair)
        for form in forms or ("number", "text")
        for pair in [[plainly(one, row, form) for one in tree.to]]
    ]
    return next((one for one in said if one is not None), None)


def _div(a: float, b: float) -> float | None:
    return a / b if b else None


def _round(a: float) -> float:
    return math.copysign(math.floor(abs(a) + 0.5), a)


PLAIN: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": _div,
    "mod": lambda a, b: math.fmod(a, b) if b else None, "round": _round, "floor": math.floor, "ceiling": math.ceil,
    "length": len, "indexof": lambda a, b: a.find(b), "concat": lambda a, b: a + b, "trim": lambda a: a.strip(" "),
    "substring": lambda a, b, c: a[max(0, b) : max(0, b) + max(0, c)], "startswith": lambda a, b: a.startswith(b),
    "endswith": lambda a, b: a.endswith(b), "substringof": lambda a, b: a in b,
}  # fmt: skip


@given(truths(3))
@settings(max_examples=300, deadline=None)
def test_what_is_printed_is_read_as_the_same(tree: Tree) -> None:
    assert parse(said(tree)) == tree


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except NotUnderstood:
        return
    assert parse(said(tree)) == tree


@pytest.mark.parametrize("text", ["(" * 500, "not " * 500 + "a", "-" * 500 + "a", "a eq " * 2000, "length(" * 300])
def test_what_is_too_deep_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(text)


def test_what_binds_tighter_is_done_first() -> None:
    assert said(parse("a or b and c eq 1 add 2 mul 3")) == "(a or (b and (c eq (1 add (2 mul 3)))))"
    assert said(parse("a sub b sub c")) == "((a sub b) sub c)"
    assert said(parse("not a eq 1")) == "((not a) eq 1)"


@pytest.fixture(scope="module")
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    address = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("new_database")()
    engine = engine_for(address) if request.param != "sqlite" else _memory()
    Record.metadata.tables["thing"].create(engine)
    with Session(engine) as session:
        for row in ROWS:
            told = {name: value for name, value in row.items() if name != "id"}
            session.add(Thing(owner="gps", code="x", area="50", **told))
            session.flush()
        yield session
    engine.dispose()


def _memory() -> Any:
    from sqlalchemy import create_engine

    return create_engine("sqlite://")


@pytest.mark.parametrize("session", ["sqlite", "postgresql"], indirect=True)
def test_sql_finds_what_plain_python_finds(session: Session) -> None:
    asking = Asking(session, NOW, lambda kind, row: true())

    @given(truths(2))
    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    def same(tree: Tree) -> None:
        row = aliased(Thing)
        asked = select(row.id).where(Conditions(asking, KINDS["Thing"], row).true(tree)).order_by(row.id)
        assert list(session.scalars(asked)) == [one["id"] for one in ROWS if plainly(tree, one, "truth") is True]

    same()


@given(truths(2))
@settings(max_examples=250, deadline=None)
def test_columns_find_what_plain_python_finds(tree: Tree) -> None:
    def own(steps: tuple[str, ...]) -> Column:
        first, *keys = steps
        if first == "id":
            return Column("number", np.array([row["id"] for row in ROWS], float))
        if not keys:
            return Column("text", np.array([row[first] for row in ROWS], object))
        return Column("json", np.array([plainly(Name(steps), row, "any") for row in ROWS] + [None], object)[:-1])

    table = Table(len(ROWS), own, lambda link, inner: own(()), frozenset(), NOW)
    found = columns.true(tree, table)
    assert found.tolist() == [plainly(tree, row, "truth") is True for row in ROWS]


MOMENTS = [NOW, NOW - timedelta(days=400, seconds=61.5), datetime(2000, 2, 29, 23, 59, 59, 999000, tzinfo=UTC)]


@pytest.mark.parametrize("part", ["year", "month", "day", "hour", "minute", "second"])
def test_columns_take_instants_apart(part: str) -> None:
    at = Column("time", np.array([one.timestamp() * 1000 for one in MOMENTS]))
    table = Table(len(MOMENTS), lambda steps: at, lambda link, tree: at, frozenset(), NOW)
    found = columns.value(Call(part, (Name(("phenomenonTime",)),)), table)
    assert found.data.tolist() == [getattr(one, part) for one in MOMENTS]


def test_options_are_said_as_they_are_read() -> None:
    texts = "$top=1;$filter=a eq 'x;,()' and b gt 2;$orderby=b desc,a;$expand=C($select=d,e;$count=true),F/G"
    options = read(tuple(one.partition("=")[::2]) for one in split(texts, ";"))  # type: ignore[misc]
    assert options.expand["F"].expand.keys() == {"G"}
    assert read(pairs(options)) == options
    assert read([]) == Options()
