from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from cityloop.decide.calendars import queries as calendars
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.people.duties.queries import Post, in_force
from cityloop.review.briefs import rules
from cityloop.review.briefs.counting import midnight
from cityloop.review.briefs.rules import Due, Kind
from cityloop.review.briefs.tables import Brief as Brief  # a record may be handed on, its table not

LEVELS = (2, 6, 9)  # the three levels that have a centre: city, district, street


def visible(work: Work, brief_id: int) -> Brief:
    """The brief, if the one who works oversees its area; to all others there is none."""
    found = work.session.get(Brief, brief_id)
    if found is None or not scope_of(work).covers(found.area):
        raise NotFound(kind="brief", id=brief_id)
    return found


def found(work: Work, brief_id: int) -> Brief:
    """The brief, for the city's own use."""
    return work.find(Brief, brief_id)


def seen(work: Work, *, kind: Kind | None = None, area: str = "", limit: int = 100) -> Sequence[Brief]:
    """The briefs of areas the one who works oversees, newest first."""
    chosen = select(Brief).where(scope_of(work).where(Brief.area))
    if kind:
        chosen = chosen.where(Brief.kind == kind)
    if area:
        chosen = chosen.where(Brief.area == area)
    return work.session.scalars(chosen.order_by(Brief.as_of.desc(), Brief.area, Brief.id.desc()).limit(limit)).all()


def rhythms(work: Work, area: str) -> list[tuple[Kind, Brief | None, datetime]]:
    """Each rhythm of an area: its newest brief, and when the next is due. Nothing where the one who works does not oversee it."""
    if area not in overseen(work) or not scope_of(work).covers(area):
        return []
    calendar = calendars.of(work, area)

    def last(kind: Kind) -> Brief | None:
        return next(iter(seen(work, kind=kind, area=area, limit=1)), None)

    return [(kind, last(kind), rules.next_due(kind, work.now, lambda day: calendar.of(day).working)) for kind in Kind]


def newest(work: Work, kind: Kind, area: str, since: object) -> Brief | None:
    """The newest version of a brief."""
    same = select(Brief).where(Brief.kind == kind, Brief.area == area, Brief.since == since)
    return work.session.scalar(same.order_by(Brief.version.desc()).limit(1))


def to_make(work: Work) -> tuple[str, Due] | None:
    """The next brief whose hour has come, of an area where somebody oversees. None of a time before the city was."""
    first = work.session.scalar(select(func.min(FactRow.at)).where(FactRow.id <= 10))
    calendar = calendars.of(work, "50")
    due = rules.due(work.now, lambda day: calendar.of(day).working)
    due = [one for one in due if first is not None and first < midnight(one.until)]
    if not due:
        return None
    kept = select(Brief.kind, Brief.area, Brief.since).where(Brief.since >= min(one.since for one in due))
    made = {(kind, area, since) for kind, area, since in work.session.execute(kept)}
    wanted = ((area, one) for area in overseen(work) for one in due)
    return next(((area, one) for area, one in wanted if (one.kind, area, one.since) not in made), None)


def overseen(work: Work) -> list[str]:
    """The areas with a centre in which somebody oversees today, the widest first."""
    overseeing = [duty.name for duty in work.rulebook.duties.values() if duty.oversees]
    chosen = select(Post.area).where(Post.duty.in_(overseeing), in_force(Post, work.today)).distinct()
    return sorted((code for code in work.session.scalars(chosen) if len(code) in LEVELS), key=lambda code: (len(code), code))


def to_print(work: Work) -> Brief | None:
    return work.session.scalar(select(Brief).where(~Brief.printed).order_by(Brief.id).limit(1))
