"""When running clocks may follow a newer edition, and how such a following stands. Pure."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from cityloop.kit.errors import Refused
from cityloop.rulebook.limits import Limit


class Book(StrEnum):
    """What has editions that say limits."""

    standards = "standards"
    cycle = "cycle"


class Standing(StrEnum):
    """How an adjustment stands: its day is to come, it goes over the clocks, it has, it was taken back."""

    waits = "waits"
    goes = "goes"
    done = "done"
    withdrawn = "withdrawn"


class NotTheNewest(Refused):
    """Running clocks can follow only the newest version, which is {newest}."""


class NotInForceThen(Refused):
    """On {since} that edition of the book does not hold."""


class FollowedAlready(Refused):
    """Running clocks follow this edition already, from {since} on."""


class BegunAlready(Refused):
    """Clocks follow it already; what was told cannot be taken back, only followed by a newer edition."""


class NothingDiffers(Refused):
    """This edition gives no running clock another limit."""


class Said(NamedTuple):
    """Which edition running clocks are to follow, from which day on, and why. `name` is the case type's, empty for the
    standards book; `edition` the number of the book's edition or of the case type's version."""

    book: Book
    name: str
    edition: int
    since: date
    why: str

    @property
    def key(self) -> str:
        """How the sources of limits begin: `standard:` or `cycle:NAME:`."""
        return "standard:" if self.book is Book.standards else f"cycle:{self.name}:"


class Kept(Protocol):
    """Of an adjustment what says how it stands."""

    @property
    def begun(self) -> datetime | None: ...
    @property
    def ended(self) -> datetime | None: ...
    @property
    def withdrawn(self) -> datetime | None: ...


def standing(one: Kept) -> Standing:
    if one.withdrawn:
        return Standing.withdrawn
    return Standing.done if one.ended else Standing.goes if one.begun else Standing.waits


def other(was: Limit | None, will: Limit | None) -> Limit | None:
    """The limit a clock is given, if an edition gives it another than it had.

    >>> other(Limit.read("4WH"), Limit.read("4WH")) is None, str(other(Limit.read("4WH"), Limit.read("2WH")))
    (True, '2WH')
    """
    return will if was is not None and will is not None and was != will else None
