from datetime import date

from cityloop.decide.facts import PolicyAdopted
from cityloop.decide.policies.rules import Mode
from cityloop.decide.policies.tables import Policy
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas


def adopt(
    work: Work, *, detector: str, warning: int, area: str, from_h: float, to_h: float, mode: Mode, since: date, reason: str
) -> Policy:
    """Adopt a line: from that day on such alerts lead to this."""
    require(work, "rule_board", area)
    areas.get(work, area)
    if detector and detector not in work.rulebook.detectors:
        raise NotFound(kind="detector", id=detector)
    if since < work.today:
        raise Unreadable(why="A policy holds from today at the earliest: what was decided before was decided otherwise.")
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    line = Policy(
        detector=detector,
        warning=warning,
        area=area,
        from_h=from_h,
        to_h=to_h,
        mode=mode,
        since=since,
        reason=reason.strip(),
        by=work.by,
        at=work.now,
    )
    kept = work.keep(line)
    work.tell(PolicyAdopted(policy=kept.id))
    return kept
