from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cityloop.kit.errors import NotKnown
from cityloop.kit.work import Work
from cityloop.people.members.actions import digest
from cityloop.people.members.tables import Login, Member


def by_key(session: Session, key: str, now: datetime) -> str:
    """The login name of whose key this is."""
    held = select(Member.login).join(Login).where(Login.digest == digest(key), Login.until > now)
    login = session.scalar(held)
    if login is None:
        raise NotKnown
    return login


def by_login(work: Work, login: str) -> Member | None:
    return work.session.scalar(select(Member).where(Member.login == login))


def get(work: Work, login: str) -> Member:
    member = by_login(work, login)
    if member is None:
        raise NotKnown
    return member


def names(work: Work, logins: set[str]) -> dict[str, str]:
    """What these members are called."""
    rows = work.session.execute(select(Member.login, Member.name).where(Member.login.in_(logins)))
    return {login: name for login, name in rows}


def anyone(work: Work) -> bool:
    """Whether the city has any member yet."""
    return work.session.scalar(select(Member.id).limit(1)) is not None
