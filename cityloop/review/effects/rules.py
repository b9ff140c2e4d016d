"""Before and after, by one yardstick, in words that say how sure one may be. Pure."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple, Protocol

from cityloop.sense.alerts.rules import Sighting

AFTER_DAYS = (7, 30)
FEW = 5  # false alerts on both sides together: of fewer nothing is said
CHANCE = 0.05
MANY = 2000  # from there on the normal law stands in for the exact count
AGAIN = 0.9  # a replay that finds less of the alerts again than this share says nothing about missed ones
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Heard(NamedTuple):
    """An alert of one of the two stretches and what is known of its case."""

    subject: str
    sighting: Sighting
    real: bool | None  # None: not known yet, or no case
    minutes: float | None  # from opening to done


class Side(NamedTuple):
    """One stretch counted."""

    alerts: int
    judged: int
    false: int
    minutes: float | None


class Measured(Protocol):
    days: int
    alerts_after: int
    judged_before: int
    judged_after: int
    false_before: int
    false_after: int
    found_again: int
    unheard: int
    missed: list[int]


def side(heard: Sequence[Heard]) -> Side:
    judged = [one for one in heard if one.real is not None]
    took = [one.minutes for one in heard if one.minutes is not None]
    return Side(len(heard), len(judged), sum(one.real is False for one in judged), round(median(took), 1) if took else None)


def touches(one: Sighting, others: Sequence[Sighting], quiet: timedelta) -> bool:
    """Whether one of the others is of the same subject at the same time, but for a quiet."""
    return any(
        other.subject == one.subject and other.began <= one.ended + quiet and other.ended >= one.began - quiet for other in others
    )


def chance(before: int, after: int) -> float:
    """How likely two equally long stretches that do not differ split their sum at least so unevenly: the exact binomial test,
    two-sided.

    >>> round(chance(37, 22), 3), chance(3, 3)
    (0.067, 1.0)
    """
    total, less = before + after, min(before, after)
    if total > MANY:
        return math.erfc(abs(before - after) / math.sqrt(2 * total))
    tail: int = sum(math.comb(total, count) for count in range(less + 1))
    return min(1.0, tail / (1 << total) * 2)


def parts(one: Measured) -> list[str]:
    """The words an effect is told in: what became of false alerts, whether that may be chance, and what was missed."""
    before, after = one.false_before, one.false_after
    if before + after < FEW:
        said = ["effect.few"]
    elif before == after:
        said = ["effect.same"]
    else:
        said = ["effect.fewer" if after < before else "effect.more"]
        said += ["effect.chance"] if chance(before, after) > CHANCE else []
    if one.found_again < AGAIN * one.alerts_after:
        return [*said, "effect.not_again"]
    said.append("effect.missed" if one.missed else "effect.none_missed")
    return [*said, "effect.unheard"] if one.unheard > len(one.missed) else said


def sentence(one: Measured, since: date, words: Mapping[str, str], language: str) -> str:
    """The effect as one sentence."""
    before, after = one.false_before, one.false_after
    about = {
        "day": day_in(since, language),
        "days": one.days,
        "before": before,
        "after": after,
        "percent": round(100 * abs(before - after) / before) if before else 100,
        "judged": f"{one.judged_before} → {one.judged_after}",
        "missed": len(one.missed),
        "unheard": one.unheard - len(one.missed),
        "again": one.found_again,
        "alerts": one.alerts_after,
    }
    comma, stop = ("，", "。") if language == "zh" else (", ", ".")
    told = words["effect.since"].format(**about)
    return told + comma.join(words[part].format(**about) for part in parts(one)) + stop


def day_in(day: date, language: str) -> str:
    """
    >>> day_in(date(2026, 5, 3), "zh"), day_in(date(2026, 5, 3), "en")
    ('5 月 3 日', '3 May')
    """
    return f"{day.month} 月 {day.day} 日" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]}"
