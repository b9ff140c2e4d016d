from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.facts import CaseDone
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.errors import NotAllowed, NotFound, Refused
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.supervise.facts import CaseVerified, VerificationAsked
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
    verification = work.keep(Verification(case_id=done.case, asked=work.now))
    work.tell(VerificationAsked(case=done.case, verification=verification.id))


def accept(work: Work, verification_id: int, note: str = "") -> None:
    verification = _answer(work, verification_id, accepted=True, note=note)
    cases.close(work, verification.case_id)


def reject(work: Work, verification_id: int, note: str) -> None:
    if not note.strip():
        raise ReasonMissing
    verification = _answer(work, verification_id, accepted=False, note=note)
    cases.reopen(work, verification.case_id)


def _answer(work: Work, verification_id: int, *, accepted: bool, note: str) -> Verification:
    verification = work.find(Verification, verification_id)
    if not case_queries.is_visible(work, verification.case_id):
        raise NotFound(kind="verification", id=verification_id)
    case = case_queries.get(work, verification.case_id)
    require(work, work.rulebook.playbook(case.detector).verified_by, case.area)
    if work.by in tasks.doers(work, case.id):
        raise SecondPair
    if verification.accepted is not None:
        raise Answered
    verification.accepted, verification.by, verification.at = accepted, work.by, work.now
    verification.note = note.strip()
    work.tell(CaseVerified(case=case.id, accepted=accepted, verification=verification.id))
    return verification
