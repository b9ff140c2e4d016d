from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from cityloop.decide.cases.queries import Case
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.errors import NotFound
from cityloop.kit.records import within
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import scope_of
from cityloop.people.duties.queries import Post, in_force
from cityloop.review.soundings import rules
from cityloop.review.soundings.tables import Sampled, SoundingLook
from cityloop.review.soundings.tables import Sounding as Sounding  # a record may be handed on, its table not
from cityloop.supervise.verifications import queries as verifications


def visible(work: Work, sounding_id: int) -> Sounding:
    """The spot-check, if the one who works oversees its area; to all others there is none."""
    found = work.session.get(Sounding, sounding_id)
    if found is None or not scope_of(work).covers(found.area):
        raise NotFound(kind="sounding", id=sounding_id)
    return found


def seen(work: Work, limit: int = 100) -> Sequence[Sounding]:
    chosen = select(Sounding).where(scope_of(work).where(Sounding.area))
    return work.session.scalars(chosen.order_by(Sounding.since.desc(), Sounding.area).limit(limit)).all()


def cases_of(work: Work, sounding_id: int) -> Sequence[int]:
    chosen = select(Sampled.case_id).where(Sampled.sounding_id == sounding_id).order_by(Sampled.case_id)
    return work.session.scalars(chosen).all()


def looks(work: Work, sounding_id: int) -> Sequence[SoundingLook]:
    return work.session.scalars(
        select(SoundingLook).where(SoundingLook.sounding_id == sounding_id).order_by(SoundingLook.id)
    ).all()


def closed(work: Work, area: str, since: date, until: date) -> Sequence[int]:
    """The cases the area closed in the stretch, by number; drills are none."""
    first, last = (datetime.combine(day, time(), CITY_TIME) for day in (since, until))
    inside = within(Case.area, area) & (Case.closed >= first) & (Case.closed < last)
    return work.session.scalars(select(Case.id).where(inside, Case.drill.is_(False)).order_by(Case.id)).all()


def took_part(work: Work, case_id: int) -> set[str]:
    """Who has worked on the case or verified it."""
    return tasks.doers(work, case_id) | {one.by for one in verifications.of_case(work, case_id) if one.by}


def to_tell(work: Work) -> list[str]:
    """The districts with an inspector of their own whose spot-check of this month was not told yet."""
    month = work.today.replace(day=1)
    posts = select(Post.area).where(Post.duty == "inspector", in_force(Post, work.today)).distinct()
    told = set(work.session.scalars(select(Sounding.area).where(Sounding.since == month)))
    return sorted(code for code in work.session.scalars(posts) if len(code) == 6 and code not in told)


def to_draw(work: Work) -> Sequence[Sounding]:
    """The spot-checks whose month is over."""
    over = Sounding.drawn.is_(None) & (Sounding.until <= work.today)
    return work.session.scalars(select(Sounding).where(over).order_by(Sounding.id)).all()


def tally(work: Work, check: Sounding) -> tuple[int, int, int]:
    """How many of the sample both people looked at, how many of these passed, and over how many they disagree."""
    said: dict[int, list[bool]] = {case: [] for case in cases_of(work, check.id)}
    for look in looks(work, check.id):
        said[look.case_id].append(look.passed)
    both = [one for one in said.values() if rules.passed(one) is not None]
    return len(both), sum(bool(rules.passed(one)) for one in both), sum(len(set(one)) > 1 for one in both)
