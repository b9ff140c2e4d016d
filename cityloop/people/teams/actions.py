from datetime import date

from cityloop.kit.errors import NotFound
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.duties.rules import KEEPER, Ground, overlap
from cityloop.people.facts import SeatLeft, SeatTaken
from cityloop.people.members import queries as members
from cityloop.people.posts.rules import NotInThePast, days
from cityloop.people.teams import queries, rules
from cityloop.people.teams.rules import Part
from cityloop.people.teams.tables import TeamSeat

GRIDS = (15, 17)


def join(
    work: Work,
    ground: Ground,
    login: str,
    area: str,
    part: Part,
    since: date,
    until: date | None = None,
    *,
    by_operator: bool = False,
) -> TeamSeat:
    """Let a member belong to the team of a grid, from a day on; what began before today the operator brings."""
    alone(work.session, "teams")
    member = members.known(work, login)
    if len(area) not in GRIDS:
        raise rules.NoGrid(area=area)
    if not ground.known(area):
        raise NotFound(kind="area", id=area)
    if not by_operator:
        require(work, KEEPER, area)
    days(since, until, work.today, past=by_operator)
    for seat in queries.of_member(work, member.id):
        if not overlap(since, until, seat.since, seat.until):
            continue
        if (seat.area, seat.part) == (area, part):
            raise rules.SeatedAlready(name=member.name, part=part)
        if part in rules.IN_ONE_GRID and seat.part is part and seat.area[:15] != area[:15]:
            raise rules.FullTimeElsewhere(name=member.name, area=seat.area)
    if part in rules.ONE_IN_A_GRID:
        for seat, other in queries.history(work, area):
            if seat.part is part and overlap(since, until, seat.since, seat.until):
                raise rules.OneLeader(area=area, name=other.name)
    seat = work.keep(TeamSeat(member_id=member.id, area=area, part=part, since=since, until=until))
    work.tell(SeatTaken(seat=seat.id, member=member.id))
    return seat


def leave(work: Work, seat_id: int, until: date, *, by_operator: bool = False) -> TeamSeat:
    """Let a member belong to the team no more from a day on."""
    seat = work.find(TeamSeat, seat_id)
    if not by_operator:
        require(work, KEEPER, seat.area)
        if until < work.today:
            raise NotInThePast
    if seat.until and seat.until <= until:
        raise rules.SeatOver
    seat.until = max(until, seat.since)
    work.tell(SeatLeft(seat=seat.id, member=seat.member_id, until=until.isoformat()))
    return seat
