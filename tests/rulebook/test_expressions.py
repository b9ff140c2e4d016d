"""What people type is understood or refused with a sentence, and says what CEL's own engine says."""

import math
from typing import Any

import celpy
import numpy as np
import pytest
from celpy import celtypes
from celpy.evaluation import CELEvalError
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.rulebook.expressions import DEEPEST, LARGEST, Expression, NotUnderstood, understand

NAMES = ("a", "b", "pump.flow")


def holds(said: str, **values: float) -> float:
    columns = {name.replace("__", "."): np.array([value]) for name, value in values.items()}
    return float(understand(said, columns.keys()).on(columns, 1)[0])


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("a < 4.5", "a < 4.5"),
        ("a < 4", "a < 4.0"),
        ("a -1 > 2", "a - 1.0 > 2.0"),
        ("a-1>2||b>=3e-2&&!(a==4)", "a - 1.0 > 2.0 || b >= 0.03 && !(a == 4.0)"),
        ("(a > 1 || b > 2) && a < 9", "(a > 1.0 || b > 2.0) && a < 9.0"),
        ("1 - (2 - a) > 0", "1.0 - (2.0 - a) > 0.0"),
        ("a in [1, 2, -3]", "a in [1.0, 2.0, -3.0]"),
        ("pump.flow * 2 > max(a, b, 0)", "pump.flow * 2.0 > max(a, b, 0.0)"),
        ("a > 1 ? b > 2 : b > 3", "a > 1.0 ? b > 2.0 : b > 3.0"),
        ("((((a > 1))))", "a > 1.0"),
    ],
)
def test_an_expression_is_kept_as_text_that_every_engine_reads_the_same_way(said: str, text: str) -> None:
    once = understand(said, NAMES)
    assert once.text == text
    assert understand(once.text, NAMES).formula == once.formula


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "Nothing is said."),
        ("a", "This gives a number; wanted is a condition"),
        ("a >", "cannot be read from `>`"),
        ("1 < a < 3", "`1 < x && x < 3`, not `1 < x < 3`"),
        ("a > 'x'", "everything that is read is a number"),
        ("a % 2 > 1", "There is no `%` here"),
        ("foo > 1", "`foo` is not known here. Known are: a, b, pump.flow."),
        ("pump > 1", "`pump` is not known here"),
        ("a[0] > 1", "such as an index"),
        ("a.exists(x, x > 1)", "such as an index"),
        ("f(a) > 1", "There is no `f()`"),
        ("abs(a, b) > 1", "takes one number."),
        ("a in []", "stands a list"),
        ("[a] > 1", "only stand to the right of `in`"),
        ("a > 1 && true", "leave it out"),
        ("a > 1e999", "too large"),
        ("a > 1 && b", "`b` is a number where a condition is wanted, such as `b > 0`."),
        ("2 > 1", "the same whatever is read"),
        ("null > a", "is not a number"),
        ("__import__(a) > 1", "There is no `__import__()`"),
        ("a > 1; drop table alert", "cannot be read"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(said: str, why: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        understand(said, NAMES)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "said",
    [
        "a > 1" + " || a > 1" * 100,
        "(" * 249 + "a" + ")" * 249 + "> 1 2",
        "!" * 480 + "(a > 1)",
        "-" * 480 + "a > 1",
        "a" + "+a" * 240 + "> 1",
        "a ? b : " * 60 + "a",
        "a > 1 && " * (LARGEST // 3 + 1) + "b > 1",
        "abs(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1) + " > 1",
    ],
)
def test_what_is_too_long_too_deep_or_too_large_is_refused_and_costs_nothing(said: str) -> None:
    with pytest.raises(NotUnderstood):
        understand(said, NAMES)


def test_what_is_probably_not_meant_is_said() -> None:
    assert "hardly ever equal" in understand("a == 0.1", NAMES).warnings[0]
    assert "both sides are the same" in understand("a > a", NAMES).warnings[0]
    assert "divides by nought" in understand("1 / 0 < a", NAMES).warnings[0]
    assert "same for every reading" in understand("1 > 2 && a > 1", NAMES).warnings[0]
    assert understand("a == 3", NAMES).warnings == ()


def test_a_number_that_is_missing_makes_unknown_only_what_hangs_on_it() -> None:
    missing = math.nan
    assert math.isnan(holds("a > 1", a=missing))
    assert math.isnan(holds("a > 1 && b > 1", a=missing, b=2))
    assert holds("a > 1 && b > 1", a=missing, b=0) == 0
    assert holds("a > 1 || b > 1", a=missing, b=2) == 1
    assert math.isnan(holds("!(a > 1) || b > 1", a=missing, b=0))
    assert holds("known(a)", a=missing) == 0
    assert math.isnan(holds("a != 1", a=missing))
    assert math.isnan(holds("a > 1 ? b > 1 : b > 0", a=missing, b=2))


numbers = st.integers(-3, 3).map(str) | st.sampled_from(["0.5", "2.5", "-1.5", "1e-2"]) | st.sampled_from(NAMES)


def sums(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from([" + ", "-", " * ", " / "]), inner).map(lambda p: f"({p[0]}{p[1]}{p[2]})")
    return pairs | inner.map(lambda one: f"-({one})") | st.tuples(inner, inner).map(lambda p: f"min({p[0]}, {p[1]})")


figures = st.recursive(numbers, sums, max_leaves=4)
compared = st.tuples(figures, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), figures).map(" ".join)
conditions = st.recursive(
    compared | st.tuples(figures, figures).map(lambda p: f"{p[0]} in [{p[1]}, 1]"),
    lambda inner: (
        st.tuples(inner, st.sampled_from([" && ", " || "]), inner).map(lambda p: f"({p[0]}{p[1]}{p[2]})")
        | inner.map(lambda one: f"!({one})")
        | st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} ? {p[1]} : {p[2]})")
    ),
    max_leaves=4,
)
ENGINE = celpy.Environment()


