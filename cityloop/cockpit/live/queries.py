from typing import NamedTuple

from cityloop.cockpit.timelines.queries import Line, lines
from cityloop.decide.cases import queries as cases
from cityloop.decide.facts import DeadlinesMoved
from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.alerts import queries as alerts


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


def newest(work: Work) -> int:
    return facts.newest(work.session)
