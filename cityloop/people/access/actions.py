"""Test as user: who administers access looks at the city as a member sees it, for a while, and it is told."""

from sqlalchemy import update

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import administered
from cityloop.people.access.rules import LOOKS, OnlyLooking, Seat
from cityloop.people.facts import LookBegan, LookEnded
from cityloop.people.logins.tables import Login
from cityloop.people.members.queries import get
from cityloop.people.tokens.tables import Token


def look_as(work: Work, seat: Seat, login: str) -> None:
    """See from now on what the member sees, at this desk, for half an hour."""
    if not seat.session:
        raise OnlyLooking
    member, looker = administered(work, login), get(work, work.by)
    session = work.find(Login, seat.session)
    session.looks_as, session.looks_until = member.id, work.now + LOOKS
    look = f"{looker.name} ({looker.login}) → {member.name} ({member.login})"
    work.tell(LookBegan(member=member.id, looker=looker.id, look=look))


def end_look(work: Work, seat: Seat) -> None:
    """See one's own again."""
    session = work.find(Login, seat.session) if seat.session else None
    if session is None or session.looks_as is None:
        raise NotFound(kind="look", id=work.by)
    work.tell(LookEnded(member=session.looks_as, looker=session.member_id))
    session.looks_as = session.looks_until = None


def touch(work: Work, seat: Seat) -> None:
    """The session or the token was seen."""
    if seat.session:
        work.session.execute(update(Login).where(Login.digest == seat.session).values(seen=work.now))
    elif seat.token:
        used = {"used": work.now, "used_from": seat.address}
        work.session.execute(update(Token).where(Token.id == seat.token).values(**used))
