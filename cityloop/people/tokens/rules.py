"""What a machine's key may be good for, and how often it may ask. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cityloop.kit.errors import NotAllowed, Unreadable
from cityloop.people.duties.rules import Held, narrowed

MARK = "clt_"  # how every token begins, so that nobody takes one for a session's key, and scanners find a lost one
OVERLAP = timedelta(hours=24)  # how long the key before is good after a rotation
LONGEST = timedelta(days=366)


class NotYourPost(NotAllowed):
    """A token is good for a post you hold today, or for less of its area; you do not hold {duty} over {area}."""


def refuse_unfit(name: str, posts: Iterable[Held], duty: str, area: str, lasts: timedelta, *, read_only: bool) -> None:
    """Refuse a token nobody may have."""
    if not name.strip():
        raise Unreadable(why="A token has a name, so that one knows later which machine it is in.")
    if not timedelta(0) < lasts <= LONGEST:
        raise Unreadable(why=f"A token is good for 1 to {LONGEST.days} days.")
    if not duty and not read_only:
        raise Unreadable(why="A token that changes anything is limited to one post: say its duty and area.")
    if not narrowed(posts, duty, area):
        raise NotYourPost(duty=duty or "any duty", area=area or "any area")


class Pace:
    """How much a token has left of what it may ask in a minute: it fills up evenly. Times are instants."""

    def __init__(self, a_minute: int, now: datetime) -> None:
        self.a_minute, self.left, self.at = a_minute, float(a_minute), now

    def ask(self, now: datetime) -> int:
        """0 if it may ask now, else after how many seconds it may."""
        passed = (now - self.at).total_seconds()
        self.left, self.at = min(self.a_minute, self.left + max(0.0, passed) * self.a_minute / 60), now
        if self.left < 1:
            return max(1, round((1 - self.left) * 60 / self.a_minute))
        self.left -= 1
        return 0
