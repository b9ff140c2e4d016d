from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from cityloop.decide.cases import queries as cases
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.facts import DeadlineMoved, DeadlinesMoved
from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.people.members.queries import names
from cityloop.sense.alerts import queries as alerts


class Line(NamedTuple):
    """One thing that happened: what, when, by whom (login and name), the ids it carries, and in whose post it was done."""

    fact: int
    kind: str
    at: datetime
    by: str
    by_name: str
    about: dict[str, Any]
    acting_for: str = ""
    for_name: str = ""
    drill: bool = False


def of_case(work: Work, case_id: int, alert_id: int | None) -> list[Line]:
    """All that happened to the case and the alert it came from, oldest first."""
    things = [f"case:{case_id}", *([f"alert:{alert_id}"] if alert_id else [])]
    told = lines(work, facts.about(work.session, *things))
    moved = clocks.moved_with_others(work, case_id)
    with_others = [
        line._replace(kind=DeadlineMoved.__name__, about=asdict(one.told))
        for line, one in zip(lines(work, [one.row for one in moved]), moved, strict=True)
    ]
    return sorted([*told, *with_others], key=lambda line: line.fact)


def _drills(work: Work, rows: Sequence[facts.FactRow]) -> set[str]:
    """What of all these facts are about is an exercise."""
    told = {row.about for row in rows}
    found = {f"case:{number}" for number in cases.drills_among(work, _numbers(told, "case:"))}
    return found | {f"alert:{number}" for number in alerts.drills_among(work, _numbers(told, "alert:"))}


def _numbers(told: set[str], kind: str) -> list[int]:
    return sorted(int(one.removeprefix(kind)) for one in told if one.startswith(kind))


def lines(work: Work, rows: Sequence[facts.FactRow]) -> list[Line]:
    drills = _drills(work, rows)
    called = names(work, {name for row in rows for name in (row.by, *row.acting_for.split(",")) if name})

    def line(row: facts.FactRow) -> Line:
        colleagues = ", ".join(called.get(name, name) for name in row.acting_for.split(",") if name)
        by_name = called.get(row.by, row.by)
        return Line(row.id, row.kind, row.at, row.by, by_name, row.body, row.acting_for, colleagues, row.about in drills)

    return [line(row) for row in rows]


# what happened anywhere ------------------------------------------------------------------------------------------------


class News(NamedTuple):
    """What has happened since, as far as the one who works may see it, and the number to ask on from."""

    lines: list[Line]
    until: int


def news(work: Work, since: int) -> News:
    rows = facts.since(work.session, since)
    mine = cases.seen_among(work, {int(row.about[5:]) for row in rows if row.about.startswith("case:")})
    seen = lines(work, [row for row in rows if _seen(work, row, mine)])
    return News([_without_counts(line) for line in seen], rows[-1].id if rows else since)


def _without_counts(line: Line) -> Line:
    """How many deadlines moved in an area is not told to who sees some of them."""
    if line.kind != DeadlinesMoved.__name__:
        return line
    return line._replace(about={name: line.about[name] for name in ("area", "cause", "why")})


def _seen(work: Work, row: FactRow, mine: set[int]) -> bool:
    kind, _, number = row.about.partition(":")
    if kind == "case":
        return int(number) in mine
    if kind == "alert":
        try:
            alerts.visible(work, int(number))
        except NotFound:
            return False
        return True
    return kind == "amendment" or (row.kind == DeadlinesMoved.__name__ and scope_of(work).meets(number))
