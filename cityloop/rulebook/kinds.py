"""The kinds of detector people can write in a form: which numbers each asks for, and the fold it becomes.

Values only on the outside; a kind's `bind` makes the step from what was written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from cityloop.kernels import conditions, cusum, fences, forecast, rates, seasonal, stuck, surprise, threshold, together, unheard
from cityloop.kernels.columns import Findings, Floats, Readings, State
from cityloop.kernels.locate import Locator
from cityloop.rulebook.definitions import Look, Signal
from cityloop.rulebook.expressions import understand
from cityloop.rulebook.inner import TICK

OF_SIGNAL = "signal"  # stands for the unit of the first signal
OF_SECOND = "second signal"
AN_HOUR = "signal/h"
DAY_S = 86_400.0
WEEK_S, SEASON_S = 7 * DAY_S, 90 * DAY_S
CITY_OFFSET_S = 8 * 3600.0  # the city's clock ahead of UTC
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
    fence: tuple[tuple[float, float], ...] = ()  # lon, lat; without corners the fences are areas of the city's map
    own: tuple[str, ...] = ()  # names of parameters that only this condition has


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a kind reached on a public benchmark with the values it ships with, and what to expect on series unlike those."""

    benchmark: str
    reached: float
    least: float  # cross-validated, from this
    most: float  # to this


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of detector: its numbers, its ways, how many signals it reads, the unit of a peak, its published score."""

    name: str
    asks: tuple[Asked, ...]
    bind: Callable[[Written], Look]
    unit: str
    ways: tuple[str, ...] = ()
    signals: tuple[int, int] = (1, 1)
    says: tuple[str, ...] = field(default=())  # what else the form asks for: holds, fence
    score: Score | None = None
    also: tuple[Signal, ...] = ()  # what it reads before the signals that are chosen
    still: str = ""  # see Detector: what says that a stretch lasts, and whether it takes all subjects together
    together: bool = False


def seconds(name: str, usual: float | None = None, *, needed: bool = False, most: float = WEEK_S) -> Asked:
    return Asked(name=name, unit="s", usual=usual, needed=needed, most=most)


def value(name: str, unit: str = OF_SIGNAL, *, needed: bool = True, least: float = -MOST) -> Asked:
    return Asked(name=name, unit=unit, least=least, most=MOST, needed=needed)


def count(name: str, usual: float) -> Asked:
    return Asked(name=name, unit="1", least=1, most=10_000, usual=usual)


def factor(name: str, usual: float, least: float, most: float) -> Asked:
    return Asked(name=name, unit="1", least=least, most=most, usual=usual)


def season(known: Mapping[str, float]) -> tuple[Asked, ...]:
    """How long it learns before it speaks, and how long it remembers."""
    memory = Asked(name="memory_days", unit="d", least=1, most=366, usual=known["memory_days"])
    return seconds("learn_s", known["learn_s"], most=SEASON_S), memory


def by_the_citys_clock(step: Look) -> Look:
    """The step with the city's own hours: nobody is asked how far its clock is ahead of UTC."""

    def look(state: State, readings: Readings, **columns: Floats) -> tuple[State, Findings]:
        return step(state, readings, offset_s=np.full(readings.at.size, CITY_OFFSET_S), **columns)

    return look


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
    bound = partial(fences.step, leaving=written.way == "outside")
    return partial(bound, fences=_drawn(written)) if written.fence else bound


def _drawn(written: Written) -> Locator:
    corners = np.array(written.fence, np.float64)
    if (corners[0] != corners[-1]).any():
        corners = np.vstack([corners, corners[:1]])
    return Locator.build(corners, np.array([0, len(corners)]), np.array([0, 1]))


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
            name="absence",
            asks=(seconds("for_s", 1800, most=30 * DAY_S),),
            bind=lambda _: unheard.step,
            unit="s",
            also=(TICK,),
            still="silent",
            together=True,
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
        Kind(
            name="surprise",
            asks=(
                factor("margin", surprise.DEFAULTS["margin"], 0.1, 20),
                count("learn", surprise.DEFAULTS["learn"]),
                seconds("learn_s", surprise.DEFAULTS["learn_s"], most=SEASON_S),
                count("rest", surprise.DEFAULTS["rest"]),
            ),
            bind=lambda _: surprise.step,
            unit="1",
            score=Score(benchmark="NAB", reached=70.0, least=62.0, most=65.0),
        ),
        Kind(
            name="cusum",
            asks=(
                factor("drift", cusum.DEFAULTS["drift"], 0.1, 4),
                factor("limit", cusum.DEFAULTS["limit"], 1, 1000),
                count("learn", cusum.DEFAULTS["learn"]),
            ),
            bind=lambda _: cusum.step,
            unit="1",
        ),
        Kind(
            name="seasonal",
            asks=(
                factor("limit", seasonal.DEFAULTS["limit"], 1, 100),
                count("points", seasonal.DEFAULTS["points"]),
                *season(seasonal.DEFAULTS),
            ),
            bind=lambda _: by_the_citys_clock(seasonal.step),
            unit="1",
        ),
        Kind(
            name="forecast",
            asks=(
                factor("cover", forecast.DEFAULTS["cover"], 0.5, 0.9999),
                count("points", forecast.DEFAULTS["points"]),
                *season(forecast.DEFAULTS),
            ),
            bind=lambda _: by_the_citys_clock(forecast.step),
            unit=OF_SIGNAL,
        ),
        Kind(
            name="crossing",
            asks=(
                value("limit"),
                seconds("ahead_s", forecast.CROSSING["ahead_s"], most=2 * DAY_S),
                *season(forecast.CROSSING),
            ),
            bind=lambda _: by_the_citys_clock(forecast.crossing),
            unit=OF_SIGNAL,
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
