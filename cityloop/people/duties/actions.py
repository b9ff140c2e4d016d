from collections.abc import Sequence
from datetime import date

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
