"""Moves: what moves and beats in the reading log is told to the processes that do not hold it, for their live streams."""

from cityloop.cockpit.live.queries import LIVE, MOVES
from cityloop.cockpit.situation import queries as situation
from cityloop.kit import relay
from cityloop.kit.work import Work
from cityloop.sense.vitals import queries as vitals


def relay_moves(work: Work) -> None:
    """Say what has moved since the last time, and the version of the vital signs. SQLite has one process."""
    if work.session.get_bind().dialect.name != "postgresql":
        return
    _, mark = relay.last(work.session, MOVES)
    after = mark.get("upto", int((work.now - LIVE).timestamp() * 1000))
    answering = {one.playbook.duty for one in work.rulebook.detectors.values()}
    found, version = situation.moving(work, after, answering), vitals.version_of_state(work)
    if found.subjects or version != mark.get("version"):
        upto = max(after, *found.at.tolist()) if found.subjects else after
        relay.say(work.session, MOVES, {"upto": upto, "version": version}, situation.packed(found), work.now)
