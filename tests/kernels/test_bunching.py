"""How often the test of bunching cries wolf on honest data, and how often it finds what was planted."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cityloop.kernels.bunching import BINS, FEWEST, REACH, Jump, jump
from cityloop.supervise.doubts.rules import MANY, RARE

HONEST: dict[str, Callable[[np.random.Generator, int], Any]] = {
    "most are soon": lambda rng, many: rng.exponential(0.8, many),
    "half the limit": lambda rng, many: rng.gamma(2, 0.3, many),
    "about the limit": lambda rng, many: rng.normal(1.0, 0.3, many),
    "a peak just before the limit": lambda rng, many: rng.normal(0.8, 0.2, many),
    "a long tail": lambda rng, many: rng.lognormal(-0.3, 0.5, many),
    "as it comes": lambda rng, many: rng.uniform(0, 2, many),
}


def doubted(found: Jump | None) -> bool:
    return found is not None and found.chance < RARE and found.before >= MANY * max(found.expected, 1.0)


@pytest.mark.parametrize("how", HONEST)
def test_of_a_thousand_honest_posts_fewer_than_ten_are_doubted(how: str) -> None:
    rng = np.random.default_rng(11)
    wrong = sum(doubted(jump(HONEST[how](rng, many) - 1)) for many in (200, 500, 2000) for _ in range(350))
    assert wrong < 10, wrong


@pytest.mark.parametrize(("many", "share", "found"), [(300, 0.5, 0.95), (600, 0.4, 0.95), (2000, 0.2, 0.95)])
def test_lateness_that_was_written_away_is_found(many: int, share: float, found: float) -> None:
    rng, hits, posts = np.random.default_rng(5), 0, 200
    for _ in range(posts):
        at = rng.gamma(2, 0.4, many) - 1
        late = np.flatnonzero((at > 0) & (at < REACH))
        moved = late[rng.random(late.size) < share]
        at[moved] = -rng.uniform(0, REACH / BINS, moved.size)
        hits += doubted(jump(at))
    assert hits >= found * posts


def test_of_too_few_nothing_is_said_and_what_ends_at_the_limit_was_in_time() -> None:
    assert jump(np.full(FEWEST - 1, -0.01)) is None
    at_limit = jump(np.concatenate([np.zeros(30), np.linspace(-0.39, 0.39, 100)]))
    assert at_limit is not None and at_limit.before >= 30 and at_limit.after < 10
    assert jump(np.full(1000, np.nan)) is None
