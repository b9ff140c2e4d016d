from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.suggestions.queries import ASKING, middle
from cityloop.decide.tasks.queries import Task
from cityloop.decide.tours import rules
from cityloop.decide.tours.rules import Day, Errand, Party, Place, Roads, nearest_first
from cityloop.decide.tours.solving import SECONDS, solve
from cityloop.kit.errors import Unreadable
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import require_any
from cityloop.people.duties import queries as duties
from cityloop.people.duties.rules import above, under
from cityloop.people.leaves import queries as leaves
from cityloop.people.members import queries as members
from cityloop.people.whereabouts import queries as whereabouts
from cityloop.rulebook.assigning import on

MOST_TASKS, MOST_CREWS = 150, 15
AHEAD = timedelta(days=14)
MINUTE = timedelta(minutes=1)


class Asked(NamedTuple):
    """A crew as it is asked for: what is not said is worked out."""

    login: str
    start: Place | None = None
    end: Place | None = None
    begins: float | None = None
    ends: float | None = None


class Laid(NamedTuple):
    """A day laid out, beside the plain way; the tasks it is about with their cases, and by which numbers."""

    day: Day
    plain: Day
    cut_off: bool
    tasks: dict[int, tuple[Task, Case]]
    crews: list[Party]
    roads: Roads


def lay_out(work: Work, area: str, day: date, asked: Sequence[Asked], seconds: int = SECONDS) -> Laid:
    """The waiting tasks of an area on a day, over those who hold their duties."""
    require_any(work, ASKING, area)
    if not work.today <= day <= work.today + AHEAD:
        raise Unreadable(why="Tours are laid out for today and the two weeks to come.")
    found = {task.id: (task, case) for task, case in cases.waiting_tasks(work, area, MOST_TASKS)}
    numbers = on(work.rulebook.amendments, day, area)
    roads = Roads(numbers["detour"], numbers["speed_kmh"])
    crews = _crews(work, area, day, asked or _usual(work, area, day, {task.duty for task, _ in found.values()}))
    if not found or not crews:
        raise rules.NoTours
    held = [duties.held_on(work, crew.login, day) for crew in crews]
    errands = [
        Errand(
            task=task.id,
            place=None if case.lon is None or case.lat is None else (case.lon, case.lat),
            minutes=numbers["task_min"],
            due=_due(case, day, min(crew.begins for crew in crews)),
            crews=frozenset(n for n, posts in enumerate(held) if under(posts, (task.duty,), task.area)),
        )
        for task, case in found.values()
    ]
    solved = solve(errands, crews, roads, seconds)
    return Laid(solved.day, nearest_first(errands, crews, roads), solved.cut_off, found, crews, roads)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def _due(case: Case, day: date, begins: float) -> float | None:
    """By when in minutes of the day; none for what is late before the day begins, or due after it ends."""
    due = (case.due - midnight(day)) / MINUTE
    return due if begins < due < 24 * 60 else None


def _usual(work: Work, area: str, day: date, asked: set[str]) -> list[Asked]:
    """Who holds one of the duties there or above and is not away, the nearest posts first."""
    around = [area, *reversed(above(area))]
    logins = [login for code in around for duty in sorted(asked) for login, _ in duties.holders_on(work, duty, code, day)]
    return [Asked(login) for login in dict.fromkeys(logins)][:MOST_CREWS]


def _crews(work: Work, area: str, day: date, asked: Sequence[Asked]) -> list[Party]:
    known = members.by_logins(work, [one.login for one in asked])
    begins, ends = _hours(work, area, day)
    away = {one.member_id for one in leaves.of(work, [one.id for one in known.values()], *_stretch(day, begins, ends))}
    said = whereabouts.of(work, list(known)) if day == work.today else {}
    base = middle(work, area)
    crews = []
    for one in asked:
        start = one.start or said.get(one.login) or base
        if one.login not in known or known[one.login].id in away or start is None:
            continue
        first = max(begins, one.begins) if one.begins is not None else begins
        last = one.ends if one.ends is not None else ends
        if last > first:
            crews.append(Party(one.login, start, one.end or start, first, last))
    return crews


def _hours(work: Work, area: str, day: date) -> tuple[float, float]:
    """When work begins and ends there, in minutes of the day; today it does not begin before now."""
    spans = calendars.of(work, area).times_on(day).spans
    now = (work.now - midnight(day)) / MINUTE
    return max(float(spans[0][0]), now), float(spans[-1][1])


def _stretch(day: date, begins: float, ends: float) -> tuple[datetime, datetime]:
    return midnight(day) + begins * MINUTE, midnight(day) + ends * MINUTE
