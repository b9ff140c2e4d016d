from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from cityloop.kit.errors import NotAllowed
from cityloop.kit.work import Work
from cityloop.people.access.queries import held, keeps
from cityloop.people.agencies.tables import Agency, AgencyState
from cityloop.people.duties.queries import inside
from cityloop.people.duties.rules import KEEPER
from cityloop.people.duties.tables import Post
from cityloop.people.members.tables import Member
from cityloop.people.teams.tables import TeamSeat

Rows = Iterator[Mapping[str, str]]


def tables(work: Work) -> dict[str, list[Mapping[str, str]]]:
    """All that is kept where the one who works keeps personnel, with its history, as rows of the workbook."""
    if not keeps(work):
        raise NotAllowed(why="Only who keeps personnel takes the workbook of people.")
    found = {"agencies": _agencies(work), "members": _members(work), "posts": _posts(work), "teams": _teams(work)}
    return {kind: list(rows) for kind, rows in found.items()}


def _kept(work: Work, column: Any) -> Any:
    return or_(*(inside(column, one.area) for one in held(work) if one.duty == KEEPER))


def _agencies(work: Work) -> Rows:
    above = aliased(Agency)
    chosen = (
        select(AgencyState, Agency.code, above.code, Member.login)
        .join(Agency, AgencyState.agency_id == Agency.id)
        .outerjoin(above, AgencyState.parent_id == above.id)
        .outerjoin(Member, AgencyState.leader_id == Member.id)
        .where(_kept(work, AgencyState.area))
        .order_by(AgencyState.since, AgencyState.id)
    )
    rows = work.session.execute(chosen).all()
    last = {code: state.id for state, code, _, _ in rows}
    for state, code, parent, leader in rows:
        until = state.until if last[code] == state.id else None  # of the others the next row says it
        said = {"code": code, "name": state.name, "short": state.short, "credit": state.credit, "kind": state.kind.value}
        said |= {"parent": parent or "", "area": state.area, "leader": leader or ""}
        yield said | _days(state.since, until)


def _members(work: Work) -> Rows:
    posts = select(Post.member_id).where(_kept(work, Post.area))
    seats = select(TeamSeat.member_id).where(_kept(work, TeamSeat.area))
    for one in work.session.scalars(select(Member).where(or_(Member.id.in_(posts), Member.id.in_(seats))).order_by(Member.login)):
        said = {"login": one.login, "name": one.name, "mobile": one.mobile, "skills": one.skills}
        yield said | {"standing": one.standing.value}


def _posts(work: Work) -> Rows:
    colleague = aliased(Member)
    chosen = (
        select(Post, Member.login, colleague.login, Agency.code)
        .join(Member, Post.member_id == Member.id)
        .outerjoin(colleague, Post.for_member_id == colleague.id)
        .outerjoin(Agency, Post.agency_id == Agency.id)
        .where(_kept(work, Post.area))
        .order_by(Post.source_id.is_not(None), Post.id)
    )
    for post, login, for_login, code in work.session.execute(chosen):
        if post.since and post.until and post.until <= post.since:
            continue  # it was never held
        said = {"login": login, "duty": post.duty, "area": post.area, "agency": code or "", "kind": post.kind.value}
        said |= {"board": post.board.value if post.board else "", "for": for_login or ""}
        yield said | _days(post.since, post.until)


def _teams(work: Work) -> Rows:
    chosen = select(TeamSeat, Member.login).join(Member, TeamSeat.member_id == Member.id).where(_kept(work, TeamSeat.area))
    for seat, login in work.session.execute(chosen.order_by(TeamSeat.area, TeamSeat.id)):
        if seat.until is None or seat.until > seat.since:
            yield {"login": login, "area": seat.area, "part": seat.part.value} | _days(seat.since, seat.until)


def _days(since: date | None, until: date | None) -> dict[str, str]:
    return {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
