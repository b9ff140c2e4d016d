"""Expressions people type: a small, safe part of CEL (Common Expression Language), read once, worked out on columns.

The text is parsed by cel-python and never evaluated by it or by Python: only what `grammar` lists is turned into steps of
`kernels/formulas`, and text that is longer, deeper or larger than the bounds is refused. CEL's traps are taken out on the
way: a whole number is read as a real one (`n < 4.5` and `3.2 + 1` fail in CEL if one side is an integer), `a -1` is a
subtraction (cel-python reads two values), a number that is missing makes the answer unknown instead of an error.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cityloop.kernels.columns import Floats
from cityloop.kernels.formulas import Node, work_out
from cityloop.rulebook.grammar import Gives, NotUnderstood, gives_of, parsed, spoken

__all__ = ["Expression", "Gives", "NotUnderstood", "understand"]

DEEPEST = 12
LARGEST = 100  # steps
SAME_IS_ODD = {"all", "any", "less", "at_most", "greater", "at_least", "equal", "unequal"}
WANTED = {"condition": "a condition, such as `value > 4`", "number": "a number, such as `value * 2`"}


@dataclass(frozen=True)
class Expression:
    """What was understood. `text` is CEL that any engine reads the same way, `names` the columns it needs, `warnings`
    sentences on what is allowed and probably not meant."""

    said: str
    text: str
    gives: Gives
    names: frozenset[str]
    warnings: tuple[str, ...]
    formula: Node

    def on(self, columns: Mapping[str, Floats], size: int) -> Floats:
        """A number for each of `size` rows; of a condition 1 where it holds, 0 where it does not; nan where not known."""
        return work_out(self.formula, columns, size)


def understand(said: str, names: Collection[str], gives: Gives = "condition") -> Expression:
    """Read a text in which only these names (dotted ones too) may stand. Raises NotUnderstood with a sentence.

    >>> import numpy as np
    >>> hot = understand("value > 30 && hour < 6", {"value", "hour"})
    >>> hot.text
    'value > 30.0 && hour < 6.0'
    >>> hot.on({"value": np.array([31.0, 31.0]), "hour": np.array([3.0, 9.0])}, 2)
    array([1., 0.])
    """
    root = parsed(said, frozenset(names))
    if gives_of(root) != gives:
        raise NotUnderstood(f"This gives a {gives_of(root)}; wanted is {WANTED[gives]}.")
    steps = list(_steps(root))
    if max(depth for _, depth in steps) > DEEPEST:
        raise NotUnderstood(f"This is nested more than {DEEPEST} deep.")
    if len(steps) > LARGEST:
        raise NotUnderstood(f"This has more than {LARGEST} steps.")
    used = frozenset(node.name for node, _ in steps if node.does == "name")
    if not used:
        raise NotUnderstood(f"This says the same whatever is read. It may use: {', '.join(sorted(names))}.")
    warnings = tuple(dict.fromkeys(sentence for node, _ in steps for sentence in _doubts(node)))
    return Expression(said, spoken(root), gives, used, warnings, root)


def _steps(node: Node, depth: int = 1) -> Iterator[tuple[Node, int]]:
    yield node, depth
    for part in node.parts:
        yield from _steps(part, depth + 1)


def _doubts(node: Node) -> Iterator[str]:
    numbers = [part.number for part in node.parts if part.does == "number"]
    if node.does in ("equal", "unequal", "among") and any(number % 1 for number in numbers):
        yield "Two measured numbers are hardly ever equal: `abs(a - b) < 0.01` says how near is near enough."
    if node.does == "divided" and node.parts[1] == Node("number", number=0.0):
        yield "This divides by nought."
    if node.parts and node.does != "negative" and len(numbers) == len(node.parts):
        yield f"`{spoken(node)}` is the same for every reading."
    if node.does in SAME_IS_ODD and len(set(node.parts)) < len(node.parts):
        yield f"In `{spoken(node)}` both sides are the same."
