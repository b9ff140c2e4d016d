"""Routes, findings and books put together for one page."""

from collections.abc import Sequence

from cityloop.decide.matrix import queries as matrix
from cityloop.decide.routing import actions, queries
from cityloop.decide.routing.queries import Found, Routing
from cityloop.decide.routing.rules import Described, Line, Probe
from cityloop.decide.routing.schemas import (
    DescribedMatter,
    PassedOut,
    ProbeOut,
    RouteFindingOut,
    RouteLine,
    RouteOut,
    RouteProbe,
    RoutingLookedOut,
    RoutingOut,
    TriedOut,
)
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas import queries as areas


def route(work: Work, matter: Described, found: Found, lines: Sequence[Line]) -> RouteOut:
    """Where a matter goes and why, with names; `lines` are those it was found by."""
    goes = found.goes
    lead = matrix.lead(work, matter.category, matter.area, matter.at)
    return RouteOut(
        duty=goes.duty if goes else "",
        area=goes.area if goes else None,
        area_name=areas.title(work, goes.area) if goes and goes.area else "",
        source=goes.source if goes else "",  # type: ignore[arg-type]
        book=found.book,
        line=None if found.line is None else found.line + 1,
        line_name="" if found.line is None else lines[found.line].name,
        passed=[PassedOut(line=one.line + 1, name=lines[one.line].name, condition=one.condition) for one in found.passed],
        tried=[
            TriedOut(**{**one._asdict(), "area_name": areas.title(work, one.area) if one.area else ""}) for one in found.tried
        ],
        matrix_duty=lead.duty if lead else "",
        matrix_line=lead.line if lead else None,
        assisting=list(found.assisting),
        urgent=found.urgent,
    )


def looked(found: actions.Looked, routing: int | None) -> RoutingLookedOut:
    findings = [
        RouteFindingOut(line=one.line + 1, flaw=one.flaw, about=one.about, by=[by + 1 for by in one.by], said=str(one))
        for one in found.findings
    ]
    return RoutingLookedOut(
        routing=routing, findings=findings, caution=found.caution, probes=[_probe(*one) for one in found.probes]
    )


def _probe(probe: Probe, found: Found) -> ProbeOut:
    goes = found.goes
    agrees = actions.agrees(probe, found)
    return ProbeOut(probe=probe_out(probe), agrees=agrees, duty=goes.duty if goes else "", area=goes.area if goes else None)


def probe_out(probe: Probe) -> RouteProbe:
    matter = DescribedMatter.model_validate(probe.matter)
    return RouteProbe(name=probe.name, matter=matter, duty=probe.duty, area=probe.area)


def book(one: Routing, holds: int | None) -> RoutingOut:
    lines = [RouteLine.model_validate(line) for line in one.lines]
    probes = [probe_out(queries.probe_of(body)) for body in one.probes]
    about = {"since": one.since, "reason": one.reason, "by": one.by, "at": one.at}
    return RoutingOut(id=one.id, lines=lines, probes=probes, holds=one.id == holds, **about)  # type: ignore[arg-type]


# and back -------------------------------------------------------------------------------------------------------------


def line_of(said: RouteLine) -> Line:
    return Line.read(said.model_dump(mode="json"))


def matter_of(work: Work, said: DescribedMatter) -> Described:
    at = (said.at or work.now).astimezone(CITY_TIME)
    return Described(**{**said.model_dump(), "at": at})


def probe_of(work: Work, said: RouteProbe) -> Probe:
    return Probe(name=said.name, matter=matter_of(work, said.matter), duty=said.duty, area=said.area)
