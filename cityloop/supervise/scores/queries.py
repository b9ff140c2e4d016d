from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.supervise.scores.tables import Score


class Standing(NamedTuple):
    """A duty in an area: over how many cases, and the mean of what they earned."""

    duty: str
    area: str
    cases: int
    points: float


def of_case(work: Work, case_id: int) -> Score | None:
    return work.session.scalar(select(Score).where(Score.case_id == case_id))


def standings(work: Work) -> Sequence[Standing]:
    """How the duties stand that the one who works may see, best first."""
    mean = func.avg(Score.points)
    rows = (
        select(Score.duty, Score.area, func.count(), mean)
        .where(scope_of(work).where(Score.area, Score.duty))
        .group_by(Score.duty, Score.area)
        .order_by(mean.desc(), Score.duty, Score.area)
    )
    return [Standing(duty, area, cases, round(float(points), 1)) for duty, area, cases, points in work.session.execute(rows)]
