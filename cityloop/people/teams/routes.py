from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath

from cityloop.kit.errors import NotFound
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import is_near, scope_of
from cityloop.people.agencies import queries as agencies
from cityloop.people.duties.rules import Ground
from cityloop.people.leaves import queries as leaves
from cityloop.people.members.queries import Member, by_ids
from cityloop.people.teams import actions, queries
from cityloop.people.teams.rules import NEEDED
from cityloop.people.teams.schemas import (
    GapLine,
    GapsOut,
    GridLine,
    LeftIn,
    MindedArea,
    MindedLine,
    MindedOut,
    SeatIn,
    SeatLine,
    TeamOut,
)

router = APIRouter(prefix="/api/teams", tags=["people"], responses=REFUSALS)

MOST = 300  # posts named of one member

Code = Annotated[str, Query(pattern=r"^\d{2,17}$")]


@router.get("/gaps")
def list_gaps(
    work: Desk,
    request: Request,
    area: Code = "50",
    day: Day | None = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> GapsOut:
    """The grids in an area, of those in one's own posts, whose team has no leader or no full-time member."""
    ground: Ground = request.app.state.ground(work)
    day = day or work.today
    lacking = queries.gaps(work, ground, area, day)
    lines = [GapLine(area=one.area, area_name=ground.title(one.area), missing=list(one.missing)) for one in lacking[:limit]]
    people = queries.counted(work, area, day)
    return GapsOut(grids=len(queries.own_grids(work, ground, area)), lacking=len(lacking), gaps=lines, people=people)


@router.get("/minded")
def list_minded(
    work: Desk,
    request: Request,
    area: Code = "50",
    day: Day | None = None,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> MindedOut:
    """The responsibility grids in an area on a day: which member answers on the spot for which grids, and for which nobody or
    several do. A page of members by login."""
    ground: Ground = request.app.state.ground(work)
    found = queries.minded(work, ground, area, day or work.today)
    page = [one for one in found.minded if one.member.login > after]
    called = agencies.names(
        work, {post.agency_id for one in page[:limit] for post in one.posts if post.agency_id}, day or work.today
    )
    return MindedOut(
        grids=found.grids,
        nobody=found.nobody,
        several=found.several,
        without=[GridLine(area=grid, area_name=ground.title(grid)) for grid in found.without],
        doubly=[GridLine(area=grid, area_name=ground.title(grid)) for grid in found.doubly],
        minded=[_minded(ground, called, one) for one in page[:limit]],
        more=len(page) > limit,
    )


def _minded(ground: Ground, called: Mapping[int, tuple[str, str]], one: queries.Minded) -> MindedLine:
    areas = [
        MindedArea(
            area=post.area,
            area_name=ground.title(post.area),
            agency=called.get(post.agency_id or 0, ("", ""))[1],
            since=post.since,
            until=post.until,
            acting=post.for_member_id is not None,
        )
        for post in one.posts[:MOST]
    ]
    return MindedLine(login=one.member.login, name=one.member.name, grids=one.grids, areas=areas)


@router.get("/one/{area}")
def team(work: Desk, request: Request, area: Annotated[str, InPath(pattern=r"^\d{15,17}$")], day: Day | None = None) -> TeamOut:
    """The team of a grid on a day, today if none is said."""
    ground: Ground = request.app.state.ground(work)
    if not is_near(work, area) or not ground.known(area):
        raise NotFound(kind="area", id=area)
    found = queries.of_area(work, area, day or work.today)
    have = {seat.part for seat, _ in found if seat.area == area}
    return TeamOut(
        area=area,
        area_name=ground.title(area),
        seats=_lines(work, ground, found),
        missing=[part for part in NEEDED if part not in have],
        history=_lines(work, ground, queries.history(work, area)),
    )


@router.post("")
def join_team(work: Desk, request: Request, said: SeatIn) -> SeatLine:
    """Let a member belong to a team."""
    ground: Ground = request.app.state.ground(work)
    seat = actions.join(work, ground, said.login, said.area, said.part, said.since, said.until)
    return _line(work, ground, seat)


@router.post("/seats/{seat_id}/leave")
def leave_team(work: Desk, request: Request, seat_id: Annotated[int, InPath(ge=1, lt=2**31)], said: LeftIn) -> SeatLine:
    """Let a member belong to a team no more."""
    return _line(work, request.app.state.ground(work), actions.leave(work, seat_id, said.until))


def _line(work: Work, ground: Ground, seat: queries.TeamSeat) -> SeatLine:
    return _lines(work, ground, [(seat, by_ids(work, {seat.member_id})[seat.member_id])])[0]


def _lines(work: Work, ground: Ground, rows: Sequence[tuple[queries.TeamSeat, Member]]) -> list[SeatLine]:
    away = leaves.now(work, {member.id for _, member in rows})
    scope = scope_of(work)
    return [
        SeatLine(
            id=seat.id,
            login=member.login,
            name=member.name,
            mobile=member.mobile if scope.covers(seat.area) or member.login == work.by else "",
            area=seat.area,
            area_name=ground.title(seat.area),
            part=seat.part,
            since=seat.since,
            until=seat.until,
            away=member.id in away,
        )
        for seat, member in rows
    ]
