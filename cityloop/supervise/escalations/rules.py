"""Chains of who is rung after whom. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from cityloop.kit.errors import Refused
from cityloop.rulebook import Level


class Step(NamedTuple):
    """Whom a rung rings: a duty (empty: that of the matter) at a level (empty: where the matter is held), and how long it is
    waited for an answer before the next."""

    duty: str
    level: str
    wait_min: float


class Line(Protocol):
    """A chain as it was adopted. An empty duty and a warning of 0 mean any."""

    id: int
    area: str
    duty: str
    warning: int


C = TypeVar("C", bound=Line)


class Answered(Refused):
    """Somebody has answered this already."""


class NoChain(Refused):
    """A chain has rungs, each with a wait above zero and a level that exists, and a time after which silence rings again."""

    status = 422


def admit(steps: Sequence[Step], idle_min: float) -> None:
    """Refuse a chain that would never ring, or ring without end."""
    levels = {"", *Level}
    if not steps or idle_min <= 0 or any(step.wait_min <= 0 or step.level not in levels for step in steps):
        raise NoChain


def holding(chains: Iterable[C], duty: str, warning: int, area: str) -> C | None:
    """The chain that holds: the one that says most of the duty, then of the area, then of the level; of equals the newest."""
    fit = [one for one in chains if one.duty in ("", duty) and one.warning in (0, warning) and area.startswith(one.area)]
    return max(fit, key=lambda one: (one.duty != "", len(one.area), one.warning != 0, one.id), default=None)


def after(rung: int, steps: Sequence[Step]) -> int:
    """The next rung; the last rings on until somebody answers.

    >>> after(0, [Step("", "", 10), Step("leader", "", 10)]), after(1, [Step("", "", 10), Step("leader", "", 10)])
    (1, 1)
    """
    return min(rung + 1, len(steps) - 1)


def falls_silent(last_act: datetime, idle_min: float) -> datetime:
    """When who answered is taken for silent, if nothing more is done."""
    return last_act + timedelta(minutes=idle_min)
