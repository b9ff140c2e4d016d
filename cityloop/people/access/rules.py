"""What a member may see. Pure: posts in, a scope out; the scope answers for one matter or as a SQL condition."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from cityloop.people.duties.rules import Held


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

    def where(self, area: InstrumentedAttribute[str], duty: InstrumentedAttribute[str] | None = None) -> ColumnElement[bool]:
        """The same as a condition on rows."""
        terms: list[ColumnElement[bool]] = [area.startswith(above, autoescape=True) for above in self.areas]
        if duty is not None:
            terms += [and_(duty == held.duty, area.startswith(held.area, autoescape=True)) for held in self.duties]
        return or_(*terms) if terms else false()


def scope(posts: Iterable[Held], overseeing: set[str]) -> Scope:
    """The scope of someone with these posts; `overseeing` names the duties that see all in their area."""
    posts = tuple(posts)
    return Scope(
        tuple(post.area for post in posts if post.duty in overseeing),
        tuple(post for post in posts if post.duty not in overseeing),
    )
