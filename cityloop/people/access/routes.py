from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.access import actions
from cityloop.people.access import queries as access
from cityloop.people.access.rules import Seat
from cityloop.people.access.schemas import (
    KeyOut,
    LeftOut,
    LoginIn,
    LookIn,
    LookOut,
    MemberAccessOut,
    MeOut,
    OneTimeOut,
    PostOut,
)
from cityloop.people.duties.rules import Held
from cityloop.people.logins import actions as logins
from cityloop.people.logins import queries as sessions
from cityloop.people.logins.routes import needs_step, signing_of
from cityloop.people.logins.rules import CodeAsked, Visit
from cityloop.people.members import queries

COOKIE = "cityloop"

router = APIRouter(prefix="/api/session", tags=["people"], responses=REFUSALS)
administering = APIRouter(prefix="/api/access", tags=["people"], responses=REFUSALS)

Text = Annotated[str, Query(max_length=100)]


@router.post("")
def log_in(looking: Desk, request: Request, said: LoginIn, response: Response) -> KeyOut:
    """Log in. A browser is given a cookie, a program uses the key. Tried too often in vain, nothing is looked at for a while."""
    begin, address = request.app.state.begin, request.state.seat.address
    with begin(said.login) as work:  # kept whatever becomes of it, and before: many tries at once count as many
        logins.knock(work, said.login, address)
    member = logins.recognise(looking, said.login, said.password)
    if logins.asks_code(looking, member.id) and not said.code.strip():
        with begin(said.login) as work:
            logins.take_back(work, said.login, address, forgive=False)
        raise CodeAsked
    with begin(said.login) as work:  # only now: while a password is checked, others may write
        logins.give_code(work, member.id, said.code)
        logins.take_back(work, said.login, address, forgive=True)
        visit = Visit("password", address, request.headers.get("user-agent", ""))
        return open_session(work, request, response, member.id, visit, asked=needs_step(work, request, member.login))


def open_session(work: Work, request: Request, response: Response, member_id: int, visit: Visit, *, asked: bool) -> KeyOut:
    """A new key for the one who has shown who they are; the one their browser had ends."""
    signing = signing_of(request)
    logins.log_out(work, request.cookies.get(COOKIE, ""))
    key, todo = logins.log_in(work, member_id, visit, signing, needs_step=asked)
    request.app.state.hand_out(request, response, COOKIE, key, signing.sitting)
    return KeyOut(key=key, todo=todo)


@router.get("")
def who_am_i(work: Desk, request: Request) -> MeOut:
    seat: Seat = request.state.seat
    member = queries.get(work, work.by)
    look = None
    if seat.looker and seat.looks_until:
        look = LookOut(by=seat.looker, by_name=queries.get(work, seat.looker).name, until=seat.looks_until)
    return MeOut(login=member.login, name=member.name, posts=_posts(work, request, access.held(work)), todo=seat.todo, look=look)


@router.delete("")
def log_out(work: Desk, request: Request, response: Response) -> LeftOut:
    _, _, said = request.headers.get("authorization", "").partition(" ")
    way = sessions.way_of(work, request.state.seat.session)
    for key in filter(None, (said, request.cookies.get(COOKIE))):
        logins.log_out(work, key)
    response.delete_cookie(COOKIE)
    return LeftOut(onward=request.app.state.onward(request) if way == "oidc" else "")


# administering access ---------------------------------------------------------------------------------------------------


@administering.get("/members")
def list_member_access(
    work: Desk, request: Request, text: Text = "", after: Text = "", limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[MemberAccessOut]:
    """How the members in one's area get in, by login; `after` is the last login of the page before."""
    found = access.administered_members(work, text, after, limit)
    numbers, names = [member.id for member, _ in found], [member.login for member, _ in found]
    steps, choose = sessions.with_second_step(work, numbers), sessions.to_choose(work, numbers)
    seen, locked = sessions.seen_last(work, numbers), sessions.locked_until(work, names)
    return [
        MemberAccessOut(
            login=member.login,
            name=member.name,
            posts=_posts(work, request, posts),
            second_step=member.id in steps,
            to_choose=member.id in choose,
            sessions=seen.get(member.id, (0, None))[0],
            seen=seen.get(member.id, (0, None))[1],
            locked_until=locked.get(member.login),
        )
        for member, posts in found
    ]


@administering.post("/members/{login}/password")
def set_one_time_password(work: Desk, login: str) -> OneTimeOut:
    """Give a member a password that is good once; every session of theirs ends, and they choose another at login."""
    return OneTimeOut(password=logins.set_password(work, access.administered(work, login)))


@administering.post("/members/{login}/second-step/end", status_code=204)
def end_second_step_of(work: Desk, login: str) -> None:
    """Take the lost authenticator of a member away; every session of theirs ends."""
    member = access.administered(work, login)
    logins.end_second_step(work, member.id)
    logins.end_all(work, member.id)


@administering.post("/members/{login}/sign-out", status_code=204)
def sign_out(work: Desk, login: str) -> None:
    """End every session of a member, and forget the wrong tries at their login."""
    member = access.administered(work, login)
    logins.end_all(work, member.id)
    logins.unlock(work, member.login)


@administering.post("/look", status_code=204)
def look_as(work: Desk, request: Request, said: LookIn) -> None:
    """See the city as a member sees it, for half an hour, without changing anything. It is told who looked at whom."""
    actions.look_as(work, request.state.seat, said.login)


@administering.delete("/look", status_code=204)
def end_look(work: Desk, request: Request) -> None:
    """See one's own again."""
    actions.end_look(work, request.state.seat)


def _posts(work: Work, request: Request, posts: tuple[Held, ...]) -> list[PostOut]:
    named = request.app.state.area_name
    called = queries.names(work, {post.acting_for for post in posts if post.acting_for})
    return [
        PostOut(
            duty=post.duty,
            area=post.area,
            area_name=named(work, post.area),
            acting_for=post.acting_for,
            for_name=called.get(post.acting_for, ""),
        )
        for post in posts
    ]
