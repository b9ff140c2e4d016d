"""What a post is. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

KEEPER = "personnel"  # the duty of who keeps agencies, posts, teams and rosters


class PostKind(StrEnum):
    """本岗: one's own. 代理: in an absent colleague's place. 委托: handed on by who holds it, who keeps it too."""

    regular = "regular"
    acting = "acting"
    delegated = "delegated"


class Side(StrEnum):
    """The four boards of a street's centre: 党的建设, 经济发展, 民生服务, 平安法治."""

    party = "party"
    economy = "economy"
    livelihood = "livelihood"
    peace = "peace"


class Held(NamedTuple):
    """A duty and the area it is held in; `acting_for` is the login of the colleague whose post it is, if it is not one's own."""

    duty: str
    area: str
    acting_for: str = ""
    post: int = 0


def under(posts: Iterable[Held], duties: Collection[str], area: str) -> Held | None:
    """The post under which one of the duties may be done in the area: one's own before a colleague's.

    >>> under([Held("clerk", "50", "li"), Held("clerk", "500103")], ["clerk"], "500103001").acting_for
    ''
    """
    fit = [post for post in posts if post.duty in duties and area.startswith(post.area)]
    return min(fit, key=lambda post: post.acting_for != "", default=None)


class Ground(NamedTuple):
    """What people need to know of places, which they do not see: handed in by who sees both."""

    known: Callable[[str], bool]  # whether there is an area of this code
    title: Callable[[str], str]  # what it is called
    grids: Callable[[str], Sequence[str]]  # the codes of all grids in it


def above(area: str) -> list[str]:
    """The codes of the areas around an area, the city first.

    >>> above("500103001")
    ['50', '500103']
    """
    return [area[:digits] for digits in (2, 6, 9, 12, 15) if digits < len(area)]


def overlap(since: date | None, until: date | None, others_since: date | None, others_until: date | None) -> bool:
    """Whether two stretches of days, each open where nothing is said, share a day.

    >>> overlap(date(2026, 3, 9), date(2026, 3, 16), None, date(2026, 3, 9))
    False
    """
    if (since and until and since >= until) or (others_since and others_until and others_since >= others_until):
        return False  # one of them is empty
    return not ((until and others_since and until <= others_since) or (others_until and since and others_until <= since))


def narrowed(posts: Iterable[Held], duty: str, area: str) -> tuple[Held, ...]:
    """Of these posts only the one a key is limited to, as far as it is still held; all of them for a key without a post.

    >>> narrowed([Held("clerk", "50"), Held("leader", "50")], "clerk", "500103")[0].area
    '500103'
    >>> narrowed([Held("clerk", "500104")], "clerk", "500103")
    ()
    """
    if not duty:
        return tuple(posts)
    covering = [post for post in posts if post.duty == duty and area.startswith(post.area)]
    return tuple(post._replace(area=area) for post in covering[:1])
