from collections.abc import Sequence

from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.kit.work import Work
from cityloop.review.lessons.tables import Lesson


def seen(work: Work, detector: str = "", before: int | None = None, limit: int = 200) -> Sequence[Lesson]:
    """A page of the lessons of cases the one who works may see, newest first; `before` is the number to go on from."""
    chosen = select(Lesson).where(Lesson.case_id.in_(cases.all_seen(work)))
    if detector:
        chosen = chosen.where(Lesson.detector == detector)
    if before is not None:
        chosen = chosen.where(Lesson.id < before)
    return work.session.scalars(chosen.order_by(Lesson.id.desc()).limit(limit)).all()
