"""The language of `$filter` and `$orderby`, pure: text to a tree and back.

`said(parse(text))` says the same as the text, and `parse(said(tree)) == tree` for every tree.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Union

from cityloop.kit.errors import Refused

LONGEST = 4000  # characters
DEEPEST = 40

Value = str | float | int | bool | None | datetime


class NotUnderstood(Refused):
    """{why}"""

    status = 400


@dataclass(frozen=True)
class Literal:
    """What is said as it is; `shape` tells a geometry in WKT from a plain text."""

    value: Value
    shape: bool = False


@dataclass(frozen=True)
class Name:
    """A property, maybe of something related: ('Datastream', 'Thing', 'name')."""

    steps: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A function or an operator with what it is applied to."""

    does: str
    to: tuple["Tree", ...]


Tree = Union[Literal, Name, Call]  # noqa: UP007 (it names itself)

LEVELS = (("or",), ("and",), ("eq", "ne", "lt", "le", "gt", "ge"), ("add", "sub"), ("mul", "div", "mod"))  # loosest first
OPERATORS = {word: place for place, words in enumerate(LEVELS) for word in words}
RESERVED = {*OPERATORS, "not", "true", "false", "null", "asc", "desc"}
GEO = {"geo.distance", "geo.length", "geo.intersects"} | {
    f"st_{name}"
    for name in ("equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects", "contains", "relate")
}
FUNCTIONS: dict[str, tuple[int, ...]] = {  # how many things each is applied to
    "substringof": (2,), "contains": (2,), "startswith": (2,), "endswith": (2,), "length": (1,), "indexof": (2,),
    "substring": (2, 3), "tolower": (1,), "toupper": (1,), "trim": (1,), "concat": (2,),
    "year": (1,), "month": (1,), "day": (1,), "hour": (1,), "minute": (1,), "second": (1,), "fractionalseconds": (1,),
    "date": (1,), "time": (1,), "totaloffsetminutes": (1,), "now": (0,), "mindatetime": (0,), "maxdatetime": (0,),
    "round": (1,), "floor": (1,), "ceiling": (1,),
    **dict.fromkeys(GEO, (2,)), "geo.length": (1,), "st_relate": (3,),
}  # fmt: skip

TOKEN = re.compile(
    r"""\s*(?:
    (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d))
    |(?P<day>\d{4}-\d\d-\d\d)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?:geography|geometry)'(?P<shape>[^']*)'
    |'(?P<text>(?:[^']|'')*)'
    |(?P<name>@?[^\W\d]\w*(?:\.\w+)*)
    |(?P<mark>[(),/-])
    )""",
    re.VERBOSE,
)


def parse(text: str) -> Tree:
    """The tree of an expression.

    >>> said(parse("result gt 5 and not (substringof('a', Datastream/name))"))
    "((result gt 5) and (not substringof('a',Datastream/name)))"
    """
    if len(text) > LONGEST:
        raise NotUnderstood(why=f"An expression has at most {LONGEST} characters.")
    reading = _Reading(list(_tokens(text)))
    tree = reading.level(0, 0)
    reading.end()
    return tree


def said(tree: Tree) -> str:
    """The expression as text, every operator in brackets of its own."""
    if isinstance(tree, Literal):
        return _literal(tree)
    if isinstance(tree, Name):
        return "/".join(tree.steps)
    parts = [said(one) for one in tree.to]
    if tree.does in OPERATORS:
        return f"({parts[0]} {tree.does} {parts[1]})"
    if tree.does == "not":
        return f"(not {parts[0]})"
    return f"-({parts[0]})" if tree.does == "-" else f"{tree.does}({','.join(parts)})"


def names(tree: Tree) -> Iterator[Name]:
    """Every property an expression speaks of."""
    if isinstance(tree, Name):
        yield tree
    elif isinstance(tree, Call):
        for one in tree.to:
            yield from names(one)


def terms(tree: Tree | None) -> Iterator[Tree]:
    """What must all be true: the expression taken apart at its outermost `and`."""
    if isinstance(tree, Call) and tree.does == "and":
        for one in tree.to:
            yield from terms(one)
    elif tree is not None:
        yield tree


def both(*trees: Tree | None) -> Tree | None:
    """All of these together; None if there is none."""
    found: Tree | None = None
    for tree in trees:
        found = tree if found is None else found if tree is None else Call("and", (found, tree))
    return found


