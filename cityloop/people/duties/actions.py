from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from cityloop.kit.work import Work
from cityloop.people.duties.rules import PostKind, Side
from cityloop.people.duties.tables import Post
from cityloop.people.facts import PostEnded, PostGiven


def give(
    work: Work,
    member_id: int,
    duty: str,
    area: str,
    *,
    since: date | None = None,
    until: date | None = None,
    agency_id: int | None = None,
    board: Side | None = None,
) -> Post:
    """Give the member a duty in an area, from a day on and before another if they are said. Asks nobody who gives it."""
    given = Post(member_id=member_id, duty=duty, area=area, since=since, until=until, agency_id=agency_id, board=board)
    post = work.keep(given)
    work.tell(PostGiven(post=post.id, member=member_id))
    return post


def lend(work: Work, source: Post, member_id: int, *, kind: PostKind, area: str, since: date, until: date) -> Post:
    """Let a member hold somebody's post, or a part of its area, for them. Asks nobody who lends it."""
    lent = Post(
        member_id=member_id,
        duty=source.duty,
        area=area,
        since=since,
        until=until,
        kind=kind,
        board=source.board,
        agency_id=source.agency_id,
        for_member_id=source.member_id,
        source_id=source.id,
    )
    post = work.keep(lent)
    work.tell(PostGiven(post=post.id, member=member_id))
    return post


def hand_over(work: Work, posts: Sequence[Post], since: date, agency_id: int) -> None:
    """Let these posts be another agency's from a day on: each ends there and goes on here, those lent after their sources."""
    went: dict[int, int] = {}
    for post in posts:
        if post.since and post.since >= since:
            post.agency_id = agency_id
            continue
        on = Post(
            member_id=post.member_id,
            duty=post.duty,
            area=post.area,
            since=since,
            until=post.until,
            kind=post.kind,
            board=post.board,
            agency_id=agency_id,
            for_member_id=post.for_member_id,
            source_id=went.get(post.source_id or 0, post.source_id),
        )
        went[post.id] = work.keep(on).id
        post.until = since
        work.tell(PostEnded(post=post.id, member=post.member_id, until=since.isoformat()))
        work.tell(PostGiven(post=on.id, member=on.member_id))


def resettle(work: Work, areas: Mapping[str, Sequence[str]], ending: Sequence[int], since: date) -> list[dict[str, Any]]:
    """Let posts in areas that end go on in those that come after them, and let some posts end, from a day on. What was done,
    so that `settle_back` can take it back. Asks nobody who does it."""
    lasting = or_(Post.until.is_(None), Post.until > since)
    gone = Post.area.in_(areas) & Post.source_id.is_(None)
    found = work.session.scalars(select(Post).where(lasting, or_(gone, Post.id.in_(ending))).order_by(Post.id)).all()
    return [_resettled(work, post, () if post.id in ending else areas[post.area], since) for post in found]


def _resettled(work: Work, post: Post, after: Sequence[str], since: date) -> dict[str, Any]:
    done: dict[str, Any] = {"post": post.id, "until": post.until.isoformat() if post.until else None, "given": []}
    for area in after:
        first = max(since, post.since or since)
        on = give(
            work, post.member_id, post.duty, area, since=first, until=post.until, agency_id=post.agency_id, board=post.board
        )
        done["given"].append(on.id)
    post.until = since
    work.tell(PostEnded(post=post.id, member=post.member_id, until=since.isoformat()))
    return done


def settle_back(work: Work, done: Sequence[Mapping[str, Any]]) -> None:
    """Take back what `resettle` did, before its day: what ended goes on, what was given is never held."""
    for one in done:
        post = work.find(Post, one["post"])
        post.until = date.fromisoformat(one["until"]) if one["until"] else None
        for given in one["given"]:
            on = work.find(Post, given)
            on.until = on.since
            work.tell(PostEnded(post=on.id, member=on.member_id, until=(on.since or work.today).isoformat()))
