"""Which lines of a routing book take nothing: those no matter can meet, and those whose matters earlier lines take. Pure.

Every line but for its words is a box: a set of classes of categories × of areas × warnings × origins × urgent or not × hours ×
weekdays, each set an integer of bits. A line is shadowed when the boxes of earlier lines together cover its own: found by cutting
them away one after the other, so the answer is exact and not a matter of trying. Of words only this is known: where each word of
a later line holds one of an earlier line's, the later one never speaks without the earlier. Apart from that a line that asks
for words covers nothing, since nobody knows what people will say: so of words a shadow may go unseen, and none is made up.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cityloop.decide.routing.rules import ORIGINS, SENSED, Line

Box = tuple[int, ...]
T = TypeVar("T")
WARNINGS = (1, 2, 3, 4)
OF_REPORTS = (2, 4)  # what cases of reports are given: urgent ones, and others


class Flaw(StrEnum):
    """What can be wrong with a line that stands where it stands."""

    never = "never"  # no matter meets its conditions
    shadowed = "shadowed"  # earlier lines take every matter that does


class Finding(NamedTuple):
    """A line that takes nothing, by its place from 0; `about` is the condition nothing meets, `by` the earlier lines."""

    line: int
    flaw: Flaw
    about: str
    by: tuple[int, ...]

    def __str__(self) -> str:
        names = ", ".join(str(place + 1) for place in self.by)
        if self.flaw is Flaw.never:
            return f"Line {self.line + 1} can never be used: nothing meets its condition on {self.about}."
        return f"Line {self.line + 1} is never reached: earlier lines ({names}) take everything it is about."


class Classes(NamedTuple):
    """Codes sorted into classes that no line tells apart; `of` gives the classes below a beginning as bits."""

    everything: int
    of: dict[str, int]


def classes(codes: Iterable[str], beginnings: Iterable[str]) -> Classes:
    """Two codes are of one class when the longest beginning that lines speak of is the same.

    >>> classes(["500103001", "500103002"], ["500103", "500103001", "500104"]).of
    {'': 3, '500103': 3, '500103001': 2, '500104': 0}
    """
    known = np.unique(np.array([*codes], dtype=np.str_))
    said = sorted({"", *beginnings})
    counts = {one: _count(known, one) for one in said}
    parent = {one: max((up for up in said if up != one and one.startswith(up)), key=len, default="") for one in said}
    own = {one: counts[one] - sum(counts[low] for low in said if low and parent[low] == one) for one in said}
    bits = {one: 1 << place for place, one in enumerate([one for one in said if own[one]])}
    of = {one: sum(bit for low, bit in bits.items() if low.startswith(one)) for one in said}
    return Classes(of[""], of)


def _count(known: NDArray[np.str_], beginning: str) -> int:
    return int(np.searchsorted(known, beginning + "~") - np.searchsorted(known, beginning))


class Ground(NamedTuple):
    """What a day's matters can be: the keys of categories and the codes of areas there are."""

    keys: Iterable[str]
    codes: Iterable[str]


def findings(lines: Sequence[Line], ground: Ground) -> list[Finding]:
    """What is wrong with the lines in their order, each line once."""
    keys = classes(ground.keys, (one for line in lines for one in line.categories))
    codes = classes(ground.codes, (one for line in lines for one in line.areas))
    cuts = sorted({0.0, 24.0, *(hour for line in lines for hour in (line.from_h, line.to_h))})
    boxes = [_box(line, keys, codes, cuts) for line in lines]
    found = []
    for place in range(len(lines)):
        about = _nothing(boxes[place])
        flaw = Finding(place, Flaw.never, about, ()) if about else _shadowed(place, lines, boxes)
        found += [flaw] if flaw else []
    return found


def caution(lines: Sequence[Line]) -> str:
    """What is to be said of lines that ask for words and have others after them; empty if there are none."""
    asking = [str(place + 1) for place, line in enumerate(lines[:-1]) if line.words]
    if not asking:
        return ""
    return (
        f"What people will say is not known: lines that ask for words ({', '.join(asking)}) are taken to cover a later line only "
        "where each of its words holds one of theirs."
    )


