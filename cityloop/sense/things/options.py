"""The options of a question, pure: `$filter`, `$expand`, `$orderby`, `$top`, `$skip`, `$count`, `$select` and their kin."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from cityloop.sense.things.expressions import NotUnderstood, Tree, names, parse, said

PAGE, LARGEST_PAGE = 100, 10_000
DEEPEST = 6
SKIPPED = 1_000_000_000
NAMES = {"$filter", "$expand", "$orderby", "$top", "$skip", "$count", "$select"}
OUTSIDE = {"$resultFormat", "$after"}  # only of the question itself, not inside `$expand`
ORDER = re.compile(r"^(.*?)(?:\s+(asc|desc))?$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Options:
    """What is asked of a set: which of it, in what order, how much, and what of each."""

    where: Tree | None = None
    order: tuple[tuple[Tree, bool], ...] = ()  # and whether it falls
    top: int | None = None
    skip: int = 0
    count: bool = False
    select: tuple[str, ...] = ()
    expand: dict[str, "Options"] = field(default_factory=dict)
    arrays: bool = False
    after: int | None = None  # where the page before ended, in a link to the next

    @property
    def page(self) -> int:
        return PAGE if self.top is None else min(self.top, LARGEST_PAGE)


def read(pairs: Iterable[tuple[str, str]], depth: int = 0) -> Options:
    """The options in a list of names and texts; what does not begin with $ is left alone."""
    found = Options()
    seen = set()
    for name, text in pairs:
        if not name.startswith("$"):
            continue
        if name not in NAMES and (depth or name not in OUTSIDE):
            raise NotUnderstood(why=f"There is no option {name} here.")
        if name in seen:
            raise NotUnderstood(why=f"{name} is said twice.")
        seen.add(name)
        found = _with(found, name, text.strip(), depth)
    return found


def _with(found: Options, name: str, text: str, depth: int) -> Options:
    told: dict[str, Any] = {}
    match name:
        case "$filter":
            told["where"] = parse(text)
        case "$orderby":
            told["order"] = tuple(_order(part) for part in split(text, ","))
        case "$top" | "$skip":
            told[name[1:]] = _whole(name, text)
        case "$after":
            told["after"] = int(text) if re.fullmatch(r"-?\d{1,15}", text) else _whole(name, "")
        case "$count":
            told["count"] = _yes(text)
        case "$select":
            told["select"] = tuple(part.strip() for part in text.split(",") if part.strip())
        case "$resultFormat":
            told["arrays"] = _arrays(text)
        case _:
            told["expand"] = expand(text, depth + 1)
    return replace(found, **told)


def _arrays(text: str) -> bool:
    if text != "dataArray":
        raise NotUnderstood(why="$resultFormat is dataArray or left out.")
    return True


def expand(text: str, depth: int) -> dict[str, Options]:
    """What is opened, and how: `Datastreams($top=1;$expand=Sensor),Locations`, or `Datastreams/Sensor`."""
    if depth > DEEPEST:
        raise NotUnderstood(why=f"$expand goes at most {DEEPEST} deep.")
    found: dict[str, Options] = {}
    for part in split(text, ","):
        way, options = part.strip(), Options()
        if way.endswith(")") and "(" in way:
            way, inside = way[:-1].split("(", 1)
            options = read((_pair(one) for one in split(inside, ";") if one.strip()), depth)
        steps = way.split("/")
        if depth + len(steps) > DEEPEST:
            raise NotUnderstood(why=f"$expand goes at most {DEEPEST} deep.")
        for step in reversed(steps[1:]):
            options = Options(expand={step: options})
        found[steps[0]] = _together(found.get(steps[0]), options)
    return found


def _together(one: Options | None, other: Options) -> Options:
    """Two sayings of one expansion: what the later says holds, and both are opened further."""
    if one is None:
        return other
    opened = dict(one.expand)
    for name, options in other.expand.items():
        opened[name] = _together(opened.get(name), options)
    stays = one if replace(other, expand={}) == Options() else other
    return replace(stays, expand=opened)


def pairs(options: Options) -> list[tuple[str, str]]:
    """The options as names and texts again, so that `read(pairs(options)) == options`."""
    found = [
        ("$filter", said(options.where) if options.where is not None else ""),
        ("$orderby", ",".join(f"{said(tree)}{' desc' if falls else ''}" for tree, falls in options.order)),
        ("$top", "" if options.top is None else str(options.top)),
        ("$skip", str(options.skip) if options.skip else ""),
        ("$count", "true" if options.count else ""),
        ("$select", ",".join(options.select)),
        ("$expand", ",".join(_opened(name, below) for name, below in options.expand.items())),
        ("$resultFormat", "dataArray" if options.arrays else ""),
        ("$after", "" if options.after is None else str(options.after)),
    ]
    return [(name, text) for name, text in found if text]


def _opened(name: str, below: Options) -> str:
    inside = ";".join(f"{option}={text}" for option, text in pairs(below))
    return f"{name}({inside})" if inside else name


def split(text: str, mark: str) -> list[str]:
    """Cut at the mark where it stands outside quotes and brackets.

    >>> split("a(b,c),'d,e',f", ",")
    ['a(b,c)', "'d,e'", 'f']
    """
    parts, depth, quoted, began = [], 0, False, 0
    for place, letter in enumerate(text):
        if letter == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == mark and depth == 0:
            parts.append(text[began:place])
            began = place + 1
    return [*parts, text[began:]]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.strip().partition("=")
    if not equals or not name.startswith("$"):
        raise NotUnderstood(why=f"Not understood in $expand: {text[:40]!r}.")
    return name, value


def _order(text: str) -> tuple[Tree, bool]:
    found = ORDER.match(text.strip())
    assert found
    tree = parse(found[1])
    if next(names(tree), None) is None:
        raise NotUnderstood(why="What is ordered by is the same for all.")
    return tree, (found[2] or "asc").lower() == "desc"


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text) or int(text) > SKIPPED:
        raise NotUnderstood(why=f"{name} is a whole number from 0 to {SKIPPED}.")
    return int(text)


def _yes(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise NotUnderstood(why="$count is true or false.")
    return text.lower() == "true"
