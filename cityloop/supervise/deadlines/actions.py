from cityloop.decide.cases import queries as cases
from cityloop.kit.work import Work
from cityloop.supervise.deadlines.tables import Deadline
from cityloop.supervise.facts import CaseHastened


def hasten(work: Work) -> None:
    """Say once of every case whose time has run out that it has."""
    for case in cases.overdue(work):
        if work.session.get(Deadline, case.id) is None:
            work.keep(Deadline(case_id=case.id, passed=work.now))
            work.tell(CaseHastened(case=case.id))
