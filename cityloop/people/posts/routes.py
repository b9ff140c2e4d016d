from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import keeps_of
from cityloop.people.agencies import queries as agencies
from cityloop.people.duties.rules import Ground
from cityloop.people.leaves import queries as leaves
from cityloop.people.members import queries as member_queries
from cityloop.people.posts import actions, queries, rules
from cityloop.people.posts.schemas import (
    ActIn,
    ContactIn,
    EntrustIn,
    LeaveOut,
    MemberIn,
    MemberLine,
    MemberPage,
    PostIn,
    PostLine,
    UntilIn,
)

router = APIRouter(prefix="/api/posts", tags=["people"], responses=REFUSALS)

Text = Annotated[str, Query(max_length=100)]
Id = Annotated[int, InPath(ge=1, lt=2**31)]
Some = Annotated[int, Query(ge=1, le=1000)]


@router.get("")
def list_posts(
    work: Desk,
    request: Request,
    area: Text = "",
    duty: Text = "",
    agency: Text = "",
    day: Day | None = None,
    limit: Some = 500,
) -> list[PostLine]:
    """The posts held on a day, today if none is said, in the areas of one's own posts and around these."""
    of = agencies.get(work, agency).id if agency else None
    return _lines(work, request, queries.seen(work, area=area, duty=duty, agency_id=of, day=day, limit=limit))


@router.get("/duties")
def list_duties(work: Desk) -> list[str]:
    """The names of all duties somebody can hold; what they are called is among the words."""
    return sorted(work.rulebook.duties)


@router.post("")
def give_post(work: Desk, request: Request, said: PostIn) -> PostLine:
    """Give a member a post, from today or a day to come."""
    ground: Ground = request.app.state.ground(work)
    of = agencies.get(work, said.agency).id if said.agency else None
    post = actions.give(
        work,
        ground,
        said.login,
        said.duty,
        said.area,
        since=said.since,
        until=said.until,
        agency_id=of,
        board=said.board,
    )
    return _lines(work, request, [post])[0]


@router.post("/acting")
def act_for(work: Desk, request: Request, said: ActIn) -> list[PostLine]:
    """Let a member act for a colleague: both inboxes, both names under all that is done in the colleague's posts."""
    return _lines(work, request, actions.act(work, said.login, said.for_login, said.since, said.until))


@router.post("/one/{post_id}/entrust")
def entrust_post(work: Desk, request: Request, post_id: Id, said: EntrustIn) -> PostLine:
    """Let a member hold one post of one's own as well, in its area or a part of it."""
    ground: Ground = request.app.state.ground(work)
    post = actions.entrust(work, ground, post_id, said.login, said.area, said.since, said.until)
    return _lines(work, request, [post])[0]


@router.post("/one/{post_id}/end")
def end_post(work: Desk, request: Request, post_id: Id, said: UntilIn) -> PostLine:
    """End a post before a day; one that is held for oneself, too."""
    return _lines(work, request, [actions.end(work, post_id, said.until)])[0]


@router.get("/members")
def list_members(work: Desk, text: Text = "", limit: Some = 50) -> list[MemberLine]:
    """Members by a part of their name or login, among those whose posts are near one's own."""
    found = queries.found(work, text, limit)
    return [_member(work, member) for member in found]


@router.post("/members")
def enter_member(work: Desk, said: MemberIn) -> MemberLine:
    """Write down a member who cannot log in yet."""
    return _member(work, actions.enter(work, said.login, said.name, said.mobile, said.skills))


@router.get("/members/{login}")
def member_page(work: Desk, request: Request, login: str) -> MemberPage:
    """A member: what they hold and held, who holds it for them, when they are away."""
    member = queries.visible(work, login)
    return MemberPage(
        member=_member(work, member),
        posts=_lines(work, request, queries.of_member(work, member.id)),
        leaves=[LeaveOut.model_validate(one) for one in leaves.of_member(work, member.id)],
        keeps=keeps_of(work, member.id),
    )


@router.post("/members/{login}")
def change_member(work: Desk, login: str, said: ContactIn) -> MemberLine:
    """How a member is reached and what they can do; whether they are still here only who keeps personnel says."""
    actions.change_member(work, login, **said.model_dump())
    return _member(work, member_queries.known(work, login))


def _member(work: Work, member: member_queries.Member) -> MemberLine:
    now = leaves.now(work, [member.id])
    return MemberLine(
        login=member.login,
        name=member.name,
        mobile=member.mobile if queries.reaches(work, member) else "",
        skills=member.skills,
        standing=member.standing,
        away_until=now[member.id].until if now else None,
    )


def _lines(work: Work, request: Request, posts: Sequence[queries.Post]) -> list[PostLine]:
    """Posts as lines, with what people call who and what is in them."""
    work.session.flush()
    ground: Ground = request.app.state.ground(work)
    people = member_queries.by_ids(work, {id for post in posts for id in (post.member_id, post.for_member_id) if id})
    called = agencies.names(work, {post.agency_id for post in posts if post.agency_id}, work.today)
    lines = []
    for post in posts:
        holder, colleague = people[post.member_id], people.get(post.for_member_id or 0)
        code, name = called.get(post.agency_id or 0, ("", ""))
        about = {column: getattr(post, column) for column in PostLine.model_fields if hasattr(post, column)}
        about |= {"login": holder.login, "name": holder.name, "area_name": ground.title(post.area)}
        about |= {"agency": code, "agency_name": name, "in_force": rules.holds_on(post.since, post.until, work.today)}
        about |= {"for_login": colleague.login if colleague else "", "for_name": colleague.name if colleague else ""}
        lines.append(PostLine.model_validate(about))
    return lines
