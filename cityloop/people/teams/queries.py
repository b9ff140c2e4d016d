from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select

from cityloop.kit.work import Work
from cityloop.people.access.queries import held, near
from cityloop.people.duties.queries import in_force, inside
from cityloop.people.duties.rules import Ground
from cityloop.people.duties.rules import above as around
from cityloop.people.duties.tables import Post
from cityloop.people.leaves import queries as leaves
from cityloop.people.members.rules import Standing
from cityloop.people.members.tables import Member
from cityloop.people.teams.rules import NEEDED, Part
from cityloop.people.teams.tables import TeamSeat as TeamSeat  # a record may be handed on, its table not

MINDING = "grid_member"  # the duty that answers on the spot
LAST = "\x7f"  # sorts behind every digit
SOME = 200  # grids named


class Minded(NamedTuple):
    """A responsibility grid: all grids a member answers for on the spot on a day, by the posts that say so."""

    member: Member
    posts: tuple[Post, ...]
    grids: int


class Shared(NamedTuple):
    """The responsibility grids in an area: how many grids there are, for how many nobody or several answer, and the
    first of these."""

    grids: int
    nobody: int
    several: int
    without: tuple[str, ...]
    doubly: tuple[str, ...]
    minded: list[Minded]


class Gap(NamedTuple):
    """A grid whose team lacks what every team needs."""

    area: str
    missing: tuple[Part, ...]


def of_area(work: Work, area: str, day: date) -> list[tuple[TeamSeat, Member]]:
    """Who belongs to the team of a grid, or of a micro-grid in it, on a day, in the order of 1, 3 and N."""
    chosen = select(TeamSeat, Member).join(Member, TeamSeat.member_id == Member.id).where(inside(TeamSeat.area, area))
    rows = work.session.execute(chosen.where(in_force(TeamSeat, day), Member.standing == Standing.active)).all()
    order = list(Part)
    return sorted(((seat, member) for seat, member in rows), key=lambda row: (row[0].area, order.index(row[0].part), row[0].id))


def history(work: Work, area: str) -> list[tuple[TeamSeat, Member]]:
    """Everyone who was ever in the team of exactly this area, newest first."""
    chosen = select(TeamSeat, Member).join(Member, TeamSeat.member_id == Member.id).where(TeamSeat.area == area)
    return [(seat, member) for seat, member in work.session.execute(chosen.order_by(TeamSeat.since.desc(), TeamSeat.id.desc()))]


def of_member(work: Work, member_id: int) -> Sequence[TeamSeat]:
    """The teams a member was ever in, newest first."""
    chosen = select(TeamSeat).where(TeamSeat.member_id == member_id).order_by(TeamSeat.since.desc(), TeamSeat.id.desc())
    return work.session.scalars(chosen).all()


def present(work: Work, area: str, parts: Sequence[Part] = (Part.full_time, Part.part_time, Part.leader)) -> list[Member]:
    """Who of a grid's team is there now, in the order of these parts: members who are not away."""
    team = [(seat.part, member) for seat, member in of_area(work, area, work.today) if seat.part in parts]
    away = leaves.now(work, {member.id for _, member in team})
    here = [(parts.index(part), member) for part, member in team if member.id not in away]
    return list({member.id: member for _, member in sorted(here, key=lambda one: one[0])}.values())


def gaps(work: Work, ground: Ground, above: str, day: date) -> list[Gap]:
    """The grids in an area, near one's own posts, that lack a leader or a full-time member on a day."""
    held = select(TeamSeat.area, TeamSeat.part).join(Member, TeamSeat.member_id == Member.id).distinct()
    held = held.where(
        inside(TeamSeat.area, above), TeamSeat.part.in_(NEEDED), in_force(TeamSeat, day), Member.standing == Standing.active
    )
    have = {(area, part) for area, part in work.session.execute(held)}
    lacking = ((grid, tuple(part for part in NEEDED if (grid, part) not in have)) for grid in own_grids(work, ground, above))
    return [Gap(grid, missing) for grid, missing in lacking if missing]


def minded(work: Work, ground: Ground, above: str, day: date) -> Shared:
    """Who answers on the spot for which grids of an area, near one's own posts, on a day: every post of a grid member, one's own
    or held for a colleague, at a grid or above it. Members in the order of their logins."""
    grids = sorted(own_grids(work, ground, above))
    held = select(Post, Member).join(Member, Post.member_id == Member.id).where(Post.duty == MINDING, near(work, Post.area))
    held = held.where(or_(inside(Post.area, above), Post.area.in_(around(above))), in_force(Post, day))
    times, posts, of = [0] * len(grids), dict[int, list[Post]](), dict[int, Member]()
    mine: dict[int, set[int]] = {}
    for post, member in work.session.execute(held.where(Member.standing == Standing.active).order_by(Member.login, Post.area)):
        first, last = bisect_left(grids, post.area), bisect_left(grids, post.area + LAST)
        posts.setdefault(member.id, []).append(post)
        of[member.id] = member
        mine.setdefault(member.id, set()).update(range(first, last))
    for places in mine.values():
        for place in places:
            times[place] += 1
    found = [Minded(member, tuple(posts[id]), len(mine[id])) for id, member in of.items()]
    without, doubly = ([grid for grid, many in zip(grids, times, strict=True) if test(many)] for test in (_none, _many))
    return Shared(len(grids), len(without), len(doubly), tuple(without[:SOME]), tuple(doubly[:SOME]), found)


def _none(many: int) -> bool:
    return many == 0


def _many(many: int) -> bool:
    return many > 1


def own_grids(work: Work, ground: Ground, above: str) -> list[str]:
    """The grids in an area that lie in those of one's own posts."""
    own = tuple({post.area for post in held(work)})
    return [grid for grid in ground.grids(above) if grid.startswith(own)]


def counted(work: Work, above: str, day: date) -> dict[Part, int]:
    """How many belong to the teams in an area, by part."""
    chosen = select(TeamSeat.part, func.count()).where(
        inside(TeamSeat.area, above), near(work, TeamSeat.area), in_force(TeamSeat, day)
    )
    return {part: count for part, count in work.session.execute(chosen.group_by(TeamSeat.part))}
