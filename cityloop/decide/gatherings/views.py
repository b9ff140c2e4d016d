"""A gathering put together for one page, and for its minutes."""

from collections.abc import Sequence

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.schemas import LineOut
from cityloop.decide.gatherings import queries, rules
from cityloop.decide.gatherings.queries import Attendee, Decision, Gathering, Paper, Remark, Voice
from cityloop.decide.gatherings.schemas import (
    AttendeeOut,
    DecisionOut,
    GatheringLine,
    GatheringPage,
    PaperOut,
    PointOut,
    RemarkOut,
    VoiceOut,
)
from cityloop.decide.tasks import queries as tasks
from cityloop.decide.tasks.rules import OVER
from cityloop.decide.tasks.rules import State as TaskState
from cityloop.kit.facts import FactRow
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties.rules import under
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas


def line(work: Work, one: Gathering) -> GatheringLine:
    case = cases.get(work, one.case_id)
    people = queries.attendees(work, one.id)
    return GatheringLine(
        id=one.id,
        case=case.id,
        title=one.title,
        area=case.area,
        area_name=areas.title(work, case.area),
        warning=case.warning,
        drill=case.drill,
        lead_name=names(work, {one.lead}).get(one.lead, one.lead),
        opened=one.opened,
        closed=one.closed,
        called=len(people),
        came=sum(each.came is not None for each in people),
        decisions=len(queries.decisions(work, one.id)),
    )


def page(work: Work, one: Gathering) -> GatheringPage:
    case = cases.get(work, one.case_id)
    rows, people = queries.told(work, one), queries.attendees(work, one.id)
    called = names(work, _logins(work, one, rows, people))
    open_tasks = [task for task in tasks.of_case(work, case.id) if task.state is not TaskState.dropped]
    member = queries.attendee(work, one.id) is not None and one.closed is None
    return GatheringPage(
        **line(work, one).model_dump(),
        lon=case.lon,
        lat=case.lat,
        zoom=one.zoom,
        layers=one.layers,
        summary=one.summary,
        state=case.state,
        held_name=areas.title(work, case.held_at) if case.held_at else "",
        tasks_done=sum(task.state is TaskState.finished for task in open_tasks),
        tasks=len(open_tasks),
        member=member,
        may_lead=member and under(held(work), rules.OPEN, case.area) is not None,
        leads=one.lead == work.by,
        people=_people(work, one, people, called),
        decided=[_decision(work, each, called) for each in queries.decisions(work, one.id)],
        papers=[_paper(each, called) for each in queries.papers(work, one.id)],
        remarks=[_remark(each, called) for each in queries.remarks(work, one.id)],
        around=[PointOut.model_validate(each) for each in queries.around(work, one, called)],
        timeline=[_told(row, called) for row in rows],
    )


def _paper(one: Paper, called: dict[str, str]) -> PaperOut:
    by_name = called.get(one.by, one.by)
    return PaperOut(id=one.id, title=one.title, kind=one.kind, size=one.size, by_name=by_name, at=one.at)


def _remark(one: Remark, called: dict[str, str]) -> RemarkOut:
    return RemarkOut(id=one.id, text=one.text, by=one.by, by_name=called.get(one.by, one.by), at=one.at)


def _logins(work: Work, one: Gathering, rows: Sequence[FactRow], people: Sequence[Attendee]) -> set[str]:
    said = {row.by for row in rows} | {str(row.body["member"]) for row in rows if "member" in row.body}
    said |= {name for row in rows for name in row.acting_for.split(",") if name}
    return said | {each.login for each in people} | {each.by for each in queries.decisions(work, one.id)}


def _people(work: Work, one: Gathering, people: Sequence[Attendee], called: dict[str, str]) -> list[AttendeeOut]:
    speaking = {voice.login for voice in queries.voices(work, one.id)}
    return [
        AttendeeOut(
            login=each.login,
            name=called.get(each.login, each.login),
            duty=each.duty,
            area_name=areas.title(work, each.area) if each.area else "",
            party=each.party,
            leads=each.login == one.lead or each.leads,
            how=each.how,
            came=each.came,
            speaks=each.login in speaking,
        )
        for each in people
    ]


def _decision(work: Work, one: Decision, called: dict[str, str]) -> DecisionOut:
    task = next((task for task in tasks.by_ids(work, [one.task_id])), None) if one.task_id else None
    done = task.finished_at if task and task.state in OVER else None
    return DecisionOut(
        id=one.id,
        text=one.text,
        because=one.because,
        by_name=called.get(one.by, one.by),
        at=one.at,
        due=one.due,
        duty=one.duty,
        area_name=areas.title(work, one.area) if one.area else "",
        task=one.task_id,
        state=task.state if task else None,
        late=bool(one.due and task and (done or work.now) > one.due),
    )


def _told(row: FactRow, called: dict[str, str]) -> LineOut:
    about = {**row.body, **({"member_name": called.get(row.body["member"], "")} if "member" in row.body else {})}
    colleagues = ", ".join(called.get(name, name) for name in row.acting_for.split(",") if name)
    return LineOut(
        fact=row.id,
        kind=row.kind,
        at=row.at,
        by=row.by,
        by_name=called.get(row.by, row.by),
        about=about,
        acting_for=row.acting_for,
        for_name=colleagues,
    )


def voices(work: Work, gathering_id: int) -> list[VoiceOut]:
    found: Sequence[Voice] = queries.voices(work, gathering_id)
    called = names(work, {one.login for one in found})
    return [
        VoiceOut(
            id=one.id,
            login=one.login,
            name=called.get(one.login, one.login),
            muted=one.muted,
            camera=one.camera,
            sharing=one.sharing,
        )
        for one in found
    ]
