from typing import Annotated

from fastapi import APIRouter, Query, Request

from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.work import Work
from cityloop.people.agencies import actions, queries
from cityloop.people.agencies.rules import Profile
from cityloop.people.agencies.schemas import AgenciesMergeIn, AgencyIn, AgencyLine, AgencyPage, AgencyStateOut, CloseIn, ProfileIn
from cityloop.people.duties.rules import Ground
from cityloop.people.members import queries as members

router = APIRouter(prefix="/api/agencies", tags=["people"], responses=REFUSALS)

Text = Annotated[str, Query(max_length=100)]
COLUMNS = ("name", "short", "credit", "kind", "area")


@router.get("")
def list_agencies(
    work: Desk, request: Request, day: Day | None = None, parent: Text | None = None, text: Text = "", area: Text = ""
) -> list[AgencyLine]:
    """The agencies of a day (today if none is said): those right under `parent`, those at the top if it is empty, all of
    an area if it is left out."""
    found = queries.tree(work, day or work.today, parent=parent, text=text, area=area)
    ground: Ground = request.app.state.ground(work)
    people = members.by_ids(work, {node.state.leader_id for node in found if node.state.leader_id})
    lines = []
    for agency, state, below in found:
        leader = people.get(state.leader_id or 0)
        about = {column: getattr(state, column) for column in COLUMNS}
        about |= {"code": agency.code, "area_name": ground.title(state.area), "below": below}
        about |= {"leader": leader.login if leader else "", "leader_name": leader.name if leader else ""}
        lines.append(AgencyLine.model_validate(about))
    return lines


@router.get("/one/{code}")
def agency_page(work: Desk, request: Request, code: str) -> AgencyPage:
    """One agency: all it was, is and will be."""
    return _page(work, request, queries.visible(work, code))


@router.post("")
def found_agency(work: Desk, request: Request, said: AgencyIn) -> AgencyPage:
    """A new agency, from today or a day to come."""
    agency = actions.found(work, request.app.state.ground(work), said.code, said.since, _profile(said), said.why)
    return _page(work, request, agency)


@router.post("/one/{code}")
def change_agency(work: Desk, request: Request, code: str, said: ProfileIn) -> AgencyPage:
    """Another name, parent, area or leader from a day on; what it was before stays."""
    agency = actions.change(work, request.app.state.ground(work), code, said.since, _profile(said), said.why)
    return _page(work, request, agency)


@router.post("/one/{code}/close")
def close_agency(work: Desk, request: Request, code: str, said: CloseIn) -> AgencyPage:
    """Close an agency under which nothing stands and of which nobody holds a post any more."""
    return _page(work, request, actions.close(work, code, said.until))


@router.post("/merge")
def merge_agencies(work: Desk, request: Request, said: AgenciesMergeIn) -> AgencyPage:
    """Merge agencies into one, with all that stands under them and the posts of them."""
    agency = actions.merge(work, request.app.state.ground(work), said.codes, said.into, said.since, said.why)
    return _page(work, request, agency)


def _profile(said: ProfileIn) -> Profile:
    return Profile(said.name, said.short, said.credit, said.kind, said.area, said.parent, said.leader)


def _page(work: Work, request: Request, agency: queries.Agency) -> AgencyPage:
    work.session.flush()
    ground: Ground = request.app.state.ground(work)
    found = queries.states(work, agency.id)
    people = members.by_ids(work, {state.leader_id for state in found if state.leader_id})
    states = []
    for state in found:
        leader = people.get(state.leader_id or 0)
        parent = queries.names(work, {state.parent_id}, state.since).get(state.parent_id) if state.parent_id else None
        about = {column: getattr(state, column) for column in (*COLUMNS, "since", "until", "why", "by")}
        about |= {"area_name": ground.title(state.area)}
        about |= {"parent": parent[0] if parent else "", "parent_name": parent[1] if parent else ""}
        about |= {"leader": leader.login if leader else "", "leader_name": leader.name if leader else ""}
        states.append(AgencyStateOut.model_validate(about))
    into = work.find(queries.Agency, agency.successor_id).code if agency.successor_id else ""
    return AgencyPage(code=agency.code, states=states, successor=into)
