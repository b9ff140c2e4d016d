"""Who may hold what for whom. Pure."""

from datetime import date, timedelta

from cityloop.kit.errors import NotAllowed, Refused, Unreadable

LONGEST = timedelta(days=366)  # that a post is held for a colleague


class MemberThere(Refused):
    """There is a member {login} already."""


class NotToOneself(NotAllowed):
    """Nobody gives a post to themselves: someone else who keeps personnel must."""


class HeldAlready(Refused):
    """{name} holds this post in these days already."""


class NothingHeld(Refused):
    """{name} holds no post of their own in these days that could be held for them."""


class NotOwn(NotAllowed):
    """A post held for a colleague cannot be handed on: only who holds it as their own can do that."""


class LentAlready(Refused):
    """{name} holds this post for them in these days already; a post is not handed on twice."""


class WrongDays(Unreadable):
    """A post begins before it ends; one held for a colleague ends after a year at the latest. {why}"""


class NotInThePast(Refused):
    """What was stays as it was: say today or a day to come."""


class PostOver(Refused):
    """This post has ended by that day already."""


class Outside(Refused):
    """Area {area} does not lie in area {within}, where the post is held."""


def holds_on(since: date | None, until: date | None, day: date) -> bool:
    """Whether a stretch of days has the day in it."""
    return (since is None or since <= day) and (until is None or day < until)


def days(since: date, until: date | None, today: date, *, lent: bool = False, past: bool = False) -> None:
    """Refuse days on which a post cannot be held."""
    if until is not None and until <= since:
        raise WrongDays(why=f"{since} to {until} is no stretch of days.")
    if lent and (until is None or until - since > LONGEST):
        raise WrongDays(why="Say the day on which it ends.")
    if since < today and not past:
        raise NotInThePast
