from datetime import datetime

from cityloop.kit.errors import NotAllowed
from cityloop.kit.work import Work
from cityloop.people.access.queries import keeps_of
from cityloop.people.facts import LeaveEnded, LeaveSaid
from cityloop.people.leaves import rules
from cityloop.people.leaves.tables import Leave
from cityloop.people.members import queries as members


def say(work: Work, login: str, since: datetime, until: datetime, why: str) -> Leave:
    """Say that a member is away from one instant to another: they themselves, or who keeps personnel there."""
    member = members.known(work, login)
    rules.sound(since, until, why)
    _may(work, member)
    leave = work.keep(Leave(member_id=member.id, since=since, until=until, why=why.strip(), by=work.by))
    work.tell(LeaveSaid(leave=leave.id, member=member.id))
    return leave


def end(work: Work, leave_id: int) -> Leave:
    """The member is back before it was said; a leave that has not begun never does."""
    leave = work.find(Leave, leave_id)
    _may(work, members.by_ids(work, {leave.member_id})[leave.member_id])
    if leave.until <= work.now:
        raise rules.LeaveOver
    leave.until = max(work.now, leave.since)
    work.tell(LeaveEnded(leave=leave.id, member=leave.member_id))
    return leave


def _may(work: Work, member: members.Member) -> None:
    if member.login != work.by and not keeps_of(work, member.id):
        raise NotAllowed(why="Only the member, or who keeps personnel where one of their posts is, may say this.")
