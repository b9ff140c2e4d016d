from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.facts import CaseDone, LookAsked
from cityloop.decide.tasks import actions as task_actions
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.distances import apart_m
from cityloop.kit.errors import NotAllowed, NotFound, Refused
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.whereabouts import actions as whereabouts
from cityloop.supervise.facts import CaseVerified, VerificationAsked
from cityloop.supervise.verifications import nearest
from cityloop.supervise.verifications.rules import Kind, PresenceMissing, Seen
from cityloop.supervise.verifications.tables import Verification


class SecondPair(NotAllowed):
    """Who has worked on a case cannot verify it: someone else must look."""


class Answered(Refused):
    """This verification has been answered already."""


class ReasonMissing(Refused):
    """Say what is wrong: the doers must know what to do again."""

    status = 422


def ask(work: Work, done: CaseDone) -> None:
    """Ask for a look at a case that is said to be done."""
    _ask(work, done.case, Kind.before_closing)


def ask_before_filing(work: Work, asked: LookAsked) -> None:
    """Ask for a look at what somebody reported."""
    _ask(work, asked.case, Kind.before_filing)


def _ask(work: Work, case_id: int, kind: Kind) -> None:
    """Ask whoever is nearest, where the cycle of the case has it looked at on the spot."""
    case = case_queries.get(work, case_id)
    looks = case_queries.looked_at_by(work, case)
    near = nearest.ranked(work, case, looks) if looks else []
    free = [one for one in near if one.login not in tasks.doers(work, case_id)]
    asked_of = free[0].login if free else ""
    verification = work.keep(Verification(case_id=case_id, kind=kind, asked=work.now, asked_of=asked_of))
    work.tell(VerificationAsked(case=case_id, verification=verification.id))


def accept(work: Work, verification_id: int, seen: Seen) -> None:
    verification = _answer(work, verification_id, accepted=True, seen=seen)
    cases.verified(work, verification.case_id, accepted=True)


def reject(work: Work, verification_id: int, seen: Seen) -> None:
    if not seen.note.strip():
        raise ReasonMissing
    verification = _answer(work, verification_id, accepted=False, seen=seen)
    cases.verified(work, verification.case_id, accepted=False)


def _answer(work: Work, verification_id: int, *, accepted: bool, seen: Seen) -> Verification:
    verification = work.find(Verification, verification_id)
    if not case_queries.is_visible(work, verification.case_id):
        raise NotFound(kind="verification", id=verification_id)
    case = case_queries.get(work, verification.case_id)
    require(work, case_queries.verified_by(work, case), case.area)
    if {work.by, *work.acting_for} & tasks.doers(work, case.id):
        raise SecondPair
    if verification.accepted is not None:
        raise Answered
    verification.accepted, verification.by, verification.at = accepted, work.by, work.now
    verification.note = seen.note.strip()
    _show(work, case, verification, seen)
    closing = verification.kind is Kind.before_closing
    work.tell(CaseVerified(case=case.id, accepted=accepted, verification=verification.id, closing=closing))
    return verification


def _show(work: Work, case: case_queries.Case, verification: Verification, seen: Seen) -> None:
    """A picture proves that somebody was there; place and time in it, or said with it, are looked at like all evidence."""
    if case_queries.looked_at_by(work, case) and not seen.photos:
        raise PresenceMissing
    task_actions.tie(work, case.id, list(seen.photos), proof=False)
    verification.photos = list(seen.photos)
    verification.away_m = apart_m((case.lon, case.lat), (seen.lon, seen.lat))
    whereabouts.say(work, seen.lon, seen.lat)
