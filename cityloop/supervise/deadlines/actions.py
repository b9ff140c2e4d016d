from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.decide.clocks import actions as clocks
from cityloop.kit.work import Work
from cityloop.supervise.deadlines.tables import Deadline
from cityloop.supervise.facts import CaseHastened, LampTurned

AT_ONCE = 5_000  # lamps turned in one transaction


def hasten(work: Work) -> None:
    """Say once of every case whose time has run out that it has."""
    for case in cases.overdue(work, besides=select(Deadline.case_id)):
        work.keep(Deadline(case_id=case.id, passed=work.now))
        work.tell(CaseHastened(case=case.id))


def turn_lamps(work: Work) -> None:
    """Say once of every clock that most of its time is used, and once that its time has run out."""
    turned = clocks.turn_lamps(work, AT_ONCE)
    work.tell_all([LampTurned(case=one.case_id, stage=one.stage, turn=one.turn, lamp=one.lamp.value) for one in turned])
