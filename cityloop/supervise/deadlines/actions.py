from sqlalchemy import exists

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.clocks import actions as clocks
from cityloop.kit.work import Work
from cityloop.supervise.deadlines.tables import Deadline
from cityloop.supervise.facts import CaseHastened, LampTurned

AT_ONCE = 5_000  # lamps turned, or late cases said, in one transaction


def hasten(work: Work) -> None:
    """Say once of every case whose time has run out that it has."""
    said = exists().where(Deadline.case_id == Case.id)
    late = [case.id for case in cases.overdue(work, besides=said, limit=AT_ONCE)]
    work.session.add_all([Deadline(case_id=number, passed=work.now) for number in late])
    work.tell_all([CaseHastened(case=number) for number in late])


def turn_lamps(work: Work) -> None:
    """Say once of every clock that most of its time is used, and once that its time has run out."""
    turned = clocks.turn_lamps(work, AT_ONCE)
    work.tell_all([LampTurned(case=one.case_id, stage=one.stage, turn=one.turn, lamp=one.lamp.value) for one in turned])
