from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete

from cityloop.decide.cases import queries as cases
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.facts import (
    DecisionMade,
    GatheringClosed,
    GatheringOpened,
    LeadTaken,
    MemberCalled,
    PaperShown,
    RemarkMade,
    SummaryWritten,
)
from cityloop.decide.gatherings import queries, rules
from cityloop.decide.gatherings.rules import Why
from cityloop.decide.gatherings.tables import Attendee, Decision, Gathering, Paper, Remark, Whisper
from cityloop.decide.parts import actions as parts
from cityloop.decide.parts.rules import As
from cityloop.decide.tasks import actions as tasks
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.people.duties.rules import Held
from cityloop.people.members.queries import known
from cityloop.people.rosters import queries as rosters


class Guest(NamedTuple):
    """Whoever holds a duty somewhere is called, those on turn where it has a roster; into a party, some of them to lead it."""

    to: Held
    party: str = ""
    leads: bool = False


class View(NamedTuple):
    zoom: float = 15.0
    layers: tuple[str, ...] = ()


def open_by_hand(work: Work, case_id: int) -> Gathering:
    """Come together about a case without a plan: who asks for it leads, who has the case is called."""
    case = cases.visible(work, case_id)
    require_any(work, rules.OPEN, case.area)
    alone(work.session, f"gathering of case {case_id}")
    if queries.open_of_case(work, case_id):
        raise rules.GatheringThere
    guests = [Guest(Held(case.duty, case.held_at))] if case.held_at else []
    return begin(work, case_id, case.subject, guests, View())


def begin(work: Work, case_id: int, title: str, guests: Iterable[Guest], view: View) -> Gathering:
    """Open a gathering, or call more people to the one that is open."""
    found = queries.open_of_case(work, case_id)
    if found is None:
        found = Gathering(case_id=case_id, title=title, lead=work.by, opened=work.now, by=work.by)
        work.keep(found)
        work.tell(GatheringOpened(case=case_id, gathering=found.id))
    found.zoom, found.layers = view.zoom, list(view.layers)
    there = {one.login for one in queries.attendees(work, found.id)}
    if work.by not in there:
        there.add(work.by)
        _seat(work, found, work.by, Guest(Held("", ""), leads=True), Why.opened)
    for guest in guests:
        logins, how = rosters.summoned(work, guest.to.duty, guest.to.area)
        for login in logins:
            if login not in there and len(there) < rules.MOST_CALLED:
                there.add(login)
                _seat(work, found, login, guest, Why(how))
    return found


def _seat(work: Work, gathering: Gathering, login: str, guest: Guest, how: Why = Why.by_name) -> Attendee:
    came = work.now if login == work.by else None
    seat = Attendee(
        gathering_id=gathering.id,
        login=login,
        duty=guest.to.duty,
        area=guest.to.area,
        party=guest.party,
        leads=guest.leads,
        since=work.now,
        came=came,
        how=how,
    )
    work.keep(seat)
    parts.follow(work, gathering.case_id, login)
    work.tell(MemberCalled(gathering=gathering.id, member=login))
    return seat


def call(work: Work, gathering_id: int, login: str) -> Attendee:
    """Call one more member, whatever their duty; they may see the case from now on."""
    gathering = queries.entered(work, gathering_id)
    member = known(work, login)
    if any(one.login == login for one in queries.attendees(work, gathering.id)):
        raise Unreadable(why="They were called already.")
    return _seat(work, gathering, member.login, Guest(Held("", "")))


def enter(work: Work, gathering_id: int) -> None:
    """Look in: it is noted when a member first came. Who oversees the place and may open gatherings may join by themselves."""
    gathering = queries.visible(work, gathering_id)
    seat = queries.attendee(work, gathering.id)
    if seat is None and gathering.closed is None:
        require_any(work, rules.OPEN, cases.get(work, gathering.case_id).area)
        seat = _seat(work, gathering, work.by, Guest(Held("", "")), Why.joined)
    if seat is not None and seat.came is None:
        seat.came = work.now


def lead(work: Work, gathering_id: int) -> None:
    """Take the lead."""
    gathering = queries.entered(work, gathering_id)
    require_any(work, rules.OPEN, cases.get(work, gathering.case_id).area)
    gathering.lead = work.by
    work.tell(LeadTaken(gathering=gathering.id, member=work.by))


def summarise(work: Work, gathering_id: int, text: str) -> None:
    """Write what somebody who comes late must know first."""
    gathering = queries.entered(work, gathering_id)
    gathering.summary = text.strip()
    work.tell(SummaryWritten(gathering=gathering.id))


def remark(work: Work, gathering_id: int, text: str) -> Remark:
    gathering = queries.entered(work, gathering_id)
    if not text.strip():
        raise Unreadable(why="Please write something.")
    kept = work.keep(Remark(gathering_id=gathering.id, text=text.strip(), by=work.by, at=work.now))
    work.tell(RemarkMade(gathering=gathering.id, remark=kept.id))
    return kept


def decide(work: Work, gathering_id: int, text: str, because: str, due: datetime | None, duty: str) -> Decision:
    """Decide something. If a duty is named it becomes a task of the case, for who holds it at the lowest level."""
    gathering = queries.entered(work, gathering_id)
    if not text.strip() or (duty and due is None) or (due is not None and due <= work.now):
        raise rules.DecisionUnclear
    case = cases.get(work, gathering.case_id)
    decision = Decision(gathering_id=gathering.id, text=text.strip(), because=because.strip(), by=work.by, at=work.now, due=due)
    if duty:
        if duty not in work.rulebook.duties:
            raise NotFound(kind="duty", id=duty)
        route = dispatches.route(work, duty, case.area)
        if route.area is None:
            raise rules.NobodyCarriesOut(duty=duty)
        assert due is not None
        decision.duty, decision.area = duty, route.area
        decision.task_id = tasks.order(work, case.id, decision.text, duty, route.area, due).id
        parts.take(work, case.id, duty, route.area, As.planned)
    work.keep(decision)
    work.tell(DecisionMade(case=case.id, gathering=gathering.id, decision=decision.id))
    return decision


def show(work: Work, gathering_id: int, title: str, content: bytes) -> Paper:
    """Show a picture or a document."""
    gathering = queries.entered(work, gathering_id)
    kind = rules.kind_of(content, title)
    if kind is None or len(content) > rules.LARGEST:
        raise rules.NotSuchAFile
    size, name = len(content), work.files.keep(content)
    paper = Paper(gathering_id=gathering.id, file=name, title=title[-200:], kind=kind, size=size, by=work.by, at=work.now)
    work.keep(paper)
    work.tell(PaperShown(gathering=gathering.id, paper=paper.id))
    return paper


def close(work: Work, gathering_id: int) -> Gathering:
    """Close the gathering, as who leads it or may open one. Everything stays readable."""
    gathering = queries.entered(work, gathering_id)
    if gathering.lead != work.by:
        require_any(work, rules.OPEN, cases.get(work, gathering.case_id).area)
    return end(work, gathering)


def end(work: Work, gathering: Gathering) -> Gathering:
    gathering.closed, gathering.closed_by = work.now, work.by
    work.tell(GatheringClosed(case=gathering.case_id, gathering=gathering.id))
    return gathering


def forget(work: Work) -> None:
    """Forget what browsers said to each other minutes ago."""
    work.session.execute(delete(Whisper).where(Whisper.at < work.now - rules.KEPT))
