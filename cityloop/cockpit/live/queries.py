from datetime import datetime, timedelta
from typing import NamedTuple

from cityloop.cockpit.situation import queries as situation
from cityloop.cockpit.situation.queries import Vehicle
from cityloop.cockpit.timelines.queries import Line, lines
from cityloop.decide.cases import queries as cases
from cityloop.decide.facts import DeadlinesMoved
from cityloop.kit import facts, relay
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.vitals import queries as vitals

MOVES = "moves"  # under which name what moves is relayed
LIVE = timedelta(minutes=5)


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


class Moves(NamedTuple):
    """What has moved, as far as the one who works may see it; from where to ask on; and the version of the vital signs."""

    vehicles: list[Vehicle]
    until: datetime | int
    version: int


def moves(work: Work, since: datetime | int | None) -> Moves:
    """What moved since then: out of the reading log where that is, else as it was relayed."""
    return _relayed(work, since) if not work.frames.here else _moved(work, since)


def _moved(work: Work, since: datetime | int | None) -> Moves:
    known = since if isinstance(since, datetime) else work.now - LIVE  # the screen has asked for all of them itself
    found = situation.vehicles(work, known)
    return Moves(found, max((one.at for one in found), default=known), vitals.version_of_state(work))


def _relayed(work: Work, since: datetime | int | None) -> Moves:
    number, mark = relay.last(work.session, MOVES)
    known = since if isinstance(since, int) else number
    news = relay.since(work.session, MOVES, known) if number > known else ()
    newest = {one.subject: one for row in news for one in situation.seen(work, situation.unpacked(row.body))}
    return Moves(list(newest.values()), number or known, int(mark.get("version", 0)))
