"""Live: what happens is on the screens as it happens."""

from datetime import datetime, timedelta
from typing import NamedTuple

from cityloop.cockpit.situation import queries as situation
from cityloop.cockpit.situation.queries import Vehicle
from cityloop.cockpit.timelines.queries import news as news
from cityloop.kit import facts, relay
from cityloop.kit.work import Work
from cityloop.sense.vitals import queries as vitals

MOVES = "moves"  # under which name what moves is relayed
LIVE = timedelta(minutes=5)


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
