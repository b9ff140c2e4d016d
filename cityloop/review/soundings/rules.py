"""How a sample is drawn so that nobody can choose it, and what it says. Pure."""

import hashlib
import math
from collections.abc import Iterable, Sequence

from cityloop.kit.errors import NotAllowed, Refused

LOOKERS = ("inspector", "grid_member", "leader", "shift_leader")
Z = 1.959964  # of a confidence of 95 %


class OwnWork(NotAllowed):
    """Who has worked on a case, or verified it, does not look at it again: someone else must."""


class LookedAlready(Refused):
    """You have looked at this case already; the second look is another person's."""


class BothLooked(Refused):
    """Two people have looked at this case already."""


class NoteMissing(Refused):
    """Say what is wrong with the case."""

    status = 422


def digest(seed: str) -> str:
    """What is told of a seed beforehand: it binds whoever made it, and gives nothing away."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn(seed: str, cases: Iterable[int], size: int) -> list[int]:
    """The sample: the cases whose number, hashed with the seed, comes first. Anyone can draw it again.

    >>> drawn("a", range(1, 100), 3) == drawn("a", reversed(range(1, 100)), 3)
    True
    """
    return sorted(sorted(cases, key=lambda case: hashlib.sha256(f"{seed}:{case}".encode()).digest())[:size])


def passed(looks: Sequence[bool]) -> bool | None:
    """Whether a case passes: two people say so. None until both have looked."""
    return None if len(looks) < 2 else all(looks)


def interval(passed: int, looked: int) -> tuple[float, float]:
    """Within which bounds the share of all lies, by Wilson, with a confidence of 95 %.

    >>> [round(one, 3) for one in interval(18, 20)], interval(0, 0)
    ([0.699, 0.972], (0.0, 1.0))
    """
    if not looked:
        return 0.0, 1.0
    share, slack = passed / looked, Z * Z / looked
    middle = (share + slack / 2) / (1 + slack)
    wide = Z * math.sqrt(share * (1 - share) / looked + slack / looked / 4) / (1 + slack)
    return max(0.0, middle - wide), min(1.0, middle + wide)
