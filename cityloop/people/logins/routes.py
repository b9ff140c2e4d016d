from typing import Annotated
from urllib.parse import quote

import segno
from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.duties.queries import held_by
from cityloop.people.logins import actions, queries
from cityloop.people.logins.rules import Signing, WrongCode
from cityloop.people.logins.schemas import CodeIn, CodesOut, EntranceOut, PasswordIn, SecretOut, SessionOut
from cityloop.people.members.queries import get
from cityloop.people.members.tables import Member

router = APIRouter(prefix="/api/account", tags=["people"], responses=REFUSALS)

Number = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]


def signing_of(request: Request) -> Signing:
    found: Signing = request.app.state.signing
    return found


def counted(request: Request) -> None:
    """Count a try at a password or a code before it is looked at, and keep that whatever becomes of it."""
    seat = request.app.state.seat(request)
    with request.app.state.begin(seat.login) as work:
        actions.knock(work, seat.login, seat.address)


COUNTED = [Depends(counted)]


def needs_step(work: Work, request: Request, login: str) -> bool:
    """Whether the city asks this member for a second step."""
    return signing_of(request).asks_second_step(held_by(work, login))


@router.get("")
def my_account(work: Desk, request: Request) -> EntranceOut:
    """How one gets in, and where one is logged in."""
    me = get(work, work.by)
    here = request.state.seat.session
    sessions = [
        SessionOut(
            number=one.digest[: queries.NUMBER],
            here=one.digest == here,
            **{name: getattr(one, name) for name in ("since", "seen", "until", "way", "address", "device")},
        )
        for one in queries.sessions(work, me.id, signing_of(request).idle)
    ]
    return EntranceOut(
        second_step=actions.asks_code(work, me.id),
        second_step_asked=needs_step(work, request, work.by),
        codes_left=queries.codes_left(work, me.id),
        has_password=me.password != "",
        sessions=sessions,
    )


@router.delete("/sessions/{number}", status_code=204)
def end_session(work: Desk, number: Number) -> None:
    """End one of one's sessions."""
    actions.end(work, get(work, work.by).id, number)


@router.delete("/sessions", status_code=204)
def end_other_sessions(work: Desk, request: Request) -> None:
    """End every session of one's own but this."""
    actions.end_all(work, get(work, work.by).id, but=request.state.seat.session)


@router.post("/password", status_code=204, dependencies=COUNTED)
def change_password(work: Desk, request: Request, said: PasswordIn) -> None:
    """Choose another password; all other sessions end."""
    me = actions.recognise(work, work.by, said.old)
    asked = needs_step(work, request, work.by)
    actions.change_password(work, me, said.old, said.new, request.state.seat.session, needs_step=asked)
    _was_good(work, request)


@router.post("/second-step")
def begin_second_step(work: Desk) -> SecretOut:
    """Begin to set up an authenticator: the secret to feed it with."""
    me = get(work, work.by)
    secret = actions.begin_second_step(work, me.id)
    address = f"otpauth://totp/CityLoop:{quote(me.login, safe='')}?secret={secret}&issuer=CityLoop"
    return SecretOut(secret=secret, address=address, picture=segno.make(address).svg_data_uri(scale=5))


@router.post("/second-step/confirm", dependencies=COUNTED)
def confirm_second_step(work: Desk, request: Request, said: CodeIn) -> CodesOut:
    """Give the code the authenticator shows; from now on it is asked for. Recovery codes, told this once."""
    codes = actions.confirm_second_step(work, get(work, work.by).id, said.code, request.state.seat.session)
    _was_good(work, request)
    return CodesOut(codes=codes)


@router.post("/second-step/codes", dependencies=COUNTED)
def new_codes(work: Desk, request: Request, said: CodeIn) -> CodesOut:
    """Other recovery codes; the ones before end."""
    me = _with_code(work, request, said.code)
    return CodesOut(codes=actions.new_codes(work, me.id))


@router.post("/second-step/end", status_code=204, dependencies=COUNTED)
def end_second_step(work: Desk, request: Request, said: CodeIn) -> None:
    """Do without the authenticator from now on; where a duty asks for one, the next login asks to set one up."""
    actions.end_second_step(work, _with_code(work, request, said.code).id)


def _with_code(work: Work, request: Request, code: str) -> Member:
    """The one who asks, who has shown a code of an authenticator."""
    me = get(work, work.by)
    if not actions.asks_code(work, me.id):
        raise WrongCode
    actions.give_code(work, me.id, code)
    _was_good(work, request)
    return me


def _was_good(work: Work, request: Request) -> None:
    actions.take_back(work, work.by, request.state.seat.address, forgive=True)
