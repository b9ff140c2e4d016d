from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import NamedTuple

import numpy as np
from sqlalchemy import func, select

from cityloop.decide.cases.queries import Case
from cityloop.decide.matrix import queries as matrix
from cityloop.decide.matrix.rules import CITY, Line, Whole
from cityloop.decide.matrix.solving import Held, Period, solve
from cityloop.decide.reorganisations import rules
from cityloop.decide.reorganisations.rules import Mixing, Step
from cityloop.decide.reorganisations.tables import Reorganisation
from cityloop.decide.standards import queries as standards
from cityloop.kit.errors import NotFound
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.duties import queries as duties
from cityloop.places.areas import queries as areas
from cityloop.places.areas.actions import Change, drafted
from cityloop.places.areas.levels import GRID
from cityloop.places.areas.recasting import Link

__all__ = ["Effect", "Reorganisation", "effect", "plans"]


class Moved(NamedTuple):
    """A post that goes on elsewhere: the duty, where it was held and where it will be."""

    duty: str
    before: str
    after: tuple[str, ...]


class Figure(NamedTuple):
    """Areas whose figures mix, and how many cases each closed since the month began."""

    mixing: Mixing
    closed: Mapping[str, int]


class Effect(NamedTuple):
    """What a plan would do if it held from a day on."""

    since: date
    links: tuple[Link, ...]
    posts: tuple[Moved, ...]
    moving: tuple[Case, ...]  # open cases that go to the area that comes, because what answers for them ends
    staying: tuple[Case, ...]  # open cases that keep the grid they were found in
    figures: tuple[Figure, ...]
    lines: tuple[tuple[Line | None, Line | None], ...]  # before and after
    whole: Whole | None  # what would be wrong with the matrix; none while none is published
    earlier: frozenset[str]  # faults that there are anyway, as sentences


def plans(work: Work) -> Sequence[Reorganisation]:
    """The newest five hundred plans, newest first."""
    return work.session.scalars(select(Reorganisation).order_by(Reorganisation.id.desc()).limit(500)).all()


def get(work: Work, plan_id: int) -> Reorganisation:
    return work.find(Reorganisation, plan_id)


def changes_of(steps: Sequence[Step]) -> list[Change]:
    """The steps that change the map, as changes."""
    return [partial(rules.recast_by, step) for step in steps if step["kind"] in rules.ON_THE_MAP]


def effect(work: Work, plan_id: int, since: date) -> Effect:
    """What the plan would do, worked out without doing any of it."""
    plan, newest = get(work, plan_id), areas.newest(work)
    if newest is None:
        raise NotFound(kind="map", id="")
    made = drafted(work, changes_of(plan.steps), newest)
    links = tuple(ended.link for ended in made.ended)
    moved = rules.went(links)
    held = [Held(*one) for one in duties.stretches(work)]
    posts = [Moved(one.duty, one.area, tuple(moved[one.area])) for one in held if one.area in moved and _lasts(one, since)]
    moving, staying = cases_in(work, moved)
    before = [matrix.as_line(one) for one in _lines(work)]
    after = rules.rewritten(before, moved, plan.steps)
    whole = earlier = None
    if before:
        keys = [one.key for one in standards.categories(work, day=since)]
        grids = np.sort(made.areas.code[made.areas.level == GRID])
        whole = solve(after, _without(work, rules.standing(held, moved, since), plan, since), keys, [Period(since, None, grids)])
        earlier = matrix.solved(work, before, CITY, since)
    return Effect(
        since,
        links,
        tuple(dict.fromkeys(posts)),
        tuple(moving),
        tuple(staying),
        tuple(_figure(work, one) for one in rules.mixing(links)),
        tuple(_differences(before, after)),
        whole,
        frozenset(str(one) for one in earlier.faults) if earlier else frozenset(),
    )


def _lasts(one: Held, since: date) -> bool:
    return one.until is None or one.until > since


def _lines(work: Work) -> Sequence[matrix.MatrixLine]:
    book = matrix.newest(work)
    return matrix.lines(work, book.id) if book else []


def _without(work: Work, held: list[Held], plan: Reorganisation, since: date) -> list[Held]:
    """Who holds what once the posts that the plan ends are over."""
    for step in plan.steps:
        if step["kind"] == "end_post":
            post = work.find(duties.Post, step["post"])
            one = Held(post.duty, post.area, post.since, post.until)
            if one in held:
                held[held.index(one)] = one._replace(until=since)
    return held


def _differences(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    stays = set(before) & set(after)
    gone = [line for line in before if line not in stays]
    come = {line.place: line for line in after if line not in stays}
    pairs: list[tuple[Line | None, Line | None]] = [(line, come.pop(line.place, None)) for line in gone]
    return [*pairs, *((None, line) for line in come.values())]


def cases_in(work: Work, moved: Mapping[str, Sequence[str]]) -> tuple[list[Case], list[Case]]:
    """Open cases in areas that end: those that move, because what answers for them ends, and those that stay."""
    tops = sorted(code for code in moved if not any(code != other and code.startswith(other) for other in moved))
    moving, staying = list[Case](), list[Case]()
    for code in tops:
        inside = (Case.area >= code) & (Case.area < str(int(code) + 1))
        for case in work.session.scalars(select(Case).where(Case.open, inside).order_by(Case.id)):
            (moving if case.held_at is None or case.held_at in moved else staying).append(case)
    return moving, staying


def _figure(work: Work, mixing: Mixing) -> Figure:
    month = datetime.combine(work.today.replace(day=1), time(), CITY_TIME)
    closed: Counter[str] = Counter()
    for code in mixing.before:
        inside = (Case.area >= code) & (Case.area < str(int(code) + 1)) & (Case.closed >= month)
        closed[code] = work.session.scalar(select(func.count()).select_from(Case).where(inside)) or 0
    return Figure(mixing, closed)
