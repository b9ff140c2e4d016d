from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from cityloop.kit import facts
from cityloop.kit.work import Work
from cityloop.people.members.queries import names


class Line(NamedTuple):
    """One thing that happened: what, when, by whom (login and name), and the ids it carries."""

    fact: int
    kind: str
    at: datetime
    by: str
    by_name: str
    about: dict[str, Any]


def of_case(work: Work, case_id: int, alert_id: int | None) -> list[Line]:
    """All that happened to the case and the alert it came from, oldest first."""
    things = [f"case:{case_id}", *([f"alert:{alert_id}"] if alert_id else [])]
    return lines(work, facts.about(work.session, *things))


def lines(work: Work, rows: Sequence[facts.FactRow]) -> list[Line]:
    called = names(work, {row.by for row in rows})
    return [Line(row.id, row.kind, row.at, row.by, called.get(row.by, row.by), row.body) for row in rows]
