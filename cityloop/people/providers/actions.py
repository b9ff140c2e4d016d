from collections.abc import Mapping
from typing import Any

from cityloop.kit.work import Work
from cityloop.people.members.actions import enter
from cityloop.people.members.queries import Member, by_login
from cityloop.people.members.rules import Standing
from cityloop.people.providers.rules import NoMember, Provider, who


def member_of(work: Work, claims: Mapping[str, Any], provider: Provider) -> Member:
    """The member these claims speak of; where the city has set it so, one who was not known becomes one, without posts."""
    login = who(claims, provider)
    member = by_login(work, login)
    if member is None and provider.join:
        member = enter(work, login, str(claims.get("name") or login)[:100])
    if member is None or member.standing is not Standing.active:
        raise NoMember
    return member
