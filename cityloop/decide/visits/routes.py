from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.decide.visits import actions, queries, rules
from cityloop.decide.visits.queries import Host, Known
from cityloop.decide.visits.schemas import FieldOut, FormOut, HostIn, HostOut, VisitIn
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once
from cityloop.kit.work import Work
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas
from cityloop.rulebook.forms import BY_NAME, FORMS
from cityloop.rulebook.forms import Field as Asked

router = APIRouter(prefix="/api/visits", tags=["decide"], responses=REFUSALS, route_class=Once)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_hosts(work: Desk, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> list[HostOut]:
    """Whom you call on, those due first, each with the form and what is known already."""
    return _out(work, queries.own(work, limit))


@router.get("/forms")
def list_forms(_: Desk) -> list[FormOut]:
    """What is asked on visits, and how often one visits."""
    return [FormOut(name=form.name, every_days=form.every_days, fields=[_field(one) for one in form.fields]) for form in FORMS]


@router.post("/hosts")
def enter_host(work: Desk, said: HostIn) -> HostOut:
    """One more to call on."""
    return _out(work, [actions.enter(work, said.form, said.name, said.address, said.lon, said.lat, said.area)])[0]


@router.post("/hosts/{host_id}/visits")
def visit_host(work: Desk, host_id: Id, said: VisitIn) -> HostOut:
    """Keep what was said on a visit; what is known and still so need not be said again."""
    return _out(work, [actions.visit(work, host_id, said.said, said.note, said.lon, said.lat)])[0]


@router.post("/hosts/{host_id}/leave", status_code=204)
def leave_host(work: Desk, host_id: Id) -> None:
    """Nobody is visited there any more."""
    actions.leave(work, host_id)


def _out(work: Work, hosts: Sequence[Host]) -> list[HostOut]:
    known = queries.known(work, [host.id for host in hosts])
    called = names(work, {one.by for found in known.values() for one in found})
    return [_host(work, host, {one.field: one for one in known[host.id]}, called) for host in hosts]


def _host(work: Work, host: Host, known: dict[str, Known], called: dict[str, str]) -> HostOut:
    plain = {name: getattr(host, name) for name in HostOut.model_fields if hasattr(host, name)}
    fields = [_filled(work, one, known.get(one.name), called) for one in BY_NAME[host.form].fields]
    return HostOut(**plain, area_name=areas.title(work, host.area), fields=fields)


def _filled(work: Work, asked: Asked, known: Known | None, called: dict[str, str]) -> FieldOut:
    if known is None:
        return _field(asked)
    about = {"known": known.value, "by_name": called.get(known.by, known.by), "at": known.at}
    return _field(asked).model_copy(update=about | {"fresh": rules.fresh(asked, known.at, work.now)})


def _field(asked: Asked) -> FieldOut:
    return FieldOut(
        name=asked.name, kind=asked.kind, required=asked.required, least=asked.least, most=asked.most,
        options=list(asked.options), source=asked.source,
    )  # fmt: skip
