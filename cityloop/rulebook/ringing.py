"""Whom to ring, one after another, where a city has not said so yet: a suggestion to adopt, by the level of the matter.

The graver the matter, the shorter the wait and the higher the last rung. An empty duty is the one the matter was handed to.
The minutes are a suggestion, and no standard's.
"""

from typing import NamedTuple


class Ring(NamedTuple):
    """A rung: a duty, the level it is looked for from (empty: where the matter is), and minutes to wait for an answer."""

    duty: str
    level: str
    wait_min: float


class RingChain(NamedTuple):
    """The rungs for matters of a warning level, 1 the gravest, and the minutes after which who answered and does nothing is
    taken for silent."""

    warning: int
    rungs: tuple[Ring, ...]
    idle_min: float


CHAINS = (
    RingChain(
        1, (Ring("", "", 5), Ring("dispatcher", "district", 5), Ring("leader", "district", 10), Ring("leader", "city", 10)), 20
    ),
    RingChain(
        2, (Ring("", "", 10), Ring("dispatcher", "district", 10), Ring("leader", "district", 15), Ring("leader", "city", 30)), 40
    ),
    RingChain(3, (Ring("", "", 20), Ring("dispatcher", "district", 30), Ring("leader", "district", 60)), 120),
    RingChain(4, (Ring("", "", 60), Ring("dispatcher", "district", 120), Ring("leader", "district", 240)), 480),
)
