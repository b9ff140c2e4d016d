from collections.abc import Collection

from sqlalchemy import select

from cityloop.kit.errors import NotFound, NotKnown
from cityloop.kit.work import Work
from cityloop.people.members.tables import Member as Member  # a record may be handed on, its table not


def by_login(work: Work, login: str) -> Member | None:
    return work.session.scalar(select(Member).where(Member.login == login))


def by_ids(work: Work, ids: Collection[int]) -> dict[int, Member]:
    """These members by their numbers."""
    return {one.id: one for one in work.session.scalars(select(Member).where(Member.id.in_(ids)))} if ids else {}


def by_logins(work: Work, logins: Collection[str]) -> dict[str, Member]:
    """Those of these members who are there, by their logins."""
    return {one.login: one for one in work.session.scalars(select(Member).where(Member.login.in_(logins)))} if logins else {}


def known(work: Work, login: str) -> Member:
    """The member, for who names another."""
    member = by_login(work, login)
    if member is None:
        raise NotFound(kind="member", id=login)
    return member


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
