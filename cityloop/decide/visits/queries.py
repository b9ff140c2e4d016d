from collections.abc import Collection, Sequence

from sqlalchemy import false, or_, select

from cityloop.decide.visits.rules import VISITED_BY
from cityloop.decide.visits.tables import Host as Host  # records may be handed on, their tables not
from cityloop.decide.visits.tables import Known as Known
from cityloop.kit.errors import NotFound
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties.rules import under


def own(work: Work, limit: int) -> Sequence[Host]:
    """Whom the one who works calls on, those due first before the others."""
    areas = {post.area for post in held(work) if post.duty in VISITED_BY}
    there = or_(false(), *(within(Host.area, area) for area in areas))
    chosen = select(Host).where(there, Host.ended.is_(None)).order_by(Host.due, Host.id).limit(limit)
    return work.session.scalars(chosen).all() if areas else []


def visible(work: Work, host_id: int) -> Host:
    """A host in one's own areas. To all others there is none: who lives where is nobody else's business."""
    host = work.session.get(Host, host_id)
    if host is None or under(held(work), VISITED_BY, host.area) is None:
        raise NotFound(kind="host", id=host_id)
    return host


def known(work: Work, hosts: Collection[int]) -> dict[int, list[Known]]:
    """What is known of these hosts."""
    found: dict[int, list[Known]] = {host: [] for host in hosts}
    for one in work.session.scalars(select(Known).where(Known.host_id.in_(hosts))):
        found[one.host_id].append(one)
    return found
