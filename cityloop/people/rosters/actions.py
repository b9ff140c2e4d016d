import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from cityloop.kit.errors import NotAllowed, NotFound, Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import may, require
from cityloop.people.duties.rules import KEEPER, Ground
from cityloop.people.facts import CoverAccepted, CoverAsked, CoverEnded, HandoverSigned, RosterMade, RotationSet
from cityloop.people.logins.rules import digest
from cityloop.people.members import queries as members
from cityloop.people.rosters import queries, rules
from cityloop.people.rosters.rules import HOUR, Stretch
from cityloop.people.rosters.tables import Cover, Feed, Handover, Roster, Rotation, Taker


def make(work: Work, ground: Ground, duty: str, area: str, name: str, *, by_operator: bool = False) -> Roster:
    """A roster for a duty in an area, without turns yet."""
    alone(work.session, "rosters")
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    if not ground.known(area):
        raise NotFound(kind="area", id=area)
    if not by_operator:
        require(work, KEEPER, area)
    if not name.strip():
        raise Unreadable(why="A roster has a name.")
    if work.session.scalar(select(Roster.id).where(Roster.duty == duty, Roster.area == area, Roster.name == name.strip())):
        raise rules.RosterThere
    roster = work.keep(Roster(duty=duty, area=area, name=name.strip()))
    work.tell(RosterMade(roster=roster.id))
    return roster


def turn(
    work: Work,
    roster_id: int,
    rank: int,
    title: str,
    began: datetime,
    turn_h: int,
    logins: Sequence[str],
    *,
    by_operator: bool = False,
) -> Rotation:
    """Let these members take turns in a row of a roster from an hour to come, in this order; the rotation before it ends."""
    alone(work.session, "rosters")
    roster = work.find(Roster, roster_id)
    if not by_operator:
        require(work, KEEPER, roster.area)
    if not (1 <= len(logins) <= 60 and 1 <= turn_h <= rules.LONGEST_H and 1 <= rank <= 9 and title.strip()):
        raise rules.NoRotation
    row = select(Rotation).where(Rotation.roster_id == roster.id, Rotation.rank == rank)
    last = work.session.scalar(row.order_by(Rotation.began.desc()).limit(1))
    if (began < work.now and not by_operator) or (last and last.began >= began):
        raise rules.RotationPast
    takers = [members.known(work, login) for login in logins]
    lacking = next((one for one in takers if not queries.holds(work, roster, one, began)), None)
    if lacking:
        raise rules.NotHeld(name=lacking.name)
    if last and (last.ended is None or last.ended > began):
        last.ended = began
    rotation = work.keep(Rotation(roster_id=roster.id, rank=rank, title=title.strip(), began=began, turn_h=turn_h))
    for place, taker in enumerate(takers):
        work.session.add(Taker(rotation_id=rotation.id, place=place, member_id=taker.id))
    work.tell(RotationSet(roster=roster.id, rotation=rotation.id))
    return rotation


def cover(
    work: Work, roster_id: int, rank: int, stretch: Stretch, login: str, why: str, back: Stretch | None = None
) -> list[Cover]:
    """Ask that a colleague takes a stretch of one's turn, or oneself one of theirs, and gives a stretch in return if one is
    said. Who keeps personnel there orders it; else it counts once the other has accepted it."""
    alone(work.session, "rosters")
    roster = queries.visible(work, roster_id)
    taker, giver_id = members.known(work, login), _whose(work, roster, rank, stretch)
    giver = members.by_ids(work, {giver_id})[giver_id]
    ordered = may(work, (KEEPER,), roster.area)
    if giver.id == taker.id or not (ordered or work.by in (giver.login, taker.login)) or stretch.ended <= work.now:
        raise rules.NotTheirTurn
    if not queries.holds(work, roster, taker, stretch.began):
        raise rules.NotHeld(name=taker.name)
    if back and _whose(work, roster, rank, back) != taker.id:
        raise rules.NotTheirTurn
    parts = [(stretch, giver.id, taker.id), *([(back, taker.id, giver.id)] if back else [])]
    asked: list[Cover] = []
    for (began, ended), from_id, to_id in parts:
        one = Cover(
            roster_id=roster.id,
            rank=rank,
            began=began,
            ended=ended,
            from_id=from_id,
            to_id=to_id,
            why=why.strip(),
            asked_by=work.by,
            accepted=work.now if ordered else None,
            return_of=asked[0].id if asked else None,
        )
        asked.append(work.keep(one))
    for one in asked:
        work.tell(CoverAsked(roster=roster.id, cover=one.id))
    return asked


