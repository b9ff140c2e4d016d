from collections.abc import Sequence

from sqlalchemy import or_, select

from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.mutes.rules import Span
from cityloop.sense.mutes.tables import Mute as Mute  # a record may be handed on, its table not


def in_force(work: Work) -> Sequence[Mute]:
    """The mutes that hold now, whoever asks."""
    holds = (Mute.since <= work.now) & (Mute.until > work.now) & Mute.approved.is_not(None) & Mute.ended.is_(None)
    return work.session.scalars(select(Mute).where(holds).order_by(Mute.id)).all()


def covering(mutes: Sequence[Mute], detector: str, subject: str, area: str) -> Mute | None:
    """The first of these that covers such an alert."""
    return next((mute for mute in mutes if Span(mute.detector, mute.subject, mute.area).covers(detector, subject, area)), None)


def newest(work: Work, limit: int = 200) -> Sequence[Mute]:
    """The mutes the one who works may see, newest first: those within their areas, and their own."""
    seen = or_(scope_of(work).where(Mute.area), Mute.asked_by == work.by)
    return work.session.scalars(select(Mute).where(seen).order_by(Mute.id.desc()).limit(limit)).all()
