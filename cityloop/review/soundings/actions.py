import secrets
from datetime import date

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.review.facts import SoundingConcluded, SoundingDrawn, SoundingLooked, SoundingTold
from cityloop.review.soundings import queries, rules
from cityloop.review.soundings.tables import Sampled, Sounding, SoundingLook
from cityloop.rulebook import reviewing


def tell(work: Work) -> None:
    """Tell every district of this month's spot-check, with the digest of its seed."""
    since = work.today.replace(day=1)
    for area in queries.to_tell(work):
        seed = secrets.token_hex(16)
        size = int(reviewing.on(work.rulebook.amendments, work.today, area)["sample"])
        check = Sounding(
            area=area, since=since, until=_month_after(since), size=size, digest=rules.digest(seed), seed=seed, told=work.now
        )
        work.keep(check)
        work.tell(SoundingTold(sounding=check.id, area=area, digest=check.digest))


def draw(work: Work) -> None:
    """Draw the sample of every spot-check whose month is over, and tell the seed."""
    for check in queries.to_draw(work):
        closed = queries.closed(work, check.area, check.since, check.until)
        for case in rules.drawn(check.seed, closed, check.size):
            work.keep(Sampled(sounding_id=check.id, case_id=case))
        check.drawn, check.closed_cases = work.now, len(closed)
        work.tell(SoundingDrawn(sounding=check.id, seed=check.seed, cases=min(len(closed), check.size)))
        if not closed:
            _conclude(work, check)


def go_on(work: Work) -> None:
    """What is done without anyone asking: last month's are drawn, this month's are told."""
    draw(work)
    tell(work)


def look(work: Work, sounding_id: int, case_id: int, *, passed: bool, note: str) -> Sounding:
    """Say what one found of a case of the sample; with the last look the bulletin is due."""
    check = queries.visible(work, sounding_id)
    require_any(work, rules.LOOKERS, check.area)
    if case_id not in queries.cases_of(work, check.id):
        raise NotFound(kind="case of the sample", id=case_id)
    if {work.by, *work.acting_for} & queries.took_part(work, case_id):
        raise rules.OwnWork
    looks = [one for one in queries.looks(work, check.id) if one.case_id == case_id]
    if work.by in {one.by for one in looks}:
        raise rules.LookedAlready
    if len(looks) >= 2:
        raise rules.BothLooked
    if not passed and not note.strip():
        raise rules.NoteMissing
    kept = SoundingLook(sounding_id=check.id, case_id=case_id, passed=passed, note=note.strip(), by=work.by, at=work.now)
    work.keep(kept)
    work.tell(SoundingLooked(sounding=check.id, case=case_id, passed=passed))
    if queries.tally(work, check)[0] == len(queries.cases_of(work, check.id)):
        _conclude(work, check)
    return check


def _conclude(work: Work, check: Sounding) -> None:
    check.concluded = work.now
    work.tell(SoundingConcluded(sounding=check.id))


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
