"""What a leave is. Pure."""

from datetime import datetime, timedelta

from cityloop.kit.errors import Refused, Unreadable

LONGEST = timedelta(days=731)


class NoStretch(Unreadable):
    """A leave has a beginning, a later end and a reason, and lasts two years at the most."""


class LeaveOver(Refused):
    """This leave is over already."""


def sound(since: datetime, until: datetime, why: str) -> None:
    """Refuse what is no leave."""
    if not since < until <= since + LONGEST or not why.strip():
        raise NoStretch
