from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from cityloop.decide.parts.rules import As
from cityloop.decide.parts.tables import Follower, Part
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of

MOST = 5_000  # of the newest cases somebody takes part in


def of_case(work: Work, case_id: int) -> Sequence[Part]:
    return work.session.scalars(select(Part).where(Part.case_id == case_id).order_by(Part.id)).all()


def followers(work: Work, case_id: int) -> Sequence[str]:
    return work.session.scalars(select(Follower.who).where(Follower.case_id == case_id).order_by(Follower.since)).all()


def taken(work: Work) -> list[int]:
    """The cases that the one who works may see because a duty of theirs takes part, or because they follow them.

    Whoever oversees an area sees what lies in it anyway; only what was asked for across districts lies elsewhere.
    """
    scope = scope_of(work)
    terms = [and_(Part.duty == held.duty, within(Part.area, held.area)) for held in scope.duties]
    terms += [and_(Part.as_ == As.across, scope.where(Part.area))] if scope.areas else []
    followed = select(Follower.case_id).where(Follower.who == work.by).order_by(Follower.case_id.desc()).limit(MOST)
    found = set(work.session.scalars(followed))
    if terms:
        found |= set(work.session.scalars(select(Part.case_id).where(or_(*terms)).order_by(Part.case_id.desc()).limit(MOST)))
    return sorted(found)


def takes_part(work: Work, case_id: int) -> bool:
    """The same of one case."""
    scope = scope_of(work)
    return any(scope.covers(part.area, part.duty) for part in of_case(work, case_id)) or work.by in followers(work, case_id)