def _whose(work: Work, roster: Roster, rank: int, stretch: Stretch) -> int:
    """Whose turn the whole stretch is, whether they are there or not."""
    if not stretch.began < stretch.ended <= stretch.began + 31 * 24 * HOUR:
        raise rules.NotTheirTurn
    (laid,) = queries.laid_out(work, [roster], *stretch)
    row = [turn for turn in laid.turns if turn.rank == rank]
    whole = sum((turn.ended - turn.began for turn in row), timedelta()) == stretch.ended - stretch.began
    if not whole or len({turn.member for turn in row}) != 1:
        raise rules.NotTheirTurn
    return row[0].member


def accept(work: Work, cover_id: int) -> Cover:
    """Say yes to a colleague."""
    asked = _asked(work, cover_id)
    if asked.accepted:
        raise rules.CoverOver
    people = {one.login for one in members.by_ids(work, {asked.from_id, asked.to_id}).values()}
    if work.by not in people - {asked.asked_by}:
        raise rules.NotYourAnswer
    for one in _both(work, asked):
        one.accepted = work.now
        work.tell(CoverAccepted(roster=one.roster_id, cover=one.id))
    return asked


def withdraw(work: Work, cover_id: int) -> Cover:
    """Take back what was asked, or end what was accepted; what is past of it stays."""
    asked = _asked(work, cover_id)
    people = {one.login for one in members.by_ids(work, {asked.from_id, asked.to_id}).values()}
    unanswered = asked.accepted is None and work.by in people
    if not (unanswered or may(work, (KEEPER,), work.find(Roster, asked.roster_id).area)):
        raise NotAllowed(why="What was accepted only who keeps personnel there can undo.")
    for one in _both(work, asked):
        if one.accepted and one.began <= work.now < one.ended:
            one.ended = work.now
        elif one.ended > work.now:
            one.withdrawn = work.now
        work.tell(CoverEnded(roster=one.roster_id, cover=one.id))
    return asked


def _asked(work: Work, cover_id: int) -> Cover:
    asked = work.find(Cover, cover_id)
    queries.visible(work, asked.roster_id)
    if asked.withdrawn or asked.ended <= work.now:
        raise rules.CoverOver
    return asked


def _both(work: Work, one: Cover) -> Sequence[Cover]:
    first = one.return_of or one.id
    return work.session.scalars(select(Cover).where((Cover.id == first) | (Cover.return_of == first)).order_by(Cover.id)).all()


def hand_over(work: Work, roster_id: int, rank: int, at: datetime, note: str, matters: Sequence[str]) -> Handover:
    """Write and sign what the next one on duty must know. Late is better than never: up to a week after the hour."""
    alone(work.session, "rosters")
    roster = queries.visible(work, roster_id)
    if not work.now - queries.LOOKED_BACK <= at <= work.now + rules.EARLY:
        raise rules.NoHandover
    (laid,) = queries.laid_out(work, [roster], at - HOUR, at + HOUR)
    pairs = [pair for pair in rules.handovers(laid.turns) if (pair[1].rank, pair[1].began) == (rank, at)]
    if not pairs:
        raise rules.NoHandover
    (goes, comes) = pairs[0]
    if members.by_ids(work, {goes.member})[goes.member].login != work.by:
        raise rules.NotYourHandover
    there = select(Handover.id).where(Handover.roster_id == roster.id, Handover.rank == rank, Handover.at == at)
    if work.session.scalar(there):
        raise rules.SignedAlready
    written = Handover(
        roster_id=roster.id,
        rank=rank,
        at=at,
        from_id=goes.member,
        to_id=comes.member,
        note=note.strip(),
        matters=[one.strip() for one in matters if one.strip()],
        signed=work.now,
    )
    work.keep(written)
    _sign(work, written, goes.member)
    return written


def take_over(work: Work, handover_id: int) -> Handover:
    """Sign that one has read the note and is on duty now."""
    written = work.find(Handover, handover_id)
    queries.visible(work, written.roster_id)
    if members.by_ids(work, {written.to_id})[written.to_id].login != work.by:
        raise rules.NotYourHandover
    if written.taken:
        raise rules.SignedAlready
    written.taken = work.now
    _sign(work, written, written.to_id)
    return written


def _sign(work: Work, one: Handover, member: int) -> None:
    said = [one.roster_id, one.rank, one.at.astimezone(UTC).isoformat(), one.from_id, one.to_id, one.note, one.matters]
    over = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    work.tell(HandoverSigned(roster=one.roster_id, handover=one.id, member=member, digest=over))


def feed(work: Work, roster_id: int | None) -> str:
    """A new secret for one's own turns, or for a roster; the one given before ends."""
    member = members.get(work, work.by)
    if roster_id is not None:
        queries.visible(work, roster_id)
    work.session.execute(delete(Feed).where(Feed.member_id == member.id, Feed.roster_id == roster_id))
    secret = secrets.token_urlsafe(32)
    work.keep(Feed(digest=digest(secret), member_id=member.id, roster_id=roster_id))
    return secret
