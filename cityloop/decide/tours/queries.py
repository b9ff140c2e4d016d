from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise, product
from typing import NamedTuple

from cityloop.decide.calendars import queries as calendars
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.suggestions.queries import ASKING, middle
from cityloop.decide.tasks.queries import Task
from cityloop.decide.tours import rules
from cityloop.decide.tours.lasting import Lasting, lasting
from cityloop.decide.tours.rules import Day, Errand, Lunch, Party, Place, Roads, nearest_first
from cityloop.decide.tours.solving import SECONDS, solve
from cityloop.kit.errors import Unreadable
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import require_any
from cityloop.people.duties import queries as duties
from cityloop.people.duties.rules import above, under
from cityloop.people.leaves import queries as leaves
from cityloop.people.members import queries as members
from cityloop.people.rosters import queries as rosters
from cityloop.people.whereabouts import queries as whereabouts
from cityloop.rulebook.assigning import on

MOST_TASKS, MOST_CREWS = 150, 15
AHEAD = timedelta(days=14)
MINUTE, DAY = timedelta(minutes=1), 24 * 60


class Asked(NamedTuple):
    """A crew as it is asked for: what is not said is worked out."""

    login: str
    start: Place | None = None
    end: Place | None = None
    begins: float | None = None
    ends: float | None = None


class Could(NamedTuple):
    """Who could go on a day, in which hours (minutes of the day) and by which duty. `roster` is none where no roster of the duty
    says who has a turn; `chosen` whether they go if nobody is named."""

    login: str
    area: str
    duty: str
    begins: float
    ends: float
    roster: bool | None
    away: bool
    chosen: bool


class Laid(NamedTuple):
    """A day laid out, beside the plain way; the tasks it is about with their cases, how long each lasts, and by which numbers."""

    day: Day
    plain: Day
    cut_off: bool
    tasks: dict[int, tuple[Task, Case]]
    lasting: dict[int, Lasting]
    crews: list[Party]
    roads: Roads


def lay_out(work: Work, area: str, day: date, asked: Sequence[Asked], seconds: int = SECONDS) -> Laid:
    """The waiting tasks of an area on a day, over those who are asked for, or else over who could go."""
    found = _waiting(work, area, day)
    numbers = on(work.rulebook.amendments, day, area)
    roads = Roads(numbers["detour"], numbers["speed_kmh"])
    usual = [Asked(one.login, begins=one.begins, ends=one.ends) for one in could(work, area, day) if one.chosen]
    crews = _crews(work, area, day, asked or usual[:MOST_CREWS], numbers["lunch_shift_min"])
    if not found or not crews:
        raise rules.NoTours
    took = cases.took_lately(work, {case.category_code for _, case in found.values()})
    lasts = {task.id: lasting(case.category_code, took, numbers) for task, case in found.values()}
    held = [duties.held_on(work, crew.login, day) for crew in crews]
    errands = [
        Errand(
            task=task.id,
            place=None if case.lon is None or case.lat is None else (case.lon, case.lat),
            minutes=lasts[task.id].minutes,
            due=_due(case, day, min(crew.begins for crew in crews)),
            crews=frozenset(n for n, posts in enumerate(held) if under(posts, (task.duty,), task.area)),
        )
        for task, case in found.values()
    ]
    solved = solve(errands, crews, roads, seconds)
    return Laid(solved.day, nearest_first(errands, crews, roads), solved.cut_off, found, lasts, crews, roads)


def _waiting(work: Work, area: str, day: date) -> dict[int, tuple[Task, Case]]:
    require_any(work, ASKING, area)
    if not work.today <= day <= work.today + AHEAD:
        raise Unreadable(why="Tours are laid out for today and the two weeks to come.")
    return {task.id: (task, case) for task, case in cases.waiting_tasks(work, area, MOST_TASKS)}


