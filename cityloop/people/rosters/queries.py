from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from cityloop.kit.errors import NotFound
from cityloop.kit.records import within
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import is_near, near
from cityloop.people.duties.queries import holders
from cityloop.people.duties.rules import above
from cityloop.people.duties.tables import Post
from cityloop.people.leaves import queries as leaves
from cityloop.people.members.queries import Member, by_ids
from cityloop.people.members.rules import Standing
from cityloop.people.rosters import rules
from cityloop.people.rosters.rules import How, Row, Stretch, Turn
from cityloop.people.rosters.tables import Cover, Rotation, Taker
from cityloop.people.rosters.tables import Handover as Handover  # records may be handed on, their tables not
from cityloop.people.rosters.tables import Roster as Roster  # a record may be handed on, its table not

LOOKED_BACK = timedelta(days=7)  # for hand-overs that were not signed
EVER = Stretch(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
Absences = dict[int, list[tuple[Stretch, str]]]


class Laid(NamedTuple):
    """A roster laid out over a stretch: its rows by rank with their titles, and its turns by row and time."""

    roster: Roster
    titles: dict[int, str]
    turns: list[Turn]


def seen(work: Work, area: str = "") -> Sequence[Roster]:
    """The rosters near one's own posts; with `area`, those of it and of the areas around it."""
    chosen = select(Roster).where(near(work, Roster.area))
    if area:
        chosen = chosen.where(Roster.area.in_([*above(area), area]))
    return work.session.scalars(chosen.order_by(Roster.area, Roster.duty, Roster.name)).all()


def inside(work: Work, area: str, digits: int) -> Sequence[Roster]:
    """The rosters of an area and below it as far as codes of so many digits, for the city's own use."""
    chosen = select(Roster).where(within(Roster.area, area), func.length(Roster.area) <= digits)
    return work.session.scalars(chosen.order_by(Roster.area, Roster.duty, Roster.name)).all()


def visible(work: Work, roster_id: int) -> Roster:
    roster = work.session.get(Roster, roster_id)
    if roster is None or not is_near(work, roster.area):
        raise NotFound(kind="roster", id=roster_id)
    return roster


def of_duty(work: Work, duty: str, area: str) -> Sequence[Roster]:
    """The rosters of a duty in an area and in those around it, for the city's own use."""
    chosen = select(Roster).where(Roster.duty == duty, Roster.area.in_([*above(area), area]))
    return work.session.scalars(chosen.order_by(Roster.id)).all()


def on_turn(work: Work, duty: str, area: str) -> set[int] | None:
    """The members on duty now by the rosters of the duty in the area and around it; None where there is no roster. For the
    city's own use."""
    asked = of_duty(work, duty, area)
    if not asked:
        return None
    laid = laid_out(work, asked, work.now - rules.HOUR, work.now + rules.HOUR)
    return {turn.member for one in laid for turn in one.turns if turn.began <= work.now < turn.ended and not turn.why}


def summoned(work: Work, duty: str, area: str) -> tuple[Sequence[str], How]:
    """Who is called where the duty of exactly this area is: the holders whose turn it is, or all of them where no roster says
    or nobody is on turn. Logins, and why these."""
    everybody = [login for login, _ in holders(work, duty, area)]
    turning = on_turn(work, duty, area)
    if turning is None:
        return everybody, How.no_roster
    there = {member.login for member in by_ids(work, turning).values()}
    serving = [login for login in everybody if login in there]
    return (serving, How.on_turn) if serving else (everybody, How.nobody_on_turn)


def of_member(work: Work, member_id: int) -> Sequence[Roster]:
    """The rosters in which a member has a turn, had one or takes one over."""
    turning = select(Rotation.roster_id).join(Taker, Taker.rotation_id == Rotation.id).where(Taker.member_id == member_id)
    covering = select(Cover.roster_id).where(Cover.to_id == member_id)
    chosen = select(Roster).where(or_(Roster.id.in_(turning), Roster.id.in_(covering))).order_by(Roster.id)
    return work.session.scalars(chosen).all()


def laid_out(work: Work, rosters: Sequence[Roster], since: datetime, until: datetime) -> list[Laid]:
    """These rosters over a stretch: rotations, what was swapped, and who is not there, in a few queries for all."""
    ids = [one.id for one in rosters]
    rotations = _rotations(work, ids, since, until)
    covers = _covers(work, ids, since, until)
    laid = []
    for roster in rosters:
        rows = [(row, title) for of, row, title in rotations if of == roster.id]
        turns = [turn for row, _ in rows for turn in rules.turns(row, since, until)]
        for cover in (one for one in covers if one.roster_id == roster.id):
            turns = rules.covered(turns, cover.rank, Stretch(cover.began, cover.ended), cover.to_id)
        laid.append(Laid(roster, {row.rank: title for row, title in rows}, turns))
    members = {turn.member for one in laid for turn in one.turns}
    away = _away(work, members, since, until)
    held = _posts(work, members, rosters)
    return [one._replace(turns=rules.without(one.turns, _absent(one.roster, away, held, members))) for one in laid]


def _rotations(work: Work, ids: Sequence[int], since: datetime, until: datetime) -> list[tuple[int, Row, str]]:
    touching = (Rotation.roster_id.in_(ids), Rotation.began < until, or_(Rotation.ended.is_(None), Rotation.ended > since))
    found = work.session.scalars(select(Rotation).where(*touching).order_by(Rotation.rank, Rotation.began)).all()
    takers: dict[int, list[int]] = {}
    chosen = select(Taker).where(Taker.rotation_id.in_([one.id for one in found])).order_by(Taker.rotation_id, Taker.place)
    for taker in work.session.scalars(chosen):
        takers.setdefault(taker.rotation_id, []).append(taker.member_id)
    return [
        (one.roster_id, Row(one.rank, one.began, one.ended, one.turn_h, tuple(takers.get(one.id, ()))), one.title)
        for one in found
    ]


def _covers(work: Work, ids: Sequence[int], since: datetime, until: datetime) -> Sequence[Cover]:
    """What holds, in the order in which it was accepted: what came later lies over what came before."""
    holding = (Cover.accepted.is_not(None), Cover.withdrawn.is_(None), Cover.began < until, Cover.ended > since)
    chosen = select(Cover).where(Cover.roster_id.in_(ids), *holding).order_by(Cover.accepted, Cover.id)
    return work.session.scalars(chosen).all()


def _away(work: Work, members: Collection[int], since: datetime, until: datetime) -> Absences:
    found: Absences = {}
    for leave in leaves.of(work, members, since, until):
        found.setdefault(leave.member_id, []).append((Stretch(leave.since, leave.until), "away"))
    for member in by_ids(work, members).values():
        if member.standing is not Standing.active:
            found.setdefault(member.id, []).insert(0, (EVER, "left"))
    return found


def _posts(work: Work, members: Collection[int], rosters: Sequence[Roster]) -> dict[tuple[int, str], list[tuple[str, Stretch]]]:
    """By member and duty: the areas in which they hold it, and when; as long as the post it is lent from."""
    source = aliased(Post)
    chosen = select(Post, source).outerjoin(source, Post.source_id == source.id)
    chosen = chosen.where(Post.member_id.in_(members), Post.duty.in_({one.duty for one in rosters}))
    found: dict[tuple[int, str], list[tuple[str, Stretch]]] = {}
    for post, lent_from in work.session.execute(chosen):
        since = [_midnight(one.since) for one in (post, lent_from) if one and one.since]
        until = [_midnight(one.until) for one in (post, lent_from) if one and one.until]
        stretch = Stretch(max(since, default=EVER.began), min(until, default=EVER.ended))
        found.setdefault((post.member_id, post.duty), []).append((post.area, stretch))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def _absent(
    roster: Roster, away: Absences, held: dict[tuple[int, str], list[tuple[str, Stretch]]], members: Collection[int]
) -> Absences:
    """Who is away, has left, or does not hold the roster's duty then."""
    found: Absences = {}
    for member in members:
        posts = sorted(stretch for area, stretch in held.get((member, roster.duty), []) if roster.area.startswith(area))
        at, without = EVER.began, []
        for began, ended in posts:
            if began > at:
                without.append((Stretch(at, began), "no_post"))
            at = max(at, ended)
        if at < EVER.ended:
            without.append((Stretch(at, EVER.ended), "no_post"))
        found[member] = [*away.get(member, []), *without]
    return found


def holds(work: Work, roster: Roster, member: Member, at: datetime) -> bool:
    """Whether the member holds the roster's duty over its area then."""
    posts = _posts(work, {member.id}, [roster]).get((member.id, roster.duty), [])
    there = any(roster.area.startswith(area) and began <= at < ended for area, (began, ended) in posts)
    return there and member.standing is Standing.active


def handovers(work: Work, roster_id: int, since: datetime, until: datetime) -> Sequence[Handover]:
    """The notes of a roster in a stretch, newest first."""
    chosen = select(Handover).where(Handover.roster_id == roster_id, Handover.at >= since, Handover.at < until)
    return work.session.scalars(chosen.order_by(Handover.at.desc())).all()


def covers(work: Work, roster_id: int) -> Sequence[Cover]:
    """What was asked to be taken over and is not past, accepted or not."""
    still = (Cover.roster_id == roster_id, Cover.ended > work.now, Cover.withdrawn.is_(None))
    return work.session.scalars(select(Cover).where(*still).order_by(Cover.began)).all()


def unsigned(work: Work, laid: Laid, notes: Sequence[Handover]) -> list[tuple[Turn, Turn, Handover | None]]:
    """The hand-overs of the last days that both have not signed."""
    signed = {(note.rank, note.at): note for note in notes}
    due = [pair for pair in rules.handovers(laid.turns) if pair[1].began <= work.now]
    found = [(one, other, signed.get((one.rank, other.began))) for one, other in due]
    return [line for line in found if line[2] is None or line[2].taken is None]


def at(turns: Sequence[Turn], rank: int, now: datetime) -> tuple[Turn | None, Turn | None]:
    """Who is on duty in a row, and who comes next."""
    row = [turn for turn in turns if turn.rank == rank]
    present = next((turn for turn in row if turn.began <= now < turn.ended), None)
    there = present.member if present and not present.why else None
    other = (turn for turn in row if turn.began > now and not turn.why and turn.member != there)
    return present, next(other, None)
