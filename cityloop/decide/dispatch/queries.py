from typing import NamedTuple

from cityloop.decide.dispatch import rules
from cityloop.kit.work import Work
from cityloop.people.duties import queries as duties
from cityloop.rulebook import Level


class Route(NamedTuple):
    """Who answers: the duty, the area it is held in (none if nobody holds it), and the areas asked in vain below."""

    duty: str
    area: str | None
    vain: tuple[str, ...]


def route(work: Work, duty: str, area: str, lowest: Level = Level.grid) -> Route:
    """The lowest level, from `lowest` upwards, at which someone holds the duty."""
    vain: list[str] = []
    for rung in rules.rungs(area, lowest):
        if duties.answering(work, duty, rung):
            return Route(duty, rung, tuple(vain))
        vain.append(rung)
    return Route(duty, None, tuple(vain))
