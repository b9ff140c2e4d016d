"""What a line of the matrix says and which of several holds. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused
from cityloop.rulebook import Level

CITY = "50"


class Line(NamedTuple):
    """In matters whose key begins with `category`, in areas whose code begins with `area`, from `since` on and before `until`,
    the duty leads: its holder at `level` or, where nobody holds it there, at the next level above."""

    category: str
    area: str
    duty: str
    level: str
    agency: str
    assisting: tuple[str, ...]
    source: str
    since: date
    until: date | None

    @property
    def place(self) -> tuple[str, str, date]:
        """What tells a line from the others of its matrix."""
        return self.category, self.area, self.since


class State(StrEnum):
    draft = "draft"
    published = "published"
    withdrawn = "withdrawn"


class Kind(StrEnum):
    """What can be wrong with a matter in a grid at a moment: nobody leads, several do, or nobody holds the duty that does."""

    gap = "gap"
    overlap = "overlap"
    vacant = "vacant"


class Spot(NamedTuple):
    """An area at fault but for some areas in it that stand `apart`; `grids` counts the grids at fault."""

    area: str
    grids: int
    apart: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.area + (f" but for {len(self.apart)} areas in it" if self.apart else "")


class Fault(NamedTuple):
    """A stretch of the table at fault: classes of matters (the beginnings of their keys, '' for all) × areas × days.

    `lines` are the places, in the list checked, of two lines that overlap; `duty` and `level` say what is vacant.
    """

    kind: Kind
    classes: tuple[str, ...]
    spots: tuple[Spot, ...]
    since: date
    until: date | None
    categories: int
    lines: tuple[int, ...] = ()
    duty: str = ""
    level: str = ""

    @property
    def cells(self) -> int:
        return self.categories * sum(spot.grids for spot in self.spots)

    def __str__(self) -> str:
        which = ", ".join(one or "everything" for one in self.classes[:4]) + (" …" if len(self.classes) > 4 else "")
        where = ", ".join(
            spot.area + (f" but for {len(spot.apart)} areas in it" if spot.apart else "") for spot in self.spots[:3]
        )
        if len(self.spots) > 3:
            where += f" and {len(self.spots) - 3} areas more"
        when = f"from {self.since}" + (f" to {self.until}" if self.until else "")
        what = {Kind.gap: "nobody leads", Kind.overlap: "several lead", Kind.vacant: f"nobody holds {self.duty}"}[self.kind]
        return f"{which} in {where} {when}: {what}"


class Whole(NamedTuple):
    """What a check found: the faults, worst first, how many more there are than are in words, and how much was looked at."""

    faults: tuple[Fault, ...]
    untold: int
    categories: int
    grids: int
    moments: int

    def barring(self, day: date) -> list[Fault]:
        """What bars publishing from a day on: gaps and overlaps whenever they come, and what is vacant on that very day. That
        posts end some day is shown, and is no reason to publish nothing."""
        return [one for one in self.faults if one.kind is not Kind.vacant or one.since <= day]


class Incomplete(Refused):
    """Not published: {first}. {more} such findings in all."""


class NotADraft(Refused):
    """Matrix {id} is {state}; only a draft can be changed."""


class BookChanged(Refused):
    """Another matrix was published meanwhile; catch up with it first."""


class DraftToCome(Refused):
    """A matrix is published for {day}; choose that day or a later one, or withdraw that one first."""


class Holds(Refused):
    """Matrix {id} holds since {since} or is not published; it cannot be withdrawn."""


class NotALine(ValueError):
    """Why something is no line of the matrix."""


def covers(line: Line, key: str, area: str, day: date) -> bool:
    """Whether the line speaks of the matter there on that day.

    >>> line = Line("M06", "500103", "clerk", "street", "", (), "", date(2026, 3, 1), None)
    >>> covers(line, "M06010", "500103001", date(2026, 3, 1)), covers(line, "M07001", "500103001", date(2026, 3, 1))
    (True, False)
    """
    within = key.startswith(line.category) and area.startswith(line.area)
    return within and line.since <= day and (line.until is None or day < line.until)


def inside(one: Line, other: Line) -> bool:
    """Whether a line lies wholly inside another, in matters and in areas."""
    same = (one.category, one.area) == (other.category, other.area)
    return not same and one.category.startswith(other.category) and one.area.startswith(other.area)


def winner(lines: Sequence[Line]) -> int | None:
    """Of lines that speak of one matter in one place, the one inside all others; none if they cross or are equal.

    This is the whole rule; `solving` says the same of a whole city at once.
    """
    found = [
        place
        for place, line in enumerate(lines)
        if all(inside(line, other) for number, other in enumerate(lines) if number != place)
    ]
    return found[0] if len(found) == 1 else None


def deepest(lines: Sequence[Line]) -> list[int]:
    """The lines inside which no other lies: one if all is well, those that overlap if not."""
    return [place for place, line in enumerate(lines) if not any(inside(other, line) for other in lines)]


def checked(line: Line, duties: Iterable[str]) -> Line:
    """The line, if it can be one. Raises NotALine with the reason."""
    if line.duty not in set(duties):
        raise NotALine(f"There is no duty {line.duty or 'without a name'}.")
    strange = [duty for duty in line.assisting if duty not in set(duties)]
    if strange:
        raise NotALine(f"There is no duty {strange[0]} to assist.")
    if line.duty in line.assisting:
        raise NotALine(f"{line.duty} cannot lead and assist.")
    if line.level not in set(Level):
        raise NotALine(f"There is no level {line.level}; there are {', '.join(Level)}.")
    if line.until is not None and line.until <= line.since:
        raise NotALine("It ends before it begins.")
    if not line.source.strip():
        raise NotALine("It does not say what it rests on: an order, a list, a decision.")
    return line
