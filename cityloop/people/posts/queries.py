from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import is_near, keeps, keeps_of, near, scope_of
from cityloop.people.duties.queries import areas_of, in_force, inside
from cityloop.people.duties.rules import PostKind
from cityloop.people.duties.tables import Post as Post  # a record may be handed on, its table not
from cityloop.people.members.queries import known
from cityloop.people.members.tables import Member


def own(work: Work, member_id: int) -> Sequence[Post]:
    """The posts a member has ever held as their own, or will."""
    posts = select(Post).where(Post.member_id == member_id, Post.kind == PostKind.regular)
    return work.session.scalars(posts.order_by(Post.id)).all()


def lent_of(work: Work, post_id: int) -> Sequence[Post]:
    """The times others have held this post for who holds it, or will."""
    return work.session.scalars(select(Post).where(Post.source_id == post_id).order_by(Post.id)).all()


def of_member(work: Work, member_id: int) -> Sequence[Post]:
    """All a member has ever held, newest first, and what others have held for them."""
    posts = select(Post).where(or_(Post.member_id == member_id, Post.for_member_id == member_id))
    return work.session.scalars(posts.order_by(Post.since.desc(), Post.id.desc())).all()


def seen(
    work: Work, *, area: str = "", duty: str = "", agency_id: int | None = None, day: date | None = None, limit: int = 500
) -> Sequence[Post]:
    """The posts in force on a day in the areas of one's own posts and around these."""
    chosen = select(Post).where(near(work, Post.area), in_force(Post, day or work.today))
    if area:
        chosen = chosen.where(inside(Post.area, area))
    if duty:
        chosen = chosen.where(Post.duty == duty)
    if agency_id is not None:
        chosen = chosen.where(Post.agency_id == agency_id)
    return work.session.scalars(chosen.order_by(Post.area, Post.duty, Post.id).limit(limit)).all()


def visible(work: Work, login: str) -> Member:
    """The member, if the one who works is near any post of theirs; to others there is none."""
    member = known(work, login)
    areas = areas_of(work, member.id)
    if login == work.by or any(is_near(work, area) for area in areas) or (not areas and keeps(work)):
        return member
    raise NotFound(kind="member", id=login)


def reaches(work: Work, member: Member) -> bool:
    """Whether the one who works may see how to reach the member: they oversee or keep personnel where one of the posts is."""
    scope = scope_of(work)
    return member.login == work.by or keeps_of(work, member.id) or any(map(scope.covers, areas_of(work, member.id)))


def found(work: Work, text: str, limit: int) -> Sequence[Member]:
    """Members whose name or login has the text in it, near one's own posts."""
    mine = select(Post.member_id).where(near(work, Post.area))
    chosen = select(Member).where(or_(Member.id.in_(mine), Member.login == work.by))
    if text:
        like = or_(Member.name.contains(text, autoescape=True), Member.login.contains(text, autoescape=True))
        chosen = chosen.where(like)
    return work.session.scalars(chosen.order_by(Member.name, Member.login).limit(limit)).all()
