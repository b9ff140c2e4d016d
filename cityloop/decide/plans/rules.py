"""Which edition of a plan holds, who may follow it, and what is refused. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from cityloop.kit.errors import Refused

ACTIVATE = ("dispatcher", "shift_leader", "leader")
BOARD = "rule_board"
MOST_TEXT = 100_000


class NotSound(Refused):
    """{why}"""

    status = 422


class NoSuchLevel(Refused):
    """The plan has no level {level}."""

    status = 422


class FollowedAlready(Refused):
    """The plan is followed in this case already; raise or lower its level there."""


class NotFollowed(Refused):
    """The plan is no longer followed here."""


class SameLevel(Refused):
    """That is the level that holds."""


class NobodyToLead(Refused):
    """Nobody holds {duty} in or above area {area}, so nobody would lead."""


class RealCase(Refused):
    """A drill is held in a case of its own, never in a real one."""


class CaseOver(Refused):
    """A case that is over follows no plan."""


class WhereMissing(Refused):
    """Say in which case, or at which place."""

    status = 422


class Dated(Protocol):
    """An edition as the rules see it."""

    id: int
    name: str
    area: str
    since: date


E = TypeVar("E", bound=Dated)


def holding(editions: Iterable[E], area: str, day: date) -> dict[str, E]:
    """The edition of each plan that holds at a place on a day: of those that cover it the most local, of these the newest."""
    found: dict[str, E] = {}
    fit = [one for one in editions if one.since <= day and area.startswith(one.area)]
    for one in sorted(fit, key=lambda one: (len(one.area), one.since, one.id)):
        found[one.name] = one
    return found
