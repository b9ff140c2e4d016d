"""Formulas: a small tree of arithmetic and conditions, worked out on whole columns.

A condition is a column too: 1 where it holds, 0 where it does not, nan where that is not known because a number in it is
missing. `and` and `or` need not know every part: what is false stays false beside the unknown.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Floats

BLOCK = 16_384  # rows worked out at once, so that what lies between two steps stays in the processor's own memory


class Node(NamedTuple):
    """A step of a formula: what is done, with what; `name` of a column, `number` of a constant."""

    does: str
    parts: tuple["Node", ...] = ()
    name: str = ""
    number: float = 0.0


def work_out(formula: Node, columns: Mapping[str, Floats], size: int) -> Floats:
    """The formula for each of `size` rows, f8[size]; nan where a number it needs is missing.

    >>> hot = Node("greater", (Node("name", name="value"), Node("number", number=30.0)))
    >>> work_out(hot, {"value": np.array([31.0, 29.0, np.nan])}, 3)
    array([ 1.,  0., nan])
    """
    answer = np.empty(size)
    with np.errstate(all="ignore"):
        for first in range(0, size, BLOCK):
            rows = slice(first, min(first + BLOCK, size))
            answer[rows] = _step(formula, {name: column[rows] for name, column in columns.items()})
    return answer


def _step(node: Node, columns: Mapping[str, Floats]) -> Floats:
    if node.does == "number":
        return np.float64(node.number)  # type: ignore[return-value]  # numpy takes a number for a column of it
    if node.does == "name":
        return columns[node.name]
    return STEPS[node.does](*(_step(part, columns) for part in node.parts))


def _held(said: np.ndarray, *of: Floats) -> Floats:
    """A comparison as a column, nan where one of its sides is missing."""
    answer = said.astype(np.float64)
    for column in of:
        answer = np.where(np.isnan(column), np.nan, answer)
    return answer


def _all(*parts: Floats) -> Floats:
    """Kleene's and: the least, where 0 is stronger than nan."""
    answer = parts[0]
    for part in parts[1:]:
        answer = np.where((answer == 0.0) | (part == 0.0), 0.0, np.minimum(answer, part))
    return answer


def _any(*parts: Floats) -> Floats:
    answer = parts[0]
    for part in parts[1:]:
        answer = np.where((answer == 1.0) | (part == 1.0), 1.0, np.maximum(answer, part))
    return answer


def _choose(condition: Floats, then: Floats, otherwise: Floats) -> Floats:
    return np.where(np.isnan(condition), np.nan, np.where(condition == 1.0, then, otherwise))


def _least(*parts: Floats) -> Floats:
    answer = parts[0]
    for part in parts[1:]:
        answer = np.minimum(answer, part)
    return answer


def _greatest(*parts: Floats) -> Floats:
    answer = parts[0]
    for part in parts[1:]:
        answer = np.maximum(answer, part)
    return answer


def _among(value: Floats, *of: Floats) -> Floats:
    return _any(*(_held(value == one, value, one) for one in of))


STEPS: Mapping[str, Callable[..., Floats]] = {
    "plus": np.add,
    "minus": np.subtract,
    "times": np.multiply,
    "divided": np.divide,
    "negative": np.negative,
    "less": lambda a, b: _held(np.less(a, b), a, b),
    "at_most": lambda a, b: _held(np.less_equal(a, b), a, b),
    "greater": lambda a, b: _held(np.greater(a, b), a, b),
    "at_least": lambda a, b: _held(np.greater_equal(a, b), a, b),
    "equal": lambda a, b: _held(np.equal(a, b), a, b),
    "unequal": lambda a, b: _held(np.not_equal(a, b), a, b),
    "among": _among,
    "all": _all,
    "any": _any,
    "not": lambda a: np.subtract(1.0, a),
    "choose": _choose,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "floor": np.floor,
    "ceil": np.ceil,
    "min": _least,
    "max": _greatest,
    "known": lambda a: (~np.isnan(a)).astype(np.float64),
}
