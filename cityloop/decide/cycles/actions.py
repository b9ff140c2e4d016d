from collections.abc import Sequence
from typing import Any

from cityloop.decide.cycles import queries
from cityloop.decide.cycles.tables import Published
from cityloop.decide.facts import CyclePublished
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.rulebook.cycles import ROLES, Cycle, Fault, NotACycle, body_of, read_body

CITY = "50"


def publish(work: Work, body: dict[str, Any], reason: str) -> Cycle:
    """Publish a version: cases opened from now on go by it, those under way by the one they began with."""
    require(work, "rule_board", CITY)
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    name = str(body.get("name", ""))
    alone(work.session, f"case type {name}")
    read = checked(work, body, queries.version_of(work, name) + 1)
    kept = Published(name=read.name, version=read.version, body=body_of(read), reason=reason.strip(), by=work.by, at=work.now)
    work.keep(kept)
    work.tell(CyclePublished(published=kept.id))
    return read


def checked(work: Work, body: dict[str, Any], version: int) -> Cycle:
    """The case type the body says, or a refusal with all that is wrong with it."""
    read, wrong = tried(work, body, version)
    if read is None or wrong:
        raise Unreadable(why=" ".join(map(str, wrong)))
    return read


def tried(work: Work, body: dict[str, Any], version: int) -> tuple[Cycle | None, Sequence[Fault]]:
    """The case type the body says, if it can be read, and what is wrong with it."""
    try:
        read = read_body(body, version)
    except NotACycle as why:
        return None, why.faults
    known = ROLES.keys() | work.rulebook.duties.keys()
    unknown = sorted({by for move in read.moves for by in move.by} - known)
    if read.verified_by and read.verified_by not in work.rulebook.duties:
        unknown.append(read.verified_by)
    named = ", ".join(unknown)
    return read, [Fault("duty", named, f"There is no duty {named}.")] if unknown else []
