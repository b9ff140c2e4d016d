"""When alerts may be kept quiet. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from cityloop.kit.errors import NotAllowed, Refused, Unreadable

LONGEST = timedelta(days=30)
APPROVERS = ("leader", "dispatcher")


class SecondApprover(NotAllowed):
    """Who asks for a mute cannot approve it: someone else must."""


class MuteOver(Refused):
    """This mute has been answered or is over."""


class Span(NamedTuple):
    """What a mute covers; empty means any."""

    detector: str
    subject: str
    area: str

    def covers(self, detector: str, subject: str, area: str) -> bool:
        """Whether an alert of that detector about that subject in that area is covered.

        >>> Span("pipes.leak", "", "500103").covers("pipes.leak", "p227", "500103001")
        True
        """
        return self.detector in ("", detector) and self.subject in ("", subject) and area.startswith(self.area)


def sound(since: datetime, until: datetime, reason: str, now: datetime) -> None:
    """Refuse a mute without a reason, over before it begins, or too long."""
    if not reason.strip():
        raise Unreadable(why="Please give a reason: who reads it later must understand why nobody was called.")
    if until <= max(since, now):
        raise Unreadable(why="A mute ends after it begins, and not in the past.")
    if until - since > LONGEST:
        raise Unreadable(why=f"A mute lasts at most {LONGEST.days} days; ask again for longer work.")
