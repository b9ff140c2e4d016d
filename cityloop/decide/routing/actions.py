from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import NamedTuple

from cityloop.decide.facts import RoutingAdopted
from cityloop.decide.routing import queries, rules
from cityloop.decide.routing.queries import Found, Routing
from cityloop.decide.routing.rules import Line, Probe
from cityloop.decide.routing.shadows import Finding, caution
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require

KEEPER = "rule_board"


class Looked(NamedTuple):
    """What was found in a book: lines that take nothing, what could not be known of words, and where each probe goes."""

    findings: list[Finding]
    caution: str
    probes: list[tuple[Probe, Found]]

    @property
    def failing(self) -> list[tuple[Probe, Found]]:
        return [(probe, found) for probe, found in self.probes if not agrees(probe, found)]


def look(work: Work, lines: Sequence[Line], probes: Sequence[Probe], since: date) -> Looked:
    """Look at a book before it is adopted. A line that names what is not there is refused."""
    fault = next(_faults(work, lines), None)
    if fault:
        raise rules.StrangeLine(line=fault[0] + 1, why=fault[1])
    tried = [(one, queries.among(work, lines, one.matter, queries.usual(work, one.matter))) for one in probes]
    return Looked(queries.findings(work, lines, since), caution(lines), tried)


def _faults(work: Work, lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    for place, line in enumerate(lines):
        unknown = {line.duty, *line.assisting} - work.rulebook.duties.keys() - {""}
        if unknown:
            yield place, f"there is no duty {', '.join(sorted(unknown))}."
        if line.duty in line.assisting:
            yield place, "the lead does not assist itself."


def agrees(probe: Probe, found: Found) -> bool:
    goes = found.goes
    return goes is not None and goes.duty == probe.duty and probe.area in ("", goes.area)


def adopt(work: Work, lines: Sequence[Line], probes: Sequence[Probe], since: date, reason: str) -> tuple[Routing, Looked]:
    """Adopt a book from a day on. Refused while a probe goes elsewhere; lines that take nothing are told, and may stand."""
    require(work, KEEPER, queries.CITY)
    alone(work.session, "routing")
    if since < work.today:
        raise Unreadable(why="A routing book holds from today at the earliest: until today matters went otherwise.")
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    looked = look(work, lines, probes, since)
    if looked.failing:
        probe, found = looked.failing[0]
        wanted = f"{probe.duty} {probe.area}".strip()
        raise rules.ProbeFails(name=probe.name, wanted=wanted, found=_said(found), more=len(looked.failing))
    kept = Routing(
        since=since, lines=[asdict(one) for one in lines], probes=[_body(one) for one in probes],
        reason=reason.strip(), by=work.by, at=work.now,
    )  # fmt: skip
    work.keep(kept)
    work.tell(RoutingAdopted(routing=kept.id))
    return kept, looked


def _said(found: Found) -> str:
    return f"{found.goes.duty} {found.goes.area or '(nobody)'}" if found.goes else "nobody"


def _body(probe: Probe) -> dict[str, object]:
    about = probe.matter._asdict()
    return {"name": probe.name, "duty": probe.duty, "area": probe.area, "matter": about | {"at": probe.matter.at.isoformat()}}