def _shadowed(place: int, lines: Sequence[Line], boxes: Sequence[Box]) -> Finding | None:
    parts = [part for world in _worlds(boxes[place]) if (part := _common(boxes[place], world))]
    touching = (one for one in range(place) if any(_common(part, boxes[one]) for part in parts))
    sure = [one for one in touching if _implied(lines[place].words, lines[one].words)]
    if not _covered(parts, [boxes[one] for one in sure]):
        return None
    return Finding(place, Flaw.shadowed, "", _needed(parts, sure, boxes))


def _implied(words: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether a text with any of `words` has one of the earlier ones for certain."""
    folded = [word.casefold() for word in earlier]
    return not earlier or (bool(words) and all(any(one in word.casefold() for one in folded) for word in words))


def _needed(parts: list[Box], by: Sequence[int], boxes: Sequence[Box]) -> tuple[int, ...]:
    """Of the lines that cover together those without which they would not."""
    kept = list(by)
    for one in reversed(by):
        fewer = [other for other in kept if other != one]
        if _covered(parts, [boxes[other] for other in fewer]):
            kept = fewer
    return tuple(kept)


# boxes ---------------------------------------------------------------------------------------------------------------


def _box(line: Line, keys: Classes, codes: Classes, cuts: Sequence[float]) -> Box:
    over = line.from_h >= line.to_h

    def open_at(hour: float) -> bool:
        return (hour >= line.from_h or hour < line.to_h) if over else line.from_h <= hour < line.to_h

    return (
        _union(keys, line.categories),
        _union(codes, line.areas),
        _bits(WARNINGS, lambda one: not line.warnings or one in line.warnings),
        _bits(ORIGINS, lambda one: not line.origins or one in line.origins),
        _bits((False, True), lambda one: line.if_urgent in (None, one)),
        _bits(cuts[:-1], open_at),
        _bits(range(1, 8), lambda one: not line.weekdays or one in line.weekdays),
    )


def _union(of: Classes, said: Sequence[str]) -> int:
    found = 0 if said else of.everything
    for one in said:
        found |= of.of[one]
    return found


def _bits(values: Iterable[T], holds: Callable[[T], bool]) -> int:
    return sum(1 << place for place, one in enumerate(values) if holds(one))


def _worlds(box: Box) -> tuple[Box, Box]:
    """What can be at all: anything sensed, and what is reported with the levels reports have."""
    sensed = _bits(ORIGINS, lambda one: one == SENSED)
    reports = _bits(WARNINGS, lambda one: one in OF_REPORTS)
    return (*box[:3], sensed, *box[4:]), (*box[:2], reports, ~sensed, *box[4:])


def _nothing(box: Box) -> str:
    """The first condition that nothing meets; empty if a matter can meet them all."""
    empty = [name for name, bits in zip(("category", "area"), box, strict=False) if not bits]
    if empty:
        return empty[0]
    return "" if any(_common(box, world) for world in _worlds(box)) else "warning and origin"


def _common(box: Box, other: Box) -> Box | None:
    found = tuple(one & two for one, two in zip(box, other, strict=True))
    return found if all(found) else None


def _covered(parts: Iterable[Box], others: Sequence[Box]) -> bool:
    return all(_rest_is_nothing(part, others) for part in parts)


def _rest_is_nothing(box: Box, others: Sequence[Box]) -> bool:
    """Whether others cover the box: the first of them is cut away, and each piece that is left asked for in turn."""
    touching = [one for one in others if _common(box, one)]
    if not touching:
        return False
    cut, *rest = touching
    return all(_rest_is_nothing(piece, rest) for piece in _outside(box, cut))


def _outside(box: Box, cut: Box) -> Iterable[Box]:
    """What of a box lies outside another it touches, in pieces that do not overlap."""
    for place, (own, other) in enumerate(zip(box, cut, strict=True)):
        if own & ~other:
            yield (*box[:place], own & ~other, *box[place + 1 :])
        box = (*box[:place], own & other, *box[place + 1 :])
