from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from cityloop.kit.work import Work
from cityloop.people.duties.rules import Held, narrowed
from cityloop.people.duties.tables import Post as Post  # a record may be handed on, its table not
from cityloop.people.members.rules import Standing
from cityloop.people.members.tables import Member

Columns = TypeVarTuple("Columns")

SOURCE = aliased(Post, name="source")
PRINCIPAL = aliased(Member, name="principal")


def held_by(work: Work, login: str) -> tuple[Held, ...]:
    """Every post the member holds today, one's own first, then those held for colleagues; of the one who works by a machine's
    key only what that is good for."""
    posts = held_on(work, login, work.today)
    return narrowed(posts, *work.only) if work.only and login == work.by else posts


def held_on(work: Work, login: str, day: date) -> tuple[Held, ...]:
    """Every post the member holds on that day."""
    posts = _on(select(Post.duty, Post.area, PRINCIPAL.login, Post.id), day)
    posts = posts.outerjoin(PRINCIPAL, Post.for_member_id == PRINCIPAL.id).where(Member.login == login)
    rows = work.session.execute(posts.order_by(Post.for_member_id.is_not(None), Post.id))
    return tuple(Held(duty, area, acting_for or "", post) for duty, area, acting_for, post in rows)


def answering(work: Work, duty: str, area: str) -> bool:
    """Whether someone holds the duty in exactly this area today."""
    found = _on(select(Post.id), work.today).where(Post.duty == duty, Post.area == area)
    return work.session.scalar(found.limit(1)) is not None


def answering_among(work: Work, duty: str, areas: Sequence[str], day: date) -> set[str]:
    """Those of the areas in which someone holds the duty on a day, in exactly that area."""
    return set(work.session.scalars(_on(select(Post.area), day).where(Post.duty == duty, Post.area.in_(areas))))


def stretches(work: Work) -> list[tuple[str, str, date | None, date | None]]:
    """Which duty is held in which area, from when on and until when, by anyone; what is handed on lasts no longer than it."""
    chosen = select(Post.duty, Post.area, Post.since, Post.until, SOURCE.since, SOURCE.until).select_from(Post)
    chosen = chosen.join(Member, Post.member_id == Member.id).outerjoin(SOURCE, Post.source_id == SOURCE.id)
    found = []
    for duty, area, since, until, from_, to in work.session.execute(chosen.where(Member.standing == Standing.active)):
        since, until = max(filter(None, (since, from_)), default=None), min(filter(None, (until, to)), default=None)
        found.append((duty, area, since, until))
    return list(dict.fromkeys(found))


def holders(work: Work, duty: str, area: str) -> Sequence[tuple[str, str]]:
    """Login and name of who holds the duty in exactly this area today."""
    return holders_on(work, duty, area, work.today)


def holders_on(work: Work, duty: str, area: str, day: date) -> Sequence[tuple[str, str]]:
    """Login and name of who holds the duty in exactly this area on that day, those whose own post it is first."""
    rows = _on(select(Member.login, Member.name), day).where(Post.duty == duty, Post.area == area)
    found = work.session.execute(rows.order_by(Post.for_member_id.is_not(None), Post.id))
    return list(dict.fromkeys((login, name) for login, name in found))


def of_agency_after(work: Work, agency_id: int, day: date) -> Sequence[Post]:
    """The posts of an agency that are held on that day or later."""
    lasting = or_(Post.until.is_(None), Post.until > day)
    never = and_(Post.since.is_not(None), Post.until.is_not(None), Post.until <= Post.since)
    chosen = select(Post).where(Post.agency_id == agency_id, lasting, ~never).order_by(Post.source_id.is_not(None), Post.id)
    return work.session.scalars(chosen).all()


def inside(column: Any, area: str) -> ColumnElement[bool]:
    """Whether a column of codes is in the area, as a stretch that an index serves in both databases."""
    return and_(column >= area, column < str(int(area) + 1)) if area.isascii() and area.isdigit() else false()


def areas_of(work: Work, member_id: int) -> list[str]:
    """Where the member holds posts, held them or will."""
    return list(work.session.scalars(select(Post.area).where(Post.member_id == member_id).distinct()))


def in_force(post: Any, day: date) -> ColumnElement[bool]:
    """Whether a dated row holds on that day: from `since` on and before `until`, each if it is said."""
    return and_(or_(post.since.is_(None), post.since <= day), or_(post.until.is_(None), post.until > day))


def _on(chosen: Select[*Columns], day: date) -> Select[*Columns]:
    """The posts in force on that day, of members who have not left; one held for a colleague only while theirs holds."""
    lasting = or_(Post.source_id.is_(None), in_force(SOURCE, day))
    joined = chosen.select_from(Post).join(Member, Post.member_id == Member.id).outerjoin(SOURCE, Post.source_id == SOURCE.id)
    return joined.where(Member.standing == Standing.active, in_force(Post, day), lasting)
