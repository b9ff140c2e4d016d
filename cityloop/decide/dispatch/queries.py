from typing import NamedTuple

from cityloop.decide.dispatch import rules
from cityloop.kit.work import Work
from cityloop.people.duties import queries as duties
from cityloop.rulebook import Playbook


class Route(NamedTuple):
    """Who answers: the duty, the area it is held in (none if nobody holds it), and the areas asked in vain below."""

    duty: str
    area: str | None
    vain: tuple[str, ...]


def route(work: Work, playbook: Playbook, area: str) -> Route:
    """The lowest level, from the playbook's own upwards, at which someone holds the duty."""
    vain: list[str] = []
    for rung in rules.rungs(area, playbook.level):
        if duties.answering(work, playbook.duty, rung):
            return Route(playbook.duty, rung, tuple(vain))
        vain.append(rung)
    return Route(playbook.duty, None, tuple(vain))
