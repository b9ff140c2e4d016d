from collections.abc import Mapping
from datetime import timedelta

from cityloop.decide.facts import HostEntered, HostLeft, VisitMade
from cityloop.decide.visits import queries, rules
from cityloop.decide.visits.tables import Host, Known, Visit
from cityloop.kit.distances import apart_m
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.places.areas import queries as areas
from cityloop.rulebook.forms import BY_NAME, Form


def enter(work: Work, form: str, name: str, address: str, lon: float | None, lat: float | None, area: str) -> Host:
    """One more to call on, from today on; where a point is said the grid is found."""
    of, name, address = _form(form).name, name.strip(), address.strip()
    if not (name and address):
        raise Unreadable(why="Say a name and an address.")
    if lon is not None and lat is not None:
        area = areas.code_at(work, lon, lat)
    else:
        areas.get(work, area)
    require_any(work, rules.VISITED_BY, area)
    about = Host(form=of, name=name, address=address, area=area, lon=lon, lat=lat, due=work.today, by=work.by, at=work.now)
    host = work.keep(about)
    work.tell(HostEntered(host=host.id))
    return host


def visit(
    work: Work, host_id: int, said: Mapping[str, str], note: str, lon: float | None = None, lat: float | None = None
) -> Host:
    """Keep what was said. Only what is not known, or may have changed, has to be said; the next visit is due from today."""
    alone(work.session, f"host {host_id}")
    host = queries.visible(work, host_id)
    if host.ended is not None:
        raise rules.NoLongerVisited
    form, before = _form(host.form), {one.field: one for one in queries.known(work, [host_id])[host_id]}
    answers = rules.filled(form, said, {name: one.at for name, one in before.items()}, work.now)
    away = apart_m((host.lon, host.lat), (lon, lat))
    made = work.keep(Visit(host_id=host_id, by=work.by, at=work.now, said=answers, note=note.strip(), away_m=away))
    for name, value in answers.items():
        work.session.merge(Known(host_id=host_id, field=name, value=value, by=work.by, at=work.now, visit_id=made.id))
    host.due = work.today + timedelta(days=form.every_days)
    work.tell(VisitMade(host=host_id, visit=made.id))
    return host


def leave(work: Work, host_id: int) -> None:
    """Nobody is visited there any more: they moved, or the shop is closed."""
    host = queries.visible(work, host_id)
    if host.ended is not None:
        raise rules.NoLongerVisited
    host.ended = work.now
    work.tell(HostLeft(host=host_id))


def _form(name: str) -> Form:
    if name not in BY_NAME:
        raise NotFound(kind="form", id=name)
    return BY_NAME[name]
