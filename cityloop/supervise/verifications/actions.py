from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.facts import CaseDone, LookAsked
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.errors import NotAllowed, NotFound, Refused
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.supervise.facts import CaseVerified, VerificationAsked
from cityloop.supervise.verifications.rules import Kind
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
    verification = work.keep(Verification(case_id=case_id, kind=kind, asked=work.now))
    work.tell(VerificationAsked(case=case_id, verification=verification.id))


def accept(work: Work, verification_id: int, note: str = "") -> None:
    verification = _answer(work, verification_id, accepted=True, note=note)
    cases.verified(work, verification.case_id, accepted=True)


def reject(work: Work, verification_id: int, note: str) -> None:
    if not note.strip():
        raise ReasonMissing
    verification = _answer(work, verification_id, accepted=False, note=note)
    cases.verified(work, verification.case_id, accepted=False)


def _answer(work: Work, verification_id: int, *, accepted: bool, note: str) -> Verification:
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
    verification.note = note.strip()
    closing = verification.kind is Kind.before_closing
    work.tell(CaseVerified(case=case.id, accepted=accepted, verification=verification.id, closing=closing))
    return verification
