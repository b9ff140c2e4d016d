from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, select

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.gatherings import rules
from cityloop.decide.gatherings.tables import Attendee as Attendee  # records may be handed on, their tables not
from cityloop.decide.gatherings.tables import Decision as Decision
from cityloop.decide.gatherings.tables import Gathering as Gathering
from cityloop.decide.gatherings.tables import Paper as Paper
from cityloop.decide.gatherings.tables import Remark as Remark
from cityloop.decide.gatherings.tables import Voice as Voice
from cityloop.decide.gatherings.tables import Whisper
from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.people.whereabouts import queries as whereabouts
from cityloop.places.areas import queries as areas


class Point(NamedTuple):
    """Something on the map around a case: a case or a member."""

    kind: str
    name: str
    lon: float
    lat: float
    case: int | None = None


def visible(work: Work, gathering_id: int) -> Gathering:
    """The gathering, if the one who works was called to it or oversees where the case is, and may see the case; to all others
    there is none."""
    found = work.session.get(Gathering, gathering_id)
    if found is None or not is_visible(work, found):
        raise NotFound(kind="gathering", id=gathering_id)
    return found


def is_visible(work: Work, one: Gathering) -> bool:
    if not cases.is_visible(work, one.case_id):
        return False
    return attendee(work, one.id) is not None or cases.oversees(work, cases.get(work, one.case_id).area)


def attendee(work: Work, gathering_id: int) -> Attendee | None:
    """The one who works as a member, if they were called."""
    own = select(Attendee).where(Attendee.gathering_id == gathering_id, Attendee.login == work.by)
    return work.session.scalar(own)


def entered(work: Work, gathering_id: int) -> Gathering:
    """The gathering that is open, for a member. Raises NotAMember, GatheringOver."""
    found = visible(work, gathering_id)
    if attendee(work, found.id) is None:
        raise rules.NotAMember
    if found.closed is not None:
        raise rules.GatheringOver
    return found


def seen(work: Work, limit: int) -> list[Gathering]:
    """The gatherings the one who works may see, those that are open first, newest first."""
    called = exists().where(Attendee.gathering_id == Gathering.id, Attendee.login == work.by)
    may = cases.sees(work, Gathering.case_id) & (called | cases.sees(work, Gathering.case_id, whole=True))
    chosen = select(Gathering).where(may).order_by(Gathering.closed.is_not(None), Gathering.id.desc())
    return list(work.session.scalars(chosen.limit(limit)))


def open_of_case(work: Work, case_id: int) -> Gathering | None:
    return work.session.scalar(select(Gathering).where(Gathering.case_id == case_id, Gathering.closed.is_(None)))


def of_case(work: Work, case_id: int) -> Sequence[Gathering]:
    return work.session.scalars(select(Gathering).where(Gathering.case_id == case_id).order_by(Gathering.id.desc())).all()


def attendees(work: Work, gathering_id: int) -> Sequence[Attendee]:
    """Everyone who was called, who leads first."""
    chosen = select(Attendee).where(Attendee.gathering_id == gathering_id)
    return work.session.scalars(chosen.order_by(Attendee.party != "", Attendee.id)).all()


def decisions(work: Work, gathering_id: int) -> Sequence[Decision]:
    return work.session.scalars(select(Decision).where(Decision.gathering_id == gathering_id).order_by(Decision.id)).all()


def papers(work: Work, gathering_id: int) -> Sequence[Paper]:
    return work.session.scalars(select(Paper).where(Paper.gathering_id == gathering_id).order_by(Paper.id)).all()


def paper(work: Work, gathering_id: int, paper_id: int) -> Paper:
    found = work.session.get(Paper, paper_id)
    if found is None or found.gathering_id != gathering_id:
        raise NotFound(kind="paper", id=paper_id)
    return found


def remarks(work: Work, gathering_id: int) -> Sequence[Remark]:
    return work.session.scalars(select(Remark).where(Remark.gathering_id == gathering_id).order_by(Remark.id)).all()


def told(work: Work, one: Gathering) -> Sequence[FactRow]:
    """All that happened to the case and in the gathering, oldest first."""
    return facts.about(work.session, f"case:{one.case_id}", f"gathering:{one.id}")


# the call ---------------------------------------------------------------------------------------------------------------


def voices(work: Work, gathering_id: int) -> Sequence[Voice]:
    """Who speaks now, in the order in which they came."""
    here = (Voice.gathering_id == gathering_id) & Voice.ended.is_(None) & (Voice.seen > work.now - rules.SILENT)
    return work.session.scalars(select(Voice).where(here).order_by(Voice.id)).all()


def silent(work: Work) -> Sequence[Voice]:
    """Voices that are heard of no more and were not said to have left."""
    return work.session.scalars(select(Voice).where(Voice.ended.is_(None), Voice.seen <= work.now - rules.SILENT)).all()


def own_voice(work: Work, gathering_id: int, voice_id: int) -> Voice:
    """The voice of the one who works. Raises NotYourVoice."""
    found = work.session.get(Voice, voice_id)
    if found is None or found.gathering_id != gathering_id or found.login != work.by or found.ended is not None:
        raise rules.NotYourVoice
    return found


def whispers(work: Work, voice_id: int, after: int) -> Sequence[Whisper]:
    """What was said to a browser after a number, oldest first."""
    return work.session.scalars(select(Whisper).where(Whisper.whom == voice_id, Whisper.id > after).order_by(Whisper.id)).all()


# around -----------------------------------------------------------------------------------------------------------------


def around(work: Work, one: Gathering, names: dict[str, str]) -> list[Point]:
    """What the map shows: the case, other open cases of its street that the one who works may see, and where members are."""
    case = cases.get(work, one.case_id)
    found = [_case(each) for each in cases.seen(work, area=case.area[:9], limit=200) if each.open and each.id != case.id]
    places = whereabouts.of(work, [each.login for each in attendees(work, one.id)])
    found += [Point("member", names.get(login, login), *place) for login, place in places.items()]
    return [point for point in found if point is not None]


def _case(case: Case) -> Point | None:
    return Point("case", case.subject, case.lon, case.lat, case.id) if case.lon is not None and case.lat is not None else None


def place_name(work: Work, case: Case) -> str:
    return areas.title(work, case.area)
