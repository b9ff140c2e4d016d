"""What will be late, by how it has gone before. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from cityloop.decide.clocks.rules import Past

PRIOR = 5.0  # so many clocks of the wider group are taken as seen in the narrower: few say little
LIKELY = 0.5  # from this chance on a clock is said to be late


class Like(StrEnum):
    """Which clocks a running one is like: those of its stage, of its category too, of its duty too."""

    all = "all"
    stage = "stage"
    category = "category"
    duty = "duty"


class Seen(NamedTuple):
    """The chance of being late, and why: of the `of` clocks most like it that had used as much, `late` were late."""

    chance: float
    of: int = 0
    late: int = 0
    like: Like = Like.all


class History:
    """Clocks that ended, to ask of a running one: of those like it that had also used so much of their time and were not
    done, how many were late? Answers in O(log n)."""

    def __init__(self, past: Iterable[Past]) -> None:
        groups: defaultdict[tuple[str, ...], list[float]] = defaultdict(list)
        for one in past:
            for key in _ladder(one.stage, one.category, one.duty):
                groups[key].append(one.used)
        self._used = {key: np.sort(np.array(used)) for key, used in groups.items()}

    def late(self, stage: str, category: str, duty: str, used: float) -> Seen:
        """The chance that a clock which has used that share ends late; each narrower group weighs by what it has seen."""
        seen = Seen(0.5)
        for like, key in zip(Like, _ladder(stage, category, duty), strict=True):
            known = self._used.get(key)
            count = 0 if known is None else int(known.size - np.searchsorted(known, used, "left"))
            late = 0 if known is None else int(known.size - np.searchsorted(known, max(used, 1.0), "right"))
            chance = (late + PRIOR * seen.chance) / (count + PRIOR)
            seen = Seen(chance, count, late, like) if count else seen._replace(chance=chance)
        return seen


def _ladder(stage: str, category: str, duty: str) -> tuple[tuple[str, ...], ...]:
    return (), (stage,), (stage, category), (stage, category, duty)


class Held(NamedTuple):
    """How forecasts of the past held: what was said on average, what came, and the mean squared miss (Brier), beside that
    of always saying the share that was late until then. Of `called` that were said to be late `hits` were; `late` were in
    all."""

    days: int
    clocks: int
    said: float
    came: float
    brier: float
    plain: float
    called: int
    hits: int
    late: int


def held(days: int, said: Sequence[float], plain: Sequence[float], came: Sequence[bool]) -> Held | None:
    """How forecasts held; none if there were none.

    >>> held(1, [0.9, 0.1], [0.5, 0.5], [True, False])
    Held(days=1, clocks=2, said=0.5, came=0.5, brier=0.01, plain=0.25, called=1, hits=1, late=1)
    """
    if not came:
        return None
    told, base, was = np.array(said), np.array(plain), np.array(came, float)
    brier, plain_brier = (round(float(np.mean((each - was) ** 2)), 4) for each in (told, base))
    called = told >= LIKELY
    return Held(
        days=days,
        clocks=len(came),
        said=round(float(told.mean()), 4),
        came=round(float(was.mean()), 4),
        brier=brier,
        plain=plain_brier,
        called=int(called.sum()),
        hits=int((called & (was > 0)).sum()),
        late=int(was.sum()),
    )
