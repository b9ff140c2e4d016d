from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.people.attendances.rules import LONGEST
from cityloop.people.attendances.tables import Attendance as Attendance  # a record may be handed on, its table not


def own(work: Work) -> Attendance | None:
    """The last time the one who works came to work, or left; none if that was long ago."""
    chosen = select(Attendance).where(Attendance.login == work.by, Attendance.began > work.now - LONGEST)
    return work.session.scalar(chosen.order_by(Attendance.began.desc(), Attendance.id.desc()).limit(1))


def left_open(work: Work) -> Attendance | None:
    """The one stretch of the one who works that has not ended."""
    return work.session.scalar(select(Attendance).where(Attendance.login == work.by, Attendance.ended.is_(None)))