def by_cel(one: Expression, values: dict[str, float]) -> bool:
    """What cel-python's own evaluator says of the text we keep."""
    text = one.text.replace("pump.flow", "pump_flow")
    program = ENGINE.program(ENGINE.compile(text), functions={"min": min})
    said: Any = program.evaluate({name.replace(".", "_"): celtypes.DoubleType(value) for name, value in values.items()})
    return bool(said)


@settings(deadline=None, max_examples=300)
@given(conditions, st.tuples(*[st.sampled_from([-2.0, -0.5, 0.0, 0.5, 1.0, 2.5])] * 3))
def test_what_is_worked_out_on_columns_is_what_cel_says_of_each_row(said: str, values: tuple[float, ...]) -> None:
    named = dict(zip(NAMES, values, strict=True))
    try:
        one = understand(said, NAMES)
    except NotUnderstood:
        assert not any(name in said for name in NAMES) or said.count("(") > DEEPEST
        return
    ours = one.on({name: np.array([value]) for name, value in named.items()}, 1)[0]
    if math.isnan(ours):  # nought by nought: CEL says not a number, we say not known
        assert "/" in said
        return
    try:
        theirs = by_cel(one, named)
    except (CELEvalError, ZeroDivisionError):  # cel-python fails at 1.0 / 0.0, which CEL says is infinite
        assert "/" in said
        return
    if "/" not in said:
        assert theirs == bool(ours), one.text


def test_a_million_rows_are_worked_out_in_blocks() -> None:
    a, b = np.random.default_rng(1).normal(size=(2, 100_003))
    said = understand("a > 0 && b * 2 + a < 1 || abs(a - b) > 2", ("a", "b")).on({"a": a, "b": b}, a.size)
    np.testing.assert_array_equal(said == 1.0, ((a > 0) & (b * 2 + a < 1)) | (np.abs(a - b) > 2))
