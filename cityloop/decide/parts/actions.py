from sqlalchemy import select

from cityloop.decide.facts import PartTaken
from cityloop.decide.parts.rules import As
from cityloop.decide.parts.tables import Follower, Part
from cityloop.kit.work import Work


def take(work: Work, case_id: int, duty: str, area: str, as_: As) -> None:
    """Let a duty take part in the case, once."""
    there = select(Part.id).where(Part.case_id == case_id, Part.duty == duty, Part.area == area)
    if work.session.scalar(there) is None:
        work.keep(Part(case_id=case_id, duty=duty, area=area, as_=as_, since=work.now))
        work.tell(PartTaken(case=case_id, duty=duty, area=area, how=as_.value))


def follow(work: Work, case_id: int, who: str) -> None:
    if work.session.get(Follower, (case_id, who)) is None:
        work.keep(Follower(case_id=case_id, who=who, since=work.now))


def leave(work: Work, case_id: int, who: str) -> None:
    there = work.session.get(Follower, (case_id, who))
    if there is not None:
        work.session.delete(there)


def carry(work: Work, case_id: int, into: int) -> None:
    """Let all who follow a case follow another from now on as well."""
    for who in work.session.scalars(select(Follower.who).where(Follower.case_id == case_id)).all():
        follow(work, into, who)
