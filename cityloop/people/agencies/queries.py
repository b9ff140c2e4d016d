from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import is_near, near
from cityloop.people.agencies.tables import Agency as Agency  # records may be handed on, their tables not
from cityloop.people.agencies.tables import AgencyState as AgencyState
from cityloop.people.duties.queries import in_force, inside

MOST = 2000


class Node(NamedTuple):
    """An agency as it is on a day, and how many stand right under it then."""

    agency: Agency
    state: AgencyState
    below: int


def there(work: Work, code: str) -> Agency | None:
    """The agency of that code, if there is one."""
    return work.session.scalar(select(Agency).where(Agency.code == code))


def get(work: Work, code: str) -> Agency:
    """The agency of that code."""
    agency = there(work, code)
    if agency is None:
        raise NotFound(kind="agency", id=code)
    return agency


def visible(work: Work, code: str) -> Agency:
    """The agency, if the one who works is near where it ever was; to others there is none."""
    agency = get(work, code)
    if not any(is_near(work, state.area) for state in states(work, agency.id)):
        raise NotFound(kind="agency", id=code)
    return agency


def states(work: Work, agency_id: int) -> Sequence[AgencyState]:
    """All an agency was, is and will be, oldest first."""
    chosen = select(AgencyState).where(AgencyState.agency_id == agency_id).order_by(AgencyState.since)
    return work.session.scalars(chosen).all()


def state_on(work: Work, agency_id: int, day: date) -> AgencyState | None:
    """What the agency is on that day; none before it was founded and after it was closed."""
    chosen = select(AgencyState).where(AgencyState.agency_id == agency_id, in_force(AgencyState, day))
    return work.session.scalar(chosen)


def tree(work: Work, day: date, *, parent: str | None = None, text: str = "", area: str = "") -> list[Node]:
    """The agencies of a day, near one's own posts: those under `parent`, those at the top, or those whose name has the text.

    The top of what one sees is what stands under nothing that one sees.
    """
    chosen = (
        select(Agency, AgencyState)
        .join(AgencyState, AgencyState.agency_id == Agency.id)
        .where(in_force(AgencyState, day), near(work, AgencyState.area))
    )
    if area:
        chosen = chosen.where(inside(AgencyState.area, area))
    if text:
        likes = (column.contains(text, autoescape=True) for column in (AgencyState.name, AgencyState.short, Agency.code))
        chosen = chosen.where(or_(*likes))
    elif parent:
        chosen = chosen.where(AgencyState.parent_id == get(work, parent).id)
    elif parent is not None:
        seen = select(AgencyState.agency_id).where(in_force(AgencyState, day), near(work, AgencyState.area))
        chosen = chosen.where(or_(AgencyState.parent_id.is_(None), AgencyState.parent_id.not_in(seen)))
    rows = work.session.execute(chosen.order_by(AgencyState.area, Agency.code).limit(MOST)).all()
    below = _below(work, day, [agency.id for agency, _ in rows])
    return [Node(agency, state, below.get(agency.id, 0)) for agency, state in rows]


def _below(work: Work, day: date, ids: Collection[int]) -> dict[int, int]:
    chosen = select(AgencyState.parent_id, func.count()).where(AgencyState.parent_id.in_(ids), in_force(AgencyState, day))
    rows = work.session.execute(chosen.where(near(work, AgencyState.area)).group_by(AgencyState.parent_id))
    return {parent: count for parent, count in rows if parent is not None}


def children_after(work: Work, agency_id: int, day: date) -> Sequence[AgencyState]:
    """What stands right under the agency on that day or later."""
    lasting = or_(AgencyState.until.is_(None), AgencyState.until > day)
    chosen = select(AgencyState).where(AgencyState.parent_id == agency_id, lasting).order_by(AgencyState.since)
    return work.session.scalars(chosen).all()


def days_after(work: Work, day: date) -> Sequence[date]:
    """The days after this one on which something of the tree changes, as far as is known."""
    return work.session.scalars(select(AgencyState.since).where(AgencyState.since > day).distinct()).all()


def names(work: Work, ids: Collection[int], day: date) -> dict[int, tuple[str, str]]:
    """Code and short name of these agencies on a day; of one that is closed, the code alone."""
    if not ids:
        return {}
    codes = {id: code for id, code in work.session.execute(select(Agency.id, Agency.code).where(Agency.id.in_(ids)))}
    chosen = select(AgencyState.agency_id, AgencyState.short).where(AgencyState.agency_id.in_(ids), in_force(AgencyState, day))
    called = {id: short for id, short in work.session.execute(chosen)}
    return {id: (code, called.get(id, code)) for id, code in codes.items()}