def could(work: Work, area: str, day: date) -> list[Could]:
    """Who holds a duty of the waiting tasks there or above, the nearest posts first, with the hours of their roster or else of
    the calendar. Those with a turn go; where no roster says, all who are not away."""
    asked = sorted({task.duty for task, _ in _waiting(work, area, day).values()})
    hours, turns = _hours(work, area, day), {duty: _turns(work, duty, area, day) for duty in asked}
    holding: dict[str, tuple[str, str]] = {}
    for code, duty in product((area, *reversed(above(area))), asked):
        for login, _ in duties.holders_on(work, duty, code, day):
            holding.setdefault(login, (code, duty))
    known = members.by_logins(work, list(holding))
    away = {one.member_id for one in leaves.of(work, [one.id for one in known.values()], *_stretch(day, *hours))}
    found = []
    for login, (code, duty) in holding.items():
        if login not in known:
            continue
        number, rostered = known[login].id, turns[duty]
        turn = (rostered or {}).get(number)
        begins, ends = (max(turn[0], _now(work, day)), turn[1]) if turn else hours
        goes = number not in away and ends > begins and (rostered is None or turn is not None)
        found.append(Could(login, code, duty, begins, ends, None if rostered is None else turn is not None, number in away, goes))
    return sorted(found, key=lambda one: (-len(one.area), one.area, one.login))


def _turns(work: Work, duty: str, area: str, day: date) -> dict[int, tuple[float, float]] | None:
    """By member the longest turn of a day, in its minutes; none where the duty has no roster there."""
    kept = rosters.of_duty(work, duty, area)
    if not kept:
        return None
    since, until = _stretch(day, 0, DAY)
    found: dict[int, tuple[float, float]] = {}
    for turn in (turn for laid in rosters.laid_out(work, kept, since, until) for turn in laid.turns if not turn.why):
        span = max(0.0, (turn.began - since) / MINUTE), min(float(DAY), (turn.ended - since) / MINUTE)
        found[turn.member] = max(found.get(turn.member, span), span, key=lambda one: one[1] - one[0])
    return found


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def _due(case: Case, day: date, begins: float) -> float | None:
    """By when in minutes of the day; none for what is late before the day begins, or due after it ends."""
    due = (case.due - midnight(day)) / MINUTE
    return due if begins < due < DAY else None


def _crews(work: Work, area: str, day: date, asked: Sequence[Asked], shift: float) -> list[Party]:
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
        first = max(one.begins, _now(work, day)) if one.begins is not None else begins
        last = one.ends if one.ends is not None else ends
        if last > first:
            crews.append(Party(one.login, start, one.end or start, first, last, _lunch(work, area, day, (first, last), shift)))
    return crews


def _lunch(work: Work, area: str, day: date, hours: tuple[float, float], shift: float) -> Lunch | None:
    """The longest break the calendar makes, moved a little; none for who does not work both before and after it."""
    spans = calendars.of(work, area).times_on(day).spans
    gaps = [(end - begin, begin, end) for (_, begin), (end, _) in pairwise(spans)]
    if not gaps:
        return None
    lasts, begin, end = max(gaps)
    if not hours[0] < begin < end < hours[1]:
        return None
    return Lunch(lasts, max(begin - shift, hours[0]), min(end + shift, hours[1]))


def _hours(work: Work, area: str, day: date) -> tuple[float, float]:
    """When work begins and ends there, in minutes of the day; today it does not begin before now, nor during the break."""
    spans, now = calendars.of(work, area).times_on(day).spans, _now(work, day)
    ahead = [(begin, end) for begin, end in spans if end > now] or [spans[-1]]
    return max(float(ahead[0][0]), now), float(spans[-1][1])


def _now(work: Work, day: date) -> float:
    return max(0.0, (work.now - midnight(day)) / MINUTE)


def _stretch(day: date, begins: float, ends: float) -> tuple[datetime, datetime]:
    return midnight(day) + begins * MINUTE, midnight(day) + ends * MINUTE
