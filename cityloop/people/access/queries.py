from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, aliased

from cityloop.kit.errors import NotAllowed, NotKnown
from cityloop.kit.work import Work
from cityloop.people.access.rules import ADMIN, NotYourMember, Scope, Seat, may_administer, scope
from cityloop.people.duties.queries import areas_of, held_by, inside
from cityloop.people.duties.rules import KEEPER, Held, above, under
from cityloop.people.logins.rules import Signing, digest
from cityloop.people.logins.tables import Login
from cityloop.people.members.rules import Standing
from cityloop.people.members.tables import Member
from cityloop.people.tokens.rules import MARK, OVERLAP
from cityloop.people.tokens.tables import Token

CITY = "50"
ACTIVE = Member.standing == Standing.active  # who is suspended or has left does not come in


def held(work: Work) -> tuple[Held, ...]:
    """The posts the one who works holds, as far as their key is good for them. Asked once in a piece of work."""
    kept = work.session.info.get("held")
    if kept is None or kept[0] != work.by:
        kept = work.session.info["held"] = work.by, held_by(work, work.by)
    posts: tuple[Held, ...] = kept[1]
    return posts


def scope_of(work: Work) -> Scope:
    """What the one who works may see."""
    overseeing = {duty.name for duty in work.rulebook.duties.values() if duty.oversees}
    return scope(held(work), overseeing)


def may(work: Work, duties: Collection[str], area: str) -> bool:
    """Whether the one who works holds one of the duties over the area. If only a colleague's post allows it, what is told
    from here on is signed with both names."""
    post = under(held(work), duties, area)
    if post and post.acting_for:
        work.acting_for.add(post.acting_for)
    return post is not None


def require(work: Work, duty: str, area: str) -> None:
    """Refuse anyone who does not hold the duty over the area."""
    if not may(work, (duty,), area):
        raise NotAllowed(why=f"Only who holds the duty {duty} over area {area} may do this.")


def require_any(work: Work, duties: Sequence[str], area: str) -> None:
    """Refuse anyone who holds none of these duties over the area."""
    if not may(work, duties, area):
        raise NotAllowed(why=f"Only who holds one of the duties {', '.join(duties)} over area {area} may do this.")


# who is who ----------------------------------------------------------------------------------------------------------


def is_near(work: Work, area: str) -> bool:
    """Whether the one who works may know who is who there: in the areas of their posts and in those around these."""
    return any(area.startswith(one.area) or one.area.startswith(area) for one in held(work))


def near(work: Work, area: Any) -> ColumnElement[bool]:
    """The same as a condition on a column."""
    own = {one.area for one in held(work)}
    around = {code for one in own for code in above(one)}
    terms = [inside(area, one) for one in own]
    return or_(*terms, area.in_(around)) if terms else false()


def keeps(work: Work) -> bool:
    """Whether the one who works keeps personnel anywhere."""
    return any(one.duty == KEEPER for one in held(work))


def keeps_of(work: Work, member_id: int) -> bool:
    """Whether the one who works keeps personnel where one of the member's posts is, or anywhere if there is none."""
    kept = tuple(one.area for one in held(work) if one.duty == KEEPER)
    areas = areas_of(work, member_id)
    return any(area.startswith(kept) for area in areas) if areas else bool(kept)


# who asks -------------------------------------------------------------------------------------------------------------


def seat_of(session: Session, key: str, now: datetime, signing: Signing, address: str = "") -> Seat:
    """Who shows this key. Raises NotKnown for one that is good for nothing, or for nothing any more."""
    return _machine(session, key, now, address) if key.startswith(MARK) else _person(session, key, now, signing, address)


def _person(session: Session, key: str, now: datetime, signing: Signing, address: str) -> Seat:
    other, lasting = aliased(Member), (Login.until > now) & (Login.seen > now - signing.idle)
    asked = select(Login, Member.login, other.login).join(Member, Member.id == Login.member_id)
    found = session.execute(
        asked.outerjoin(other, other.id == Login.looks_as).where(Login.digest == digest(key), lasting, ACTIVE)
    ).one_or_none()
    if found is None:
        raise NotKnown
    login, own, looked_as = found
    seat = Seat(login=own, address=address, session=login.digest, seen=login.seen, todo=login.todo)
    if looked_as and login.looks_until and login.looks_until > now:
        return replace(seat, login=looked_as, looker=own, looks_until=login.looks_until, read_only=True)
    return seat


def _machine(session: Session, key: str, now: datetime, address: str) -> Seat:
    shown = digest(key)
    good = or_(Token.digest == shown, (Token.before == shown) & (Token.before_until > now))
    found = session.execute(select(Token, Member.login).join(Member).where(good, Token.until > now, ACTIVE)).one_or_none()
    if found is None:
        raise NotKnown
    token, login = found
    only = (token.duty, token.area) if token.duty else None
    return Seat(
        login=login,
        address=address,
        token=token.id,
        read_only=token.read_only,
        only=only,
        seen=token.used or token.since - OVERLAP,
        a_minute=token.a_minute,
    )


# administering ----------------------------------------------------------------------------------------------------------


def administered(work: Work, login: str) -> Member:
    """The member whose access the one who works administers. To all others there is none of that name to be administered."""
    member = work.session.scalar(select(Member).where(Member.login == login))
    posts = held_by(work, login) if member else ()
    if member is None or member.login == work.by or not may_administer(held(work), posts, CITY):
        raise NotYourMember(login=login)
    return member


def administered_members(work: Work, text: str, after: str, limit: int) -> list[tuple[Member, tuple[Held, ...]]]:
    """A page of the members whose access the one who works administers, by login."""
    own, found, last = held(work), list[tuple[Member, tuple[Held, ...]]](), after
    if not any(post.duty == ADMIN for post in own):
        raise NotAllowed(why=f"Only who holds the duty {ADMIN} administers access.")
    while len(found) < limit:
        chosen = select(Member).where(Member.login > last).order_by(Member.login).limit(200)
        if text:
            chosen = chosen.where(or_(Member.login.contains(text, autoescape=True), Member.name.contains(text, autoescape=True)))
        page = work.session.scalars(chosen).all()
        for member in page:
            posts = held_by(work, member.login)
            if may_administer(own, posts, CITY):
                found.append((member, posts))
        if len(page) < 200:
            break
        last = page[-1].login
    return found[:limit]
