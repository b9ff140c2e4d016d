"""Who is nearest to a case of those who may look at it on the spot."""

import math
from typing import NamedTuple

from cityloop.decide.cases.queries import Case
from cityloop.decide.dispatch.rules import rungs
from cityloop.kit.distances import apart_m
from cityloop.kit.work import Work
from cityloop.people.duties import queries as duties
from cityloop.people.leaves import queries as leaves
from cityloop.people.members import queries as members
from cityloop.people.whereabouts import queries as whereabouts
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level


class Near(NamedTuple):
    """Somebody who could look: how far away, by what they said of themselves or else by the middle of their area."""

    login: str
    area: str
    metres: float
    said: bool


def ranked(work: Work, case: Case, duty: str) -> list[Near]:
    """Those who hold the duty over the place and are not away, nearest first. Where nobody's place is known, who holds it in
    the smallest area comes first."""
    areas_of = {
        login: rung for rung in reversed(list(rungs(case.area, Level.grid))) for login, _ in duties.holders(work, duty, rung)
    }
    numbers = {login: member.id for login in areas_of if (member := members.by_login(work, login))}
    away = leaves.now(work, list(numbers.values()))
    free = [login for login in areas_of if numbers.get(login) not in away]
    places = whereabouts.of(work, free)
    found = []
    for login in free:
        there = places.get(login) or _middle(work, areas_of[login])
        apart = apart_m((case.lon, case.lat), there)
        found.append(Near(login, areas_of[login], math.inf if apart is None else apart, login in places))
    return sorted(found, key=lambda one: (one.metres, -len(one.area), one.login))


def _middle(work: Work, code: str) -> tuple[float, float] | None:
    if len(code) < Level.street.digits:
        return None
    middle = areas.outline(work, code).representative_point()
    return float(middle.x), float(middle.y)
