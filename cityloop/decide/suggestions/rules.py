"""How people are ranked for a piece of work. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused


class Because(StrEnum):
    """What speaks for somebody."""

    near = "near"
    load = "load"
    skill = "skill"
    on_duty = "on_duty"


class NotTheirDuty(Refused):
    """{login} does not hold the duty {duty} over area {area} today."""

    status = 422


class Candidate(NamedTuple):
    """Somebody who could. `metres` is none where no place is known; `said` whether they said it themselves, else it is the
    middle of their area; `done` counts finished tasks of the category, `alike` those of its class besides; `skilled` whether
    their record names it; `on_duty` is none where no roster says."""

    login: str
    area: str
    metres: float | None
    said: bool
    load: int
    done: int
    alike: int
    skilled: bool
    on_duty: bool | None


class Reason(NamedTuple):
    """A part of the score: from 0 to 1, and how much that weighs."""

    because: Because
    value: float
    weight: float


class Ranked(NamedTuple):
    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]


ALIKE = 0.3  # what a finished task of the same class counts beside one of the same category
UNKNOWN = 0.5  # what counts where no roster says who is on duty


def ranked(candidates: Iterable[Candidate], numbers: Mapping[str, float]) -> list[Ranked]:
    """Best first; equals by login, so that the same question has the same answer."""
    found = [_scored(one, numbers) for one in candidates]
    return sorted(found, key=lambda one: (-one.score, one.candidate.login))


def _scored(one: Candidate, numbers: Mapping[str, float]) -> Ranked:
    values = {
        Because.near: 0.0 if one.metres is None else half(one.metres, numbers["near_m"]),
        Because.load: half(one.load, numbers["load_tasks"]),
        Because.skill: 1.0 if one.skilled else 1 - half(one.done + ALIKE * one.alike, numbers["skill_tasks"]),
        Because.on_duty: UNKNOWN if one.on_duty is None else float(one.on_duty),
    }
    whole = sum(numbers[f"weight_{name}"] for name in Because) or 1.0
    reasons = tuple(Reason(name, round(value, 4), numbers[f"weight_{name}"] / whole) for name, value in values.items())
    return Ranked(one, round(sum(one.value * one.weight for one in reasons), 4), reasons)


def half(amount: float, at: float) -> float:
    """1 for nothing, half at `at`, less and less beyond.

    >>> half(0, 3), half(3, 3), half(9, 3)
    (1.0, 0.5, 0.25)
    """
    return at / (at + amount)
