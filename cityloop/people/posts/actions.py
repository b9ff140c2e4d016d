from datetime import date

from cityloop.kit.errors import NotAllowed, NotFound
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import keeps, keeps_of, may, require
from cityloop.people.duties import actions as duties
from cityloop.people.duties.rules import KEEPER, Ground, PostKind, Side, overlap
from cityloop.people.duties.tables import Post
from cityloop.people.facts import PostEnded
from cityloop.people.members import actions as entering
from cityloop.people.members import queries as members
from cityloop.people.members.queries import Member
from cityloop.people.members.rules import Standing
from cityloop.people.posts import queries, rules


def give(
    work: Work,
    ground: Ground,
    login: str,
    duty: str,
    area: str,
    *,
    since: date,
    until: date | None = None,
    agency_id: int | None = None,
    board: Side | None = None,
    by_operator: bool = False,
) -> Post:
    """Give a member a post of their own. What came to be before today is brought in sheets, by the operator."""
    alone(work.session, "posts")
    member = members.known(work, login)
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    if not ground.known(area):
        raise NotFound(kind="area", id=area)
    if not by_operator:
        require(work, KEEPER, area)
        if login in {work.by, *work.acting_for}:
            raise rules.NotToOneself
    rules.days(since, until, work.today, past=by_operator)
    for post in queries.own(work, member.id):
        if (post.duty, post.area) == (duty, area) and overlap(since, until, post.since, post.until):
            raise rules.HeldAlready(name=member.name)
    return duties.give(work, member.id, duty, area, since=since, until=until, agency_id=agency_id, board=board)


def enter(work: Work, login: str, name: str, mobile: str, skills: str, *, by_operator: bool = False) -> Member:
    """Write down a member who has no post yet."""
    if not by_operator and not keeps(work):
        raise NotAllowed(why="Only who keeps personnel may write down a new member.")
    if members.by_login(work, login):
        raise rules.MemberThere(login=login)
    return entering.enter(work, login, name, mobile, skills)


def change_member(
    work: Work, login: str, *, name: str, mobile: str, skills: str, standing: Standing, by_operator: bool = False
) -> bool:
    """Write down what is known of a member now. They themselves may, but not whether they are still here. False if nothing
    was new."""
    member = members.known(work, login)
    own = member.login == work.by and standing == member.standing and name == member.name
    if not (by_operator or own or keeps_of(work, member.id)):
        raise NotAllowed(why="Only who keeps personnel where one of the member's posts is may change this.")
    return entering.change(work, member, name=name, mobile=mobile, skills=skills, standing=standing)


def end(work: Work, post_id: int, until: date, *, by_operator: bool = False) -> Post:
    """End a post before that day. One that has not begun yet is thereby never held."""
    post = work.find(Post, post_id)
    holder = members.by_ids(work, {post.for_member_id or 0}).get(post.for_member_id or 0)
    if not (by_operator or (holder and holder.login == work.by)):
        require(work, KEEPER, post.area)
    if until < work.today and not by_operator:
        raise rules.NotInThePast
    if post.until and post.until <= until:
        raise rules.PostOver
    post.until = until
    work.tell(PostEnded(post=post.id, member=post.member_id, until=until.isoformat()))
    return post


def act(work: Work, login: str, for_login: str, since: date, until: date, *, by_operator: bool = False) -> list[Post]:
    """Let a member act for a colleague: hold every post of theirs, from a day on and before another."""
    alone(work.session, "posts")
    member, colleague = members.known(work, login), members.known(work, for_login)
    rules.days(since, until, work.today, lent=True, past=by_operator)
    own = [post for post in queries.own(work, colleague.id) if overlap(since, until, post.since, post.until)]
    if not own:
        raise rules.NothingHeld(name=colleague.name)
    for post in own:
        _may_lend(work, post, member, colleague, by_operator)
    kind = PostKind.acting
    return [_lend(work, post, member, kind, post.area, since, until) for post in own]


def entrust(
    work: Work,
    ground: Ground,
    post_id: int,
    login: str,
    area: str,
    since: date,
    until: date,
    *,
    kind: PostKind = PostKind.delegated,
    by_operator: bool = False,
) -> Post:
    """Let a member hold one post of one's own as well, in its area or a part of it."""
    alone(work.session, "posts")
    post, member = work.find(Post, post_id), members.known(work, login)
    holder = members.by_ids(work, {post.member_id})[post.member_id]
    rules.days(since, until, work.today, lent=True, past=by_operator)
    if post.kind is not PostKind.regular:
        raise rules.NotOwn
    _may_lend(work, post, member, holder, by_operator)
    if not overlap(since, until, post.since, post.until):
        raise rules.NothingHeld(name=holder.name)
    if not ground.known(area):
        raise NotFound(kind="area", id=area)
    if not area.startswith(post.area):
        raise rules.Outside(area=area, within=post.area)
    return _lend(work, post, member, kind, area, since, until)


def _may_lend(work: Work, post: Post, member: Member, holder: Member, by_operator: bool) -> None:
    """Who holds the post may, and who keeps personnel there; but no keeper to themselves."""
    if member.id == holder.id:
        raise rules.HeldAlready(name=holder.name)
    if by_operator or holder.login == work.by:
        return
    if not may(work, (KEEPER,), post.area):
        raise NotAllowed(why=f"Only {holder.name}, or who keeps personnel over area {post.area}, may hand this post on.")
    if member.login in {work.by, *work.acting_for}:
        raise rules.NotToOneself


def _lend(work: Work, post: Post, member: Member, kind: PostKind, area: str, since: date, until: date) -> Post:
    for other in queries.lent_of(work, post.id):
        one_in_other = area.startswith(other.area) or other.area.startswith(area)
        if one_in_other and overlap(since, until, other.since, other.until):
            name = members.by_ids(work, {other.member_id})[other.member_id].name
            raise rules.LentAlready(name=name)
    first, last = max(since, post.since or since), min(until, post.until or until)
    return duties.lend(work, post, member.id, kind=kind, area=area, since=first, until=last)
