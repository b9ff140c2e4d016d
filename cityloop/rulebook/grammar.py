"""From the text of an expression to its steps and back: which part of CEL is used, and what is said of the rest."""

import re
from collections.abc import Callable, Mapping
from typing import Literal

import lark
from celpy.celparser import CELParseError, CELParser

from cityloop.kernels.formulas import Node

LONGEST = 500  # characters
SHOWN = 12  # names listed when one is not known
NESTED = 150  # how deep the parser's own tree may be, far more than an expression needs

Gives = Literal["condition", "number"]
Tree = lark.Tree[lark.Token]


class NotUnderstood(ValueError):
    """Why a text is not an expression that may be used, as a sentence for who typed it."""


RELATIONS = {"lt": "less", "le": "at_most", "gt": "greater", "ge": "at_least", "eq": "equal", "ne": "unequal"}
SUMS = {"add": "plus", "sub": "minus", "mul": "times", "div": "divided"}
CALLS = {"abs": (1, 1), "sqrt": (1, 1), "floor": (1, 1), "ceil": (1, 1), "min": (2, 8), "max": (2, 8), "known": (1, 1)}
CONDITIONS = {*RELATIONS.values(), "among", "all", "any", "not", "known"}
SIGNS = {
    "plus": " + ", "minus": " - ", "times": " * ", "divided": " / ", "less": " < ", "at_most": " <= ", "greater": " > ",
    "at_least": " >= ", "equal": " == ", "unequal": " != ", "all": " && ", "any": " || ",
}  # fmt: skip
BINDS = {"choose": 0, "any": 1, "all": 2, **dict.fromkeys((*RELATIONS.values(), "among"), 3)}
BINDS |= {"plus": 4, "minus": 4, "times": 5, "divided": 5, "negative": 6, "not": 6}  # what binds tighter needs no brackets
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\d.]*(?:[eE][+-]?\d+)?|-")


def gives_of(node: Node) -> Gives:
    if node.does == "choose":
        return gives_of(node.parts[1])
    return "condition" if node.does in CONDITIONS else "number"


def parsed(said: str, names: frozenset[str]) -> Node:
    """The steps of a text in which only these names may stand. Raises NotUnderstood."""
    if not said.strip():
        raise NotUnderstood("Nothing is said.")
    if len(said) > LONGEST:
        raise NotUnderstood(f"An expression has at most {LONGEST} characters.")
    if any(mark in said for mark in ('"', "'", "//")):
        raise NotUnderstood("Texts in quotes and comments have no place here: everything that is read is a number.")
    apart = TOKEN.sub(lambda found: "- " if found[0] == "-" else found[0], said)
    try:
        tree: Tree = CELParser().parse(apart)
    except CELParseError as fault:
        rest = "".join(apart.splitlines()[(fault.line or 1) - 1 :])[max((fault.column or 1) - 1, 0) :]
        raise NotUnderstood(f"This cannot be read from `{rest[:20]}` on." if rest else "This ends too early.") from None
    if _nested(tree) > NESTED:
        raise NotUnderstood("This is nested too deep.")
    return _read(tree, names)


def _nested(tree: Tree) -> int:
    """How deep the tree is where it branches; found without recursion, because who typed it says how deep that is."""
    deepest, waiting = 0, [(tree, 0)]
    while waiting:
        one, depth = waiting.pop()
        depth += len(one.children) > 1
        deepest = max(deepest, depth)
        waiting += [(child, depth) for child in _below(one)]
    return deepest


def _below(tree: Tree) -> list[Tree]:
    return [child for child in tree.children if isinstance(child, lark.Tree)]


def _only(tree: Tree) -> Tree:
    """The first branch on the way down: the parser puts a rule of its own around each step of binding."""
    while len(tree.children) == 1 and isinstance(tree.children[0], lark.Tree) and tree.data != "list_lit":
        tree = tree.children[0]
    return tree


def _read(tree: Tree, names: frozenset[str]) -> Node:
    tree = _only(tree)
    reader = READERS.get(str(tree.data))
    if reader is None:
        raise NotUnderstood("This uses a part of CEL that has no place here, such as an index or an object.")
    return reader(tree, names)


def _number(tree: Tree, _: frozenset[str]) -> Node:
    token = tree.children[0]
    assert isinstance(token, lark.Token)
    if token.type == "BOOL_LIT":
        raise NotUnderstood(f"`{token}` alone says nothing of what is read: leave it out.")
    if token.type not in ("INT_LIT", "FLOAT_LIT"):
        raise NotUnderstood(f"`{token}` is not a number.")
    number = float(int(token, 16)) if "x" in token else float(token)
    if number == float("inf"):
        raise NotUnderstood(f"`{token}` is too large.")
    return Node("number", number=number)


def _name(tree: Tree, names: frozenset[str]) -> Node:
    said: list[str] = []
    at: lark.Tree[lark.Token] | lark.Token = tree
    while isinstance(at, lark.Tree) and at.data in ("member_dot", "member", "primary", "ident"):
        if at.data in ("member_dot", "ident"):
            said.insert(0, str(at.children[-1]))
        at = at.children[0]
    if isinstance(at, lark.Tree):
        raise NotUnderstood("Only a name can have a dot and another name behind it.")
    name = ".".join(said)
    if name not in names:
        known = ", ".join(sorted(names)[:SHOWN]) + (", …" if len(names) > SHOWN else "")
        raise NotUnderstood(f"`{name[: SHOWN * 4]}` is not known here. Known are: {known}.")
    return Node("name", name=name)


