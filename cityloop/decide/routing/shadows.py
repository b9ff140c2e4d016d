"""Which lines of a routing book take nothing: those no matter can meet, and those whose matters earlier lines take. Pure.

Every line but for its words is a box: a set of classes of categories × of areas × warnings × origins × urgent or not × hours ×
weekdays, each set an integer of bits. A line is shadowed when the boxes of earlier lines together cover its own: found by cutting
them away one after the other, so the answer is exact and not a matter of trying; where so many overlap that this would take too
long, it is said that it was not found out. Of words only this is known: where each word of a later line holds one of an earlier
line's, the later one never speaks without the earlier. Apart from that a line that asks for words covers nothing, since nobody
knows what people will say: so of words a shadow may go unseen, and none is made up.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cityloop.decide.routing.rules import ORIGINS, SENSED, Line

Box = tuple[int, ...]
Numbered = tuple[int, Box]
T = TypeVar("T")
ALLOWED = 1_000_000  # boxes that are looked at for one book: about a second
WARNINGS = (1, 2, 3, 4)
OF_REPORTS = (2, 4)  # what cases of reports are given: urgent ones, and others


class Flaw(StrEnum):
    """What can be wrong with a line that stands where it stands."""

    never = "never"  # no matter meets its conditions
    shadowed = "shadowed"  # earlier lines take every matter that does
    undecided = "undecided"  # so many lines overlap that it was not found out


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
        if self.flaw is Flaw.undecided:
            return f"Whether line {self.line + 1} is ever reached was not found out: too many earlier lines overlap it."
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


def findings(lines: Sequence[Line], ground: Ground, allowed: int = ALLOWED) -> list[Finding]:
    """What is wrong with the lines in their order, each line once; `allowed` boxes are looked at for it, shared by the lines."""
    keys = classes(ground.keys, (one for line in lines for one in line.categories))
    codes = classes(ground.codes, (one for line in lines for one in line.areas))
    cuts = sorted({0.0, 24.0, *(hour for line in lines for hour in (line.from_h, line.to_h))})
    boxes = [_box(line, keys, codes, cuts) for line in lines]
    found, left = list[Finding](), allowed
    for place in range(len(lines)):
        about = _nothing(boxes[place])
        flaw: Finding | None = Finding(place, Flaw.never, about, ())
        if not about:
            flaw, taken = _shadowed(place, lines, boxes, max(left // (len(lines) - place), allowed // 1000))
            left = max(0, left - taken)
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


def _shadowed(place: int, lines: Sequence[Line], boxes: Sequence[Box], allowed: int) -> tuple[Finding | None, int]:
    """What earlier lines leave of a line, and how much looking that took."""
    sure = [(one, boxes[one]) for one in range(place) if _implied(lines[place].words, lines[one].words)]
    parts = [part for world in _worlds(boxes[place]) if (part := _common(boxes[place], world))]
    search = Search(allowed)
    try:
        by = search.covered(parts, sure)
    except Undecided:
        return Finding(place, Flaw.undecided, "", ()), allowed
    return (None if by is None else Finding(place, Flaw.shadowed, "", by)), allowed - search.left


def _implied(words: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether a text with any of `words` has one of the earlier ones for certain."""
    folded = [word.casefold() for word in earlier]
    return not earlier or (bool(words) and all(any(one in word.casefold() for one in folded) for word in words))


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
    found = []
    for one, two in zip(box, other, strict=True):
        both = one & two
        if not both:
            return None
        found.append(both)
    return tuple(found)


class Undecided(Exception):
    """Looking further would take too long."""


class Search:
    """Looks whether boxes cover others, and counts down with every box it looks at."""

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def covered(self, parts: Sequence[Box], others: Sequence[Numbered]) -> tuple[int, ...] | None:
        """The numbers of those boxes that cover all the parts together, none without which they would not; None if they do
        not cover them. Raises Undecided."""
        used = self._all(parts, others)
        if used is None:
            return None
        kept = sorted(used)
        for one in reversed(kept if len(kept) > 1 else []):
            fewer = [other for other in others if other[0] in kept and other[0] != one]
            if self._all(parts, fewer) is not None:
                kept.remove(one)
        return tuple(kept)

    def _all(self, parts: Sequence[Box], others: Sequence[Numbered]) -> set[int] | None:
        used = set[int]()
        for part in parts:
            by = self._cover(part, others)
            if by is None:
                return None
            used |= by
        return used

    def _cover(self, box: Box, others: Sequence[Numbered]) -> set[int] | None:
        """Those that cover the box: the largest of them is cut away, and each piece that is left asked for in turn."""
        self.left -= len(others) + 1
        if self.left < 0:
            raise Undecided
        touching = [(number, common) for number, other in others if (common := _common(box, other))]
        if not touching:
            return None
        whole = next((number for number, other in touching if other == box), None)
        if whole is not None:
            return {whole}
        number, cut = max(touching, key=_size)
        rest = [one for one in touching if one[0] != number]
        used = {number}
        for piece in sorted(_outside(box, cut), key=lambda one: -_volume(one)):
            by = self._cover(piece, rest)
            if by is None:
                return None
            used |= by
        return used


def _size(one: Numbered) -> int:
    return _volume(one[1])


def _volume(box: Box) -> int:
    return math.prod(bits.bit_count() for bits in box)


def _outside(box: Box, cut: Box) -> Iterable[Box]:
    """What of a box lies outside another it touches, in pieces that do not overlap."""
    for place, (own, other) in enumerate(zip(box, cut, strict=True)):
        if own & ~other:
            yield (*box[:place], own & ~other, *box[place + 1 :])
        box = (*box[:place], own & other, *box[place + 1 :])
