"""Counts, yardsticks, score sheets and races as values; a book is all that hold at one time. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cityloop.rulebook.expressions import Expression

Title = Mapping[str, str]  # language: words
Of = Literal["case", "look", "grid"]
Unit = Literal["percent", "hours", "cases"]
Better = Literal["up", "down", "none"]
SCALE: Mapping[Unit, float] = {"percent": 100.0, "hours": 1.0, "cases": 1.0}


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many of the cases (or looks, or grids) of a stretch of time meet a condition."""

    name: str
    words: Title
    of: Of = "case"
    at: str = ""
    where: Expression | None = None
    sum: Expression | None = None
    distinct: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Counts, and what a yardstick must give for them; nothing where it must not give a number."""

    given: Mapping[str, float]
    gives: float | None


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """A rate or a mean: one count, or a sum of counts, over another. `whole` is empty for a plain number."""

    name: str
    words: Title
    part: Expression
    whole: Expression | None
    unit: Unit
    better: Better
    owner: str
    source: Title
    confirmed: bool
    tests: tuple[Tried, ...]

    @property
    def counts(self) -> frozenset[str]:
        return self.part.names | (self.whole.names if self.whole else frozenset())


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A line of a score sheet: what it gives, at most `full`, and the counts whose cases lose what is missing."""

    name: str
    words: Title
    formula: Expression
    full: float
    costs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreSheet:
    """How departments or areas are marked."""

    name: str
    words: Title
    of: Literal["duty", "post", "district", "street"]
    source: Title
    marks: tuple[Mark, ...]

    @property
    def full(self) -> float:
        return sum(mark.full for mark in self.marks)


@dataclass(frozen=True, kw_only=True)
class Race:
    """A monthly leader-board: who runs, by which sheet, with how many cases at the least, and who is named."""

    name: str
    words: Title
    among: Literal["duty", "post", "district", "street"]
    sheet: str
    yardstick: str  # by which places are adjusted for the mix of cases
    least: int
    red: int  # so many first places carry the red flag
    yellow: int  # so many last ones are spoken to
    sure: bool = False  # nobody is spoken to who cannot be told from the best once the mix of cases is taken out
    rewards: Title = field(default_factory=dict)
    penalties: Title = field(default_factory=dict)
    source: Title = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Book:
    """All definitions that hold together."""

    counts: Mapping[str, Count]
    yardsticks: Mapping[str, Yardstick]
    sheets: Mapping[str, ScoreSheet]
    races: Mapping[str, Race]
    bodies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # `kind name` as it was read

    @property
    def digest(self) -> str:
        """SHA-256 over the definitions as canonical JSON."""
        said = json.dumps(self.bodies, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()
