"""The kinds of detector people can write in a form: which numbers each asks for, and the fold it becomes.

Values only on the outside; a kind's `bind` makes the step from what was written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from cityloop.kernels import conditions, fences, rates, stuck, threshold, together
from cityloop.kernels.locate import Locator
from cityloop.rulebook.definitions import Look, Signal
from cityloop.rulebook.expressions import understand

OF_SIGNAL = "signal"  # stands for the unit of the first signal
OF_SECOND = "second signal"
AN_HOUR = "signal/h"
WEEK_S = 7 * 86_400.0
MOST = 1e12
ALWAYS = ("hour", "weekday")  # names that may stand in every condition


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A number a kind asks for; without one of its own it is `usual`, and with neither it may be left out or not."""

    name: str
    unit: str
    least: float = 0.0
    most: float = WEEK_S
    usual: float | None = None
    needed: bool = False


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands in the form beside the numbers."""

    signals: tuple[Signal, ...]
    way: str = ""
    holds: str = ""  # a condition, see `expressions`
    measure: str = ""  # what the peak is taken of; the first signal if nothing is said
    fence: tuple[tuple[float, float], ...] = ()  # lon, lat
    own: tuple[str, ...] = ()  # names of parameters that only this condition has


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of detector: its numbers, its ways, how many signals it reads, the unit of a peak."""

    name: str
    asks: tuple[Asked, ...]
    bind: Callable[[Written], Look]
    unit: str
    ways: tuple[str, ...] = ()
    signals: tuple[int, int] = (1, 1)
    says: tuple[str, ...] = field(default=())  # what else the form asks for: holds, fence


def seconds(name: str, usual: float | None = None, *, needed: bool = False, most: float = WEEK_S) -> Asked:
    return Asked(name=name, unit="s", usual=usual, needed=needed, most=most)


def value(name: str, unit: str = OF_SIGNAL, *, needed: bool = True, least: float = -MOST) -> Asked:
    return Asked(name=name, unit=unit, least=least, most=MOST, needed=needed)


def count(name: str, usual: float) -> Asked:
    return Asked(name=name, unit="1", least=1, most=10_000, usual=usual)


def _beyond(written: Written) -> Look:
    return partial(threshold.step, below=written.way == "below")


def _rate(written: Written) -> Look:
    return partial(rates.step, way={"rising": rates.RISING, "falling": rates.FALLING}.get(written.way, rates.EITHER))


def _condition(written: Written) -> Look:
    """Raises NotUnderstood, with a sentence, if what was written is no condition over these signals."""
    names = tuple(signal.name for signal in written.signals)
    known = (*names, *written.own, *ALWAYS)
    holds = understand(written.holds, known).formula
    measure = understand(written.measure or names[0], known, "number").formula
    return partial(conditions.step, signals=names, holds=holds, measure=measure)


def _fence(written: Written) -> Look:
    corners = np.array(written.fence, np.float64)
    if (corners[0] != corners[-1]).any():
        corners = np.vstack([corners, corners[:1]])
    one = Locator.build(corners, np.array([0, len(corners)]), np.array([0, 1]))
    return partial(fences.step, fences=one, leaving=written.way == "outside")


def _together(written: Written) -> Look:
    return partial(together.step, below=("first_below" in written.way, "second_below" in written.way))


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="threshold",
            asks=(
                value("limit"),
                seconds("for_s", 60),
                value("release", needed=False),
                seconds("clear_s"),
                seconds("gap_s"),
            ),
            bind=_beyond,
            unit=OF_SIGNAL,
            ways=("above", "below"),
        ),
        Kind(
            name="condition",
            asks=(seconds("for_s", 60), seconds("valid_s", 900), seconds("clear_s")),
            bind=_condition,
            unit=OF_SIGNAL,
            signals=(1, 8),
            says=("holds",),
        ),
        Kind(
            name="rate",
            asks=(value("limit", AN_HOUR, least=0.0), seconds("over_s", 60), seconds("gap_s")),
            bind=_rate,
            unit=AN_HOUR,
            ways=("either", "rising", "falling"),
        ),
        Kind(
            name="stuck",
            asks=(value("within", least=0.0), seconds("for_s", 3600, most=30 * 86_400.0), count("points", 5), seconds("gap_s")),
            bind=lambda _: stuck.step,
            unit="s",
        ),
        Kind(
            name="fence",
            asks=(
                seconds("for_s", 0),
                seconds("away_s", 120),
                count("points", 2),
                Asked(name="from_h", unit="h", most=24),
                Asked(name="to_h", unit="h", most=24),
            ),
            bind=_fence,
            unit="s",
            ways=("inside", "outside"),
            says=("fence",),
        ),
        Kind(
            name="together",
            asks=(
                value("first_above"),
                value("second_above", OF_SECOND),
                Asked(name="radius_m", unit="m", least=1, most=50_000, usual=300),
                seconds("within_s", 1200, most=86_400.0),
                count("first", 1),
                count("second", 2),
            ),
            bind=_together,
            unit="1",
            ways=("both_above", "first_below", "second_below", "first_below second_below"),
            signals=(2, 2),
        ),
    )
}


def unit_of(unit: str, signals: tuple[Signal, ...]) -> str:
    """The unit a number is really in.

    >>> from datetime import timedelta
    >>> unit_of(AN_HOUR, (Signal(name="water.level", unit="m", expect_every=timedelta(minutes=5)),))
    'm/h'
    """
    known: dict[str, Any] = {OF_SIGNAL: signals[0].unit, OF_SECOND: signals[-1].unit, AN_HOUR: f"{signals[0].unit}/h"}
    return str(known.get(unit, unit))
