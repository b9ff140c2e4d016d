from collections.abc import Sequence
from datetime import date

from cityloop.kit.errors import NotFound
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.agencies import queries, rules
from cityloop.people.agencies.rules import Profile
from cityloop.people.agencies.tables import Agency, AgencyState
from cityloop.people.duties import actions as duties
from cityloop.people.duties import queries as posts
from cityloop.people.duties.rules import KEEPER, Ground
from cityloop.people.facts import AgenciesMerged, AgencyChanged, AgencyClosed, AgencyFounded
from cityloop.people.members import queries as members


def found(work: Work, ground: Ground, code: str, since: date, profile: Profile, why: str, *, by_operator: bool = False) -> Agency:
    """A new agency, from a day on; the operator may say one of the past."""
    alone(work.session, "agencies")
    _sound(work, ground, code, since, profile, by_operator)
    if queries.there(work, code):
        raise rules.AgencyThere(code=code)
    agency = work.keep(Agency(code=code))
    _say(work, agency, since, profile, why)
    work.tell(AgencyFounded(agency=agency.id, since=since.isoformat()))
    return agency


def change(
    work: Work, ground: Ground, code: str, since: date, profile: Profile, why: str, *, by_operator: bool = False
) -> Agency:
    """Another name, parent, area, leader from a day on. What it was before stays as it was."""
    alone(work.session, "agencies")
    _sound(work, ground, code, since, profile, by_operator)
    agency = queries.get(work, code)
    last = _last(work, agency, since, by_operator)
    last.until = since
    work.session.flush()
    _say(work, agency, since, profile, why)
    work.tell(AgencyChanged(agency=agency.id, since=since.isoformat()))
    return agency


def close(work: Work, code: str, until: date, *, by_operator: bool = False) -> Agency:
    """Close an agency before that day: nothing stands under it then, and nobody holds a post of it."""
    alone(work.session, "agencies")
    rules.day(until, work.today, past=by_operator)
    agency = queries.get(work, code)
    last = _last(work, agency, until, by_operator)
    below = queries.children_after(work, agency.id, until)
    if below:
        raise rules.StillBelow(name=last.name, day=until, below=below[0].name)
    held = posts.of_agency_after(work, agency.id, until)
    if held:
        raise rules.StillHeld(name=last.name, day=until, count=len(held))
    last.until = until
    work.tell(AgencyClosed(agency=agency.id, until=until.isoformat()))
    return agency


def merge(work: Work, ground: Ground, codes: Sequence[str], into: str, since: date, why: str) -> Agency:
    """Merge agencies into another from a day on: what stands under them and the posts held in them go over, they close."""
    alone(work.session, "agencies")
    target = queries.get(work, into)
    if queries.state_on(work, target.id, since) is None:
        raise rules.NoAgencyThen(code=into, day=since)
    for code in dict.fromkeys(codes):
        was = queries.get(work, code)
        for state in queries.children_after(work, was.id, since):
            child = work.find(Agency, state.agency_id)
            change(work, ground, child.code, since, profile_of(work, state)._replace(parent=into), why)
        duties.hand_over(work, posts.of_agency_after(work, was.id, since), since, target.id)
        close(work, code, since)
        was.successor_id = target.id
        work.tell(AgenciesMerged(agency=was.id, into=target.id, since=since.isoformat()))
    return target


def profile_of(work: Work, state: AgencyState) -> Profile:
    """What was said of the agency for that time."""
    parent = work.find(Agency, state.parent_id).code if state.parent_id else ""
    leader = members.by_ids(work, {state.leader_id})[state.leader_id].login if state.leader_id else ""
    return Profile(state.name, state.short, state.credit, state.kind, state.area, parent, leader)


def _sound(work: Work, ground: Ground, code: str, since: date, profile: Profile, by_operator: bool) -> None:
    rules.sound(code, profile)
    rules.day(since, work.today, past=by_operator)
    if not ground.known(profile.area):
        raise NotFound(kind="area", id=profile.area)
    if not by_operator:
        require(work, KEEPER, profile.area)


def _last(work: Work, agency: Agency, since: date, by_operator: bool) -> AgencyState:
    """The state that holds until now, which must have begun before and still last."""
    last = queries.states(work, agency.id)[-1]
    if not by_operator:
        require(work, KEEPER, last.area)
    if last.until is not None and last.until <= since:
        raise rules.NoAgencyThen(code=agency.code, day=since)
    if last.since >= since:
        raise rules.HoldsAlready(name=last.name, since=last.since)
    return last


def _say(work: Work, agency: Agency, since: date, profile: Profile, why: str) -> None:
    parent = queries.get(work, profile.parent) if profile.parent else None
    leader = members.known(work, profile.leader) if profile.leader else None
    if parent and queries.state_on(work, parent.id, since) is None:
        raise rules.NoAgencyThen(code=parent.code, day=since)
    if parent and (closes := queries.states(work, parent.id)[-1].until):
        raise rules.NoAgencyThen(code=parent.code, day=closes)
    state = AgencyState(
        agency_id=agency.id,
        since=since,
        name=profile.name.strip(),
        short=profile.short.strip(),
        credit=profile.credit,
        kind=profile.kind,
        area=profile.area,
        parent_id=parent.id if parent else None,
        leader_id=leader.id if leader else None,
        why=why.strip(),
        by=work.by,
    )
    work.keep(state)
    for day in (since, *queries.days_after(work, since)):
        _no_circle(work, agency, profile.name, day)


def _no_circle(work: Work, agency: Agency, name: str, day: date) -> None:
    above, passed = queries.state_on(work, agency.id, day), {agency.id}
    while above and above.parent_id is not None:
        if above.parent_id in passed:
            raise rules.Circle(name=name, day=day)
        passed.add(above.parent_id)
        above = queries.state_on(work, above.parent_id, day)
