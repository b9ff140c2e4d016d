import math
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.work import Work
from cityloop.people.members import queries as members
from cityloop.rulebook.scoring import Book, Count, tried
from cityloop.rulebook.scoring.saying import explained, in_words
from cityloop.supervise.appeals import queries as appeals
from cityloop.supervise.yardsticks import actions, counting, queries
from cityloop.supervise.yardsticks.counting import Counted
from cityloop.supervise.yardsticks.rules import DIGITS, By, Kind, Stretch, stretch
from cityloop.supervise.yardsticks.schemas import (
    CaseLineOut,
    CountedOut,
    CountedRowOut,
    CountOut,
    DefinedOut,
    DefinitionIn,
    TermOut,
    TriedOut,
    YardstickOut,
    YardsticksOut,
    YardstickValueOut,
)

router = APIRouter(prefix="/api/yardsticks", tags=["supervise"], responses=REFUSALS)

Code = Annotated[str, Query(pattern=r"^\d{2,17}$")]
Named = Annotated[str, Query(max_length=200)]


@router.get("")
def yardsticks(work: Desk) -> YardsticksOut:
    """What work is measured by today: every yardstick with its formula, owner and source, and every count."""
    book = queries.book(work)
    return YardsticksOut(digest=book.digest, counts=_counts(book), yardsticks=_yardsticks(book))


@router.get("/counted")
def counted(
    work: Desk, request: Request, area: Code = "50", kind: Kind = Kind.month, day: Day | None = None, by: By = By.whole
) -> CountedOut:
    """Every yardstick of a day, week, month or quarter, for the groups of an area this person may see, each with its counts."""
    asked = stretch(kind, day or work.today)
    book, found = queries.book(work, asked.first), queries.counted(work, area, asked, by)
    return said(work, request, book, asked, found, by)


@router.get("/cases")
def counted_cases(
    work: Desk,
    count: Named,
    area: Code = "50",
    kind: Kind = Kind.month,
    day: Day | None = None,
    by: By = By.whole,
    group: Named = "",
) -> list[CaseLineOut]:
    """The cases one count counts in one group, newest first, at most 500."""
    found = queries.cases_of(work, area, stretch(kind, day or work.today), by, group, count)
    return case_lines(work, found[: queries.MOST_CASES])


@router.get("/history")
def definition_history(work: Desk, kind: Named, name: Named) -> list[DefinedOut]:
    """Every version of a definition that the city made, newest first; none while it is as shipped."""
    return [DefinedOut.model_validate(one) for one in queries.history(work, kind, name)]


@router.post("/definitions")
def define(work: Desk, asked: DefinitionIn) -> DefinedOut:
    """Define a count, yardstick, sheet or race from a day to come on; test values are run first."""
    return DefinedOut.model_validate(actions.adopt(work, asked.kind, asked.body, asked.since, asked.reason))


def said(work: Work, request: Request, book: Book, asked: Stretch, found: Counted, by: By) -> CountedOut:
    """What was counted, with the titles of the groups."""
    titles = titles_of(work, request, found.groups, by)
    values = counting.values(book, found)
    groups = [
        CountedRowOut(
            group=group,
            title=titles[group],
            values=[
                YardstickValueOut(
                    name=name, value=number(each[place].value), part=each[place].part, whole=number(each[place].whole)
                )
                for name, each in values.items()
            ],
            counts=found.row(group),
        )
        for place, group in enumerate(found.groups)
    ]
    return CountedOut(since=asked.first, until=asked.after, as_of=work.now, book=book.digest, groups=groups)


def titles_of(work: Work, request: Request, groups: Sequence[str], by: By) -> dict[str, str]:
    """What people call each group: the name of an area or a member, the name of a duty for its words."""
    named = request.app.state.area_name
    if by in DIGITS:
        return {group: named(work, group) for group in groups}
    if by is By.member:
        return {group: group for group in groups} | members.names(work, set(groups))
    if by is By.post:
        return {group: named(work, group.partition("@")[2]) for group in groups}
    return {group: "" for group in groups}


def case_lines(work: Work, found: Sequence[tuple[int, float]]) -> list[CaseLineOut]:
    """Cases as lines under a number, with how their appeals stand."""
    stands = appeals.states(work, [case_id for case_id, _ in found])
    lines = []
    for case_id, adds in found:
        case = cases.get(work, case_id)
        lines.append(
            CaseLineOut(
                case=case.id,
                number=case.number,
                title=case.subject,
                area=case.area,
                duty=case.duty,
                adds=adds,
                late=case.late,
                appeal=stands.get(case.id, ""),
                may_appeal=case.id not in stands and appeals.may_make(work, case),
            )
        )
    return lines


def number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _counts(book: Book) -> list[CountOut]:
    return [_count(name, one) for name, one in book.counts.items()]


def _count(name: str, one: Count) -> CountOut:
    names = frozenset(name for part in (one.where, one.sum) if part for name in part.names)
    return CountOut(
        name=name,
        words=dict(one.words),
        of=one.of,
        at=one.at,
        where=one.where.said if one.where else "",
        says=dict(in_words(one.where.formula)) if one.where else {},
        sum=one.sum.said if one.sum else "",
        sums=dict(in_words(one.sum.formula)) if one.sum else {},
        terms=[TermOut(name=each, what=dict(what)) for each, what in explained(names).items()],
        by=one.by,
    )


def _yardsticks(book: Book) -> list[YardstickOut]:
    return [
        YardstickOut(
            name=name,
            words=dict(one.words),
            part=one.part.said,
            whole=one.whole.said if one.whole else "",
            counts=sorted(one.counts),
            unit=one.unit,
            better=one.better,
            owner=one.owner,
            source=dict(one.source),
            confirmed=one.confirmed,
            tests=[TriedOut(given=dict(test.given), wanted=test.gives, gives=tried(one, test)) for test in one.tests],
        )
        for name, one in book.yardsticks.items()
    ]
