from collections.abc import Sequence

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.review.lessons.tables import Lesson


def kept(work: Work, detector: str = "", limit: int = 200) -> Sequence[Lesson]:
    """The lessons, newest first."""
    chosen = select(Lesson).order_by(Lesson.id.desc()).limit(limit)
    return work.session.scalars(chosen.where(Lesson.detector == detector) if detector else chosen).all()
