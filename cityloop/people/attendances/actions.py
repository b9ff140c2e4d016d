from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.attendances import queries
from cityloop.people.attendances.rules import LONGEST, AtWorkAlready, NotAtWork
from cityloop.people.attendances.tables import Attendance
from cityloop.people.facts import CameToWork, LeftWork
from cityloop.people.whereabouts import actions as whereabouts


def come(work: Work, lon: float | None, lat: float | None, *, shares: bool) -> Attendance:
    """The one who works is at work. Where they are is kept only if they share it."""
    alone(work.session, f"attendance {work.by}")
    before = queries.left_open(work)
    if before and work.now - before.began < LONGEST:
        raise AtWorkAlready
    if before:
        before.ended, before.forgotten = before.began + LONGEST, True
    found = work.keep(Attendance(login=work.by, began=work.now, shares=shares))
    if shares:
        whereabouts.say(work, lon, lat)
    work.tell(CameToWork(attendance=found.id))
    return found


def leave(work: Work) -> Attendance:
    """The one who works goes; where they were is forgotten."""
    alone(work.session, f"attendance {work.by}")
    found = queries.left_open(work)
    if found is None:
        raise NotAtWork
    found.ended = work.now
    whereabouts.forget(work)
    work.tell(LeftWork(attendance=found.id))
    return found
