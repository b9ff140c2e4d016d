from fastapi import APIRouter, Request, Response

from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.access.schemas import KeyOut, LoginIn, MeOut, PostOut
from cityloop.people.duties.queries import held_by
from cityloop.people.members import actions, queries

COOKIE = "cityloop"

router = APIRouter(prefix="/api/session", tags=["people"], responses=REFUSALS)


@router.post("")
def log_in(looking: Desk, request: Request, said: LoginIn, response: Response) -> KeyOut:
    """Log in. A browser is given a cookie, a program uses the key."""
    member = actions.recognise(looking, said.login, said.password)
    with request.app.state.begin(said.login) as work:  # only now: while a password is checked, others may write
        key = actions.log_in(work, member.id)
    response.set_cookie(COOKIE, key, httponly=True, samesite="strict", max_age=int(actions.SITTING.total_seconds()))
    return KeyOut(key=key)


@router.get("")
def who_am_i(work: Desk, request: Request) -> MeOut:
    member = queries.get(work, work.by)
    named = request.app.state.area_name
    held = held_by(work, work.by)
    called = queries.names(work, {one.acting_for for one in held if one.acting_for})
    posts = [
        PostOut(
            duty=one.duty,
            area=one.area,
            area_name=named(work, one.area),
            acting_for=one.acting_for,
            for_name=called.get(one.acting_for, ""),
        )
        for one in held
    ]
    return MeOut(login=member.login, name=member.name, posts=posts)


@router.delete("")
def log_out(work: Desk, request: Request, response: Response) -> None:
    _, _, said = request.headers.get("authorization", "").partition(" ")
    for key in filter(None, (said, request.cookies.get(COOKIE))):
        actions.log_out(work, key)
    response.delete_cookie(COOKIE)