def _call(tree: Tree, names: frozenset[str]) -> Node:
    name, given = str(tree.children[0]), _below(tree)
    if name not in CALLS:
        raise NotUnderstood(f"There is no `{name}()`. There are: {', '.join(sorted(CALLS))}.")
    parts = tuple(_wanted("number", _read(part, names)) for part in (_below(given[0]) if given else ()))
    least, most = CALLS[name]
    if not least <= len(parts) <= most:
        raise NotUnderstood(f"`{name}()` takes {'one number' if most == 1 else f'{least} to {most} numbers'}.")
    return Node(name, parts)


def _wanted(gives: Gives, node: Node) -> Node:
    if gives_of(node) == gives:
        return node
    if gives == "condition":
        raise NotUnderstood(f"`{spoken(node)}` is a number where a condition is wanted, such as `{spoken(node)} > 0`.")
    raise NotUnderstood(f"`{spoken(node)}` is a condition where a number is wanted: `1 < x && x < 3`, not `1 < x < 3`.")


def _unary(tree: Tree, names: frozenset[str]) -> Node:
    sign, below = _below(tree)
    node = _read(below, names)
    if sign.data == "unary_not":
        return Node("not", (_wanted("condition", node),))
    node = _wanted("number", node)
    return Node("number", number=-node.number) if node.does == "number" else Node("negative", (node,))


def _choice(tree: Tree, names: frozenset[str]) -> Node:
    condition, then, otherwise = (_read(part, names) for part in _below(tree))
    if gives_of(then) != gives_of(otherwise):
        raise NotUnderstood("Both sides of `:` are numbers, or both are conditions.")
    return Node("choose", (_wanted("condition", condition), then, otherwise))


def _together(tree: Tree, names: frozenset[str]) -> Node:
    does = "any" if tree.data == "conditionalor" else "all"
    read = [_wanted("condition", _read(part, names)) for part in _below(tree)]
    return Node(does, tuple(inner for one in read for inner in (one.parts if one.does == does else (one,))))


def _binary(tree: Tree, names: frozenset[str]) -> Node:
    left, right = _below(tree)
    how = str(left.data).split("_")[1]
    first = _wanted("number", _read(_below(left)[0], names))
    if how == "in":
        return Node("among", (first, *_among(right, names)))
    if how == "mod":
        raise NotUnderstood("There is no `%` here: it is for whole numbers only.")
    return Node({**RELATIONS, **SUMS}[how], (first, _wanted("number", _read(right, names))))


def _among(tree: Tree, names: frozenset[str]) -> list[Node]:
    listed = _only(tree)
    if listed.data != "list_lit" or not listed.children:
        raise NotUnderstood("To the right of `in` stands a list, such as `[1, 2]`.")
    return [_wanted("number", _read(part, names)) for part in _below(_below(listed)[0])]


def _list(_: Tree, __: frozenset[str]) -> Node:
    raise NotUnderstood("A list can only stand to the right of `in`.")


READERS: Mapping[str, Callable[[Tree, frozenset[str]], Node]] = {
    "literal": _number,
    "ident": _name,
    "member_dot": _name,
    "ident_arg": _call,
    "unary": _unary,
    "expr": _choice,
    "conditionalor": _together,
    "conditionaland": _together,
    "relation": _binary,
    "addition": _binary,
    "multiplication": _binary,
    "list_lit": _list,
    "exprlist": _list,
}


def spoken(node: Node) -> str:
    """The steps as CEL text, with a decimal point in every number and no more brackets than are needed."""
    return SPEAKERS.get(node.does, _called)(node)


def _inner(part: Node, beside: int) -> str:
    """A part of something that binds so tight, in brackets if it has to be."""
    loose = BINDS.get(part.does, 9) < beside or (part.does == "number" and part.number < 0 and beside > 4)
    return f"({spoken(part)})" if loose else spoken(part)


def _signed(node: Node) -> str:
    binds, (first, *rest) = BINDS[node.does], node.parts
    return SIGNS[node.does].join([_inner(first, binds), *(_inner(part, binds + 1) for part in rest)])


def _chosen(node: Node) -> str:
    condition, then, otherwise = node.parts
    return f"{_inner(condition, 1)} ? {_inner(then, 1)} : {_inner(otherwise, 0)}"


def _called(node: Node) -> str:
    return f"{node.does}({', '.join(map(spoken, node.parts))})"


SPEAKERS: Mapping[str, Callable[[Node], str]] = {
    **dict.fromkeys(SIGNS, _signed),
    "number": lambda node: repr(node.number),
    "name": lambda node: node.name,
    "among": lambda node: f"{_inner(node.parts[0], 4)} in [{', '.join(map(spoken, node.parts[1:]))}]",
    "not": lambda node: "!" + _inner(node.parts[0], 7),
    "negative": lambda node: "-" + _inner(node.parts[0], 7),
    "choose": _chosen,
}