def _literal(tree: Literal) -> str:
    value = tree.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, str):
        return f"geography'{value}'" if tree.shape else "'" + value.replace("'", "''") + "'"
    return repr(value)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            raise NotUnderstood(why=f"Not understood at character {at + 1}: {text[at : at + 20]!r}.")
        kind = found.lastgroup or ""
        yield kind, found[kind]
        at = found.end()


class _Reading:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at = tokens, 0

    def level(self, level: int, depth: int) -> Tree:
        """Operators of this level and all that bind tighter, the first ones first."""
        if depth > DEEPEST:
            raise NotUnderstood(why=f"An expression is nested at most {DEEPEST} deep.")
        if level == len(LEVELS):
            return self._alone(depth)
        left = self.level(level + 1, depth)
        while self._peek() in [("name", word) for word in LEVELS[level]]:
            _, word = self._take()
            left = Call(word, (left, self.level(level + 1, depth)))
        return left

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise NotUnderstood(why=f"Not understood: {self._peek()[1]!r} stands where the expression should end.")

    def _alone(self, depth: int) -> Tree:
        kind, word = self._take()
        if (kind, word) == ("mark", "("):
            inside = self.level(0, depth + 1)
            self._expect(")")
            return inside
        if (kind, word) == ("mark", "-"):
            return self._negative(depth)
        if (kind, word) == ("name", "not"):
            return Call("not", (self._alone(depth + 1) if depth < DEEPEST else self.level(0, depth + 1),))
        if kind == "name":
            return self._named(word, depth)
        if kind in READERS:
            return READERS[kind](word)
        raise NotUnderstood(
            why=f"Not understood: {word!r} stands where a value should." if kind else "The expression breaks off."
        )

    def _negative(self, depth: int) -> Tree:
        if self._peek()[0] == "number":
            value = _number(self._take()[1]).value
            assert isinstance(value, int | float)
            return Literal(-value)
        if depth >= DEEPEST:
            raise NotUnderstood(why=f"An expression is nested at most {DEEPEST} deep.")
        return Call("-", (self._alone(depth + 1),))

    def _named(self, word: str, depth: int) -> Tree:
        if word in ("true", "false", "null"):
            return Literal({"true": True, "false": False, "null": None}[word])
        if self._peek() == ("mark", "("):
            return self._call(word.lower(), depth)
        steps = [word]
        while self._peek() == ("mark", "/"):
            self._take()
            kind, step = self._take()
            if kind not in ("name", "number"):
                raise NotUnderstood(why=f"Not understood: {step!r} after {'/'.join(steps)}/.")
            steps.append(step)
        if word in RESERVED:
            raise NotUnderstood(why=f"Not understood: {word!r} stands where a value should.")
        return Name(tuple(steps))

    def _call(self, word: str, depth: int) -> Tree:
        if word not in FUNCTIONS:
            raise NotUnderstood(why=f"There is no function {word}.")
        self._expect("(")
        to: list[Tree] = []
        while self._peek() != ("mark", ")"):
            if to:
                self._expect(",")
            to.append(self.level(0, depth + 1))
        self._expect(")")
        if len(to) not in FUNCTIONS[word]:
            raise NotUnderstood(why=f"{word} is applied to {' or '.join(map(str, FUNCTIONS[word]))} values, not to {len(to)}.")
        return Call(word, tuple(to))

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _take(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _expect(self, mark: str) -> None:
        if self._take() != ("mark", mark):
            raise NotUnderstood(why=f"A {mark!r} is missing.")


def _number(word: str) -> Literal:
    value = float(word) if set(word) & set(".eE") else int(word) if len(word) < 19 else float(word)
    if value in (float("inf"), float("-inf")):
        raise NotUnderstood(why="A number is finite.")
    return Literal(value)


def _time(word: str) -> Literal:
    try:
        return Literal(datetime.fromisoformat(word).astimezone(UTC))
    except (ValueError, OverflowError):
        raise NotUnderstood(why=f"{word} is no instant.") from None


READERS: dict[str, Callable[[str], Literal]] = {
    "number": _number,
    "time": _time,
    "day": Literal,
    "text": lambda word: Literal(word.replace("''", "'")),
    "shape": lambda word: Literal(word, shape=True),
}
