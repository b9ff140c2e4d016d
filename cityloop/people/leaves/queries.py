from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.people.leaves.tables import Leave as Leave  # a record may be handed on, its table not


def of(work: Work, members: Collection[int], since: datetime, until: datetime) -> Sequence[Leave]:
    """The leaves of these members that touch the stretch."""
    if not members:
        return []
    touching = (Leave.member_id.in_(members), Leave.until > since, Leave.since < until)
    return work.session.scalars(select(Leave).where(*touching).order_by(Leave.since)).all()


def now(work: Work, members: Collection[int]) -> dict[int, Leave]:
    """The leave of each of these members who is away now."""
    if not members:
        return {}
    lasting = (Leave.member_id.in_(members), Leave.since <= work.now, Leave.until > work.now)
    return {one.member_id: one for one in work.session.scalars(select(Leave).where(*lasting))}


def of_member(work: Work, member_id: int, limit: int = 100) -> Sequence[Leave]:
    """A member's leaves, newest first."""
    chosen = select(Leave).where(Leave.member_id == member_id).order_by(Leave.since.desc()).limit(limit)
    return work.session.scalars(chosen).all()
