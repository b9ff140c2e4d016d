from datetime import datetime

from cityloop.kit.errors import NotAllowed, NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import may
from cityloop.people.duties.queries import held_by
from cityloop.places.areas import queries as areas
from cityloop.sense.facts import MuteApproved, MuteAsked, MuteEnded
from cityloop.sense.mutes import rules
from cityloop.sense.mutes.tables import Mute


def ask(work: Work, *, detector: str, subject: str, area: str, since: datetime, until: datetime, reason: str) -> Mute:
    """Ask that alerts of a time to come be recorded and not sent. Nothing is quiet before somebody else approves."""
    rules.sound(since, until, reason, work.now)
    if detector and detector not in work.rulebook.detectors:
        raise NotFound(kind="detector", id=detector)
    areas.get(work, area)
    if not any(area.startswith(held.area) for held in held_by(work, work.by)):
        raise NotAllowed(why=f"Only who holds a duty over area {area} may ask for quiet there.")
    asked = Mute(
        detector=detector,
        subject=subject,
        area=area,
        since=since,
        until=until,
        reason=reason.strip(),
        asked_by=work.by,
        asked=work.now,
    )
    mute = work.keep(asked)
    work.tell(MuteAsked(mute=mute.id))
    return mute


def approve(work: Work, mute_id: int) -> Mute:
    mute = work.find(Mute, mute_id)
    if mute.approved or mute.ended or mute.until <= work.now:
        raise rules.MuteOver
    if not _approves(work, mute.area):
        raise NotAllowed(why=f"Only a leader or dispatcher over area {mute.area} may approve this.")
    if mute.asked_by in {work.by, *work.acting_for}:
        raise rules.SecondApprover
    mute.approved, mute.approved_by = work.now, work.by
    work.tell(MuteApproved(mute=mute.id))
    return mute


def end(work: Work, mute_id: int) -> Mute:
    """End it before its time; what is still going on then is sent."""
    mute = work.find(Mute, mute_id)
    if mute.ended or mute.until <= work.now:
        raise rules.MuteOver
    if work.by != mute.asked_by and not _approves(work, mute.area):
        raise NotAllowed(why="Only who asked for it, or a leader or dispatcher there, may end it.")
    mute.ended, mute.ended_by = work.now, work.by
    work.tell(MuteEnded(mute=mute.id))
    return mute


def _approves(work: Work, area: str) -> bool:
    return may(work, rules.APPROVERS, area)
