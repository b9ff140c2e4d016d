"""What a member may see. Pure: posts in, a scope out; the scope answers for one matter or as a SQL condition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, true

from cityloop.kit.errors import NotAllowed
from cityloop.kit.records import Column, within
from cityloop.people.duties.rules import Held
from cityloop.rulebook import Level

ADMIN = "access_admin"
LOOKS = timedelta(minutes=30)
NEVER = datetime.min.replace(tzinfo=UTC)


class OnlyLooking(NotAllowed):
    """You look at what another member sees: nothing is changed while you do. End the look first."""


class Private(NotAllowed):
    """How a member gets in is shown to nobody else."""


class TokenOnlyReads(NotAllowed):
    """This token only reads."""


class NotForMachines(NotAllowed):
    """This is done by people and not by tokens."""


class NotYourMember(NotAllowed):
    """You administer the access of those all of whose posts lie in your area; of {login} that is not so."""


class StrangePage(NotAllowed):
    """This request came from a page of another address."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Who asks, and what the key they show is good for.

    `login` is whose rights count; `looker` is who looks in that member's name. `only` are the duty and the area a machine's
    token is limited to; `todo` is what must be done before anything else; `session` is the digest of a session's key.
    """

    login: str
    address: str = ""
    session: str = ""
    token: int = 0
    looker: str = ""
    looks_until: datetime | None = None
    read_only: bool = False
    only: tuple[str, str] | None = None
    todo: str = ""
    seen: datetime = NEVER
    a_minute: int = 0


@dataclass(frozen=True)
class Scope:
    """Every matter in some areas, and in other areas those of one duty. Posts add up, each for itself."""

    areas: tuple[str, ...]
    duties: tuple[Held, ...]

    def covers(self, area: str, duty: str | None = None) -> bool:
        """Whether a matter of `duty` in `area` may be seen.

        >>> Scope(("500103",), (Held("police", "50"),)).covers("500104001", "police")
        True
        >>> Scope(("500103",), ()).covers("500104001")
        False
        """
        own = any(area.startswith(held.area) and held.duty == duty for held in self.duties)
        return own or any(area.startswith(above) for above in self.areas)

    @property
    def narrow(self) -> bool:
        """Whether all of it lies in streets or below: few rows, better looked up by area than gone through in an order."""
        return all(len(area) >= Level.street.digits for area in (*self.areas, *(held.area for held in self.duties)))

    def meets(self, area: str) -> bool:
        """Whether anything that may be seen can lie in the area.

        >>> Scope(("500103",), ()).meets("50"), Scope(("500103",), ()).meets("500104")
        (True, False)
        """
        mine = (*self.areas, *(held.area for held in self.duties))
        return any(area.startswith(own) or own.startswith(area) for own in mine)

    def where(self, area: Column[str], duty: Column[str] | None = None) -> ColumnElement[bool]:
        """The same as a condition on rows."""
        whole = any(len(above) <= Level.city.digits for above in self.areas)
        if whole:  # who oversees the whole city is not asked row by row where each lies
            return true()
        terms: list[ColumnElement[bool]] = [within(area, above) for above in self.areas]
        if duty is not None:
            terms += [and_(duty == held.duty, within(area, held.area)) for held in self.duties]
        return or_(*terms) if terms else false()


def scope(posts: Iterable[Held], overseeing: set[str]) -> Scope:
    """The scope of someone with these posts; `overseeing` names the duties that see all in their area."""
    posts = tuple({(post.duty, post.area): post for post in posts}.values())  # several may come to the same
    return Scope(
        tuple(dict.fromkeys(post.area for post in posts if post.duty in overseeing)),
        tuple(post for post in posts if post.duty not in overseeing),
    )


def may_administer(own: Iterable[Held], others: Iterable[Held], city: str) -> bool:
    """Whether who holds these posts administers the access of who holds the others: all those lie in an area of theirs.

    >>> may_administer([Held("access_admin", "500103")], [Held("clerk", "500103001"), Held("leader", "50")], "50")
    False
    """
    areas = [post.area for post in own if post.duty == ADMIN]
    held = [post.area for post in others] or [city]
    return bool(areas) and all(any(area.startswith(above) for above in areas) for area in held)
