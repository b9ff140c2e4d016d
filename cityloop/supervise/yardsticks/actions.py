from collections.abc import Mapping
from datetime import date
from typing import Any

from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.rulebook.scoring import KINDS, NotABook, read
from cityloop.supervise.facts import DefinitionAdopted
from cityloop.supervise.yardsticks import queries
from cityloop.supervise.yardsticks.rules import Backwards
from cityloop.supervise.yardsticks.tables import Definition

CITY = "50"
LONGEST = 100  # characters of a name


def adopt(work: Work, kind: str, body: Mapping[str, Any], since: date, reason: str) -> Definition:
    """Define a count, yardstick, sheet or race, or define it otherwise, from a day to come on. Test values are run, and all that
    uses it must still hold together."""
    require(work, "rule_board", CITY)
    name = str(body.get("name", "")).strip()
    if kind not in KINDS or not name or len(name) > LONGEST:
        raise Unreadable(why=f"What is defined is one of {', '.join(KINDS)}, with a name.")
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    if since <= work.today:
        raise Backwards
    try:
        delivered = [(key.partition(" ")[0], one) for key, one in queries.book(work, since).bodies.items()]
        read([*delivered, (kind, body)])
    except NotABook as why:
        raise Unreadable(why=str(why)) from why
    alone(work.session, f"{kind} {name}")
    before = queries.versions(work, kind, name)
    made = Definition(
        kind=kind, name=name, version=before + 1, since=since, body=dict(body), reason=reason.strip(), by=work.by, at=work.now
    )
    work.keep(made)
    work.tell(DefinitionAdopted(definition=made.id))
    return made
