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
from cityloop.review.spot_checks import rules
from cityloop.review.spot_checks.tables import Sampled, SpotLook
from cityloop.review.spot_checks.tables import SpotCheck as SpotCheck  # a record may be handed on, its table not
from cityloop.supervise.verifications import queries as verifications


def visible(work: Work, check_id: int) -> SpotCheck:
    """The spot-check, if the one who works oversees its area; to all others there is none."""
    found = work.session.get(SpotCheck, check_id)
    if found is None or not scope_of(work).covers(found.area):
        raise NotFound(kind="spot-check", id=check_id)
    return found


def seen(work: Work, limit: int = 100) -> Sequence[SpotCheck]:
    chosen = select(SpotCheck).where(scope_of(work).where(SpotCheck.area))
    return work.session.scalars(chosen.order_by(SpotCheck.since.desc(), SpotCheck.area).limit(limit)).all()


def sample(work: Work, check_id: int) -> Sequence[int]:
    chosen = select(Sampled.case_id).where(Sampled.spot_check_id == check_id).order_by(Sampled.case_id)
    return work.session.scalars(chosen).all()


def looks(work: Work, check_id: int) -> Sequence[SpotLook]:
    return work.session.scalars(select(SpotLook).where(SpotLook.spot_check_id == check_id).order_by(SpotLook.id)).all()


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
    told = set(work.session.scalars(select(SpotCheck.area).where(SpotCheck.since == month)))
    return sorted(code for code in work.session.scalars(posts) if len(code) == 6 and code not in told)


def to_draw(work: Work) -> Sequence[SpotCheck]:
    """The spot-checks whose month is over."""
    over = SpotCheck.drawn.is_(None) & (SpotCheck.until <= work.today)
    return work.session.scalars(select(SpotCheck).where(over).order_by(SpotCheck.id)).all()


def result(work: Work, check: SpotCheck) -> tuple[int, int, int]:
    """How many of the sample both people looked at, how many of these passed, and over how many they disagree."""
    said: dict[int, list[bool]] = {case: [] for case in sample(work, check.id)}
    for look in looks(work, check.id):
        said[look.case_id].append(look.passed)
    both = [one for one in said.values() if rules.passed(one) is not None]
    return len(both), sum(bool(rules.passed(one)) for one in both), sum(len(set(one)) > 1 for one in both)
