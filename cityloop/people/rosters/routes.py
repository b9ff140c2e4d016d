from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath
from pydantic import AwareDatetime

from cityloop.kit.errors import Unreadable
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import may
from cityloop.people.duties.rules import KEEPER, Ground
from cityloop.people.members.queries import Member, by_ids
from cityloop.people.rosters import actions, feeding, queries, rules
from cityloop.people.rosters.rules import Stretch, Turn
from cityloop.people.rosters.schemas import (
    CoverIn,
    CoverOut,
    FeedIn,
    FeedOut,
    GapOut,
    HandoverIn,
    HandoverOut,
    OnDutyOut,
    OnDutyRow,
    RosterIn,
    RosterLine,
    RosterPage,
    RosterRowOut,
    RotationIn,
    TurnOut,
    UnsignedOut,
)
from cityloop.people.rosters.tables import Cover, Handover

MOST = timedelta(days=93)
FARTHEST = timedelta(days=3660)
AHEAD = timedelta(days=35)  # so far the next one on duty is looked for

router = APIRouter(prefix="/api/rosters", tags=["people"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
Code = Annotated[str, Query(max_length=17)]


@router.get("")
def list_rosters(work: Desk, request: Request) -> list[RosterLine]:
    """The rosters of the areas of one's own posts and of those around these."""
    ground: Ground = request.app.state.ground(work)
    return [_line(ground, one) for one in queries.seen(work)]


@router.post("")
def make_roster(work: Desk, request: Request, said: RosterIn) -> RosterLine:
    """A roster for a duty in an area, without turns yet."""
    ground: Ground = request.app.state.ground(work)
    return _line(ground, actions.make(work, ground, said.duty, said.area, said.name))


@router.get("/on-duty")
def on_duty(work: Desk, request: Request, area: Code = "", at: AwareDatetime | None = None) -> list[OnDutyOut]:
    """Who is on duty now at each level, and who comes next; with `area`, in it and in the areas around it."""
    ground: Ground = request.app.state.ground(work)
    now = at or work.now
    if abs(now - work.now) > FARTHEST:
        raise Unreadable(why="Who is on duty is asked of a day within ten years.")
    laid = queries.laid_out(work, queries.seen(work, area), now - rules.HOUR, now + AHEAD)
    people = by_ids(work, {turn.member for one in laid for turn in one.turns})
    return [OnDutyOut(roster=_line(ground, one.roster), rows=list(_now(one, people, now))) for one in laid]


def _now(laid: queries.Laid, people: dict[int, Member], now: datetime) -> Iterable[OnDutyRow]:
    for rank, title in laid.titles.items():
        turn, after = queries.at(laid.turns, rank, now)
        there = people[turn.member] if turn and not turn.why else None
        yield OnDutyRow(
            rank=rank,
            title=title,
            login=there.login if there else "",
            name=there.name if there else "",
            mobile=there.mobile if there else "",
            until=turn.ended if turn else None,
            why=(turn.why or "") if turn else "nobody",
            next_name=people[after.member].name if after else "",
            next_at=after.began if after else None,
        )


@router.get("/one/{roster_id}")
def roster_page(
    work: Desk, request: Request, roster_id: Id, since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> RosterPage:
    """A roster over a stretch, the coming week if none is said: turns, gaps, swaps and hand-over notes."""
    roster = queries.visible(work, roster_id)
    since = since or work.now
    until = until or (since + timedelta(days=7) if abs(since - work.now) <= FARTHEST else since)
    if not (abs(since - work.now) <= FARTHEST and since < until <= since + MOST):
        raise Unreadable(why="A roster is shown for 93 days at the most.")
    (laid,) = queries.laid_out(work, [roster], since, until)
    (past,) = queries.laid_out(work, [roster], work.now - queries.LOOKED_BACK - rules.HOUR, work.now + rules.EARLY)
    notes = queries.handovers(work, roster.id, work.now - queries.LOOKED_BACK, work.now + rules.EARLY)
    unsigned = queries.unsigned(work, past, notes)
    asked = queries.covers(work, roster.id)
    pairs = [(one, other) for one, other, _ in unsigned]
    ids = {turn.member for turn in laid.turns} | {turn.covers for turn in laid.turns if turn.covers}
    ids |= {id for one in asked for id in (one.from_id, one.to_id)} | {id for one in notes for id in (one.from_id, one.to_id)}
    ids |= {turn.member for pair in pairs for turn in pair}
    people = by_ids(work, ids)
    return RosterPage(
        roster=_line(request.app.state.ground(work), roster),
        rows=[RosterRowOut(rank=rank, title=title) for rank, title in laid.titles.items()],
        turns=[_turn(one, people) for one in laid.turns],
        gaps=[
            GapOut(rank=rank, began=gap.began, ended=gap.ended, why=why)
            for rank, gap, why in rules.gaps(laid.turns, laid.titles, since, until)
        ],
        covers=[_cover(work, one, people) for one in asked],
        handovers=[_handover(one, people) for one in notes],
        unsigned=[_unsigned(*one, people) for one in unsigned],
        keeps=may(work, (KEEPER,), roster.area),
    )


@router.post("/one/{roster_id}/rotations")
def set_rotation(work: Desk, roster_id: Id, said: RotationIn) -> RosterRowOut:
    """Let members take turns in a row from an hour to come; the rotation before it ends there."""
    began = datetime.combine(said.since, time.fromisoformat(said.hand_off), CITY_TIME)
    one = actions.turn(work, roster_id, said.rank, said.title, began, said.turn_h, said.logins)
    return RosterRowOut(rank=one.rank, title=one.title)


@router.post("/one/{roster_id}/covers")
def ask_cover(work: Desk, roster_id: Id, said: CoverIn) -> list[CoverOut]:
    """Ask a colleague to take a stretch of a turn, for another in return or for none; who keeps personnel orders it."""
    back = Stretch(said.back_began, said.back_ended) if said.back_began and said.back_ended else None
    asked = actions.cover(work, roster_id, said.rank, Stretch(said.began, said.ended), said.login, said.why, back)
    return [_cover(work, one, by_ids(work, {one.from_id, one.to_id})) for one in asked]


@router.post("/covers/{cover_id}/accept")
def accept_cover(work: Desk, cover_id: Id) -> CoverOut:
    """Say yes to what a colleague asked."""
    one = actions.accept(work, cover_id)
    return _cover(work, one, by_ids(work, {one.from_id, one.to_id}))


@router.post("/covers/{cover_id}/withdraw")
def withdraw_cover(work: Desk, cover_id: Id) -> CoverOut:
    """Take back what was asked and not answered; what was accepted, who keeps personnel ends."""
    one = actions.withdraw(work, cover_id)
    return _cover(work, one, by_ids(work, {one.from_id, one.to_id}))


@router.post("/one/{roster_id}/handovers")
def write_handover(work: Desk, roster_id: Id, said: HandoverIn) -> HandoverOut:
    """Write and sign what the next one on duty must know."""
    one = actions.hand_over(work, roster_id, said.rank, said.at, said.note, said.matters)
    return _handover(one, by_ids(work, {one.from_id, one.to_id}))


@router.post("/handovers/{handover_id}/take")
def take_handover(work: Desk, handover_id: Id) -> HandoverOut:
    """Sign that one has read the note and is on duty now."""
    one = actions.take_over(work, handover_id)
    return _handover(one, by_ids(work, {one.from_id, one.to_id}))


@router.post("/feed")
def make_feed(work: Desk, said: FeedIn) -> FeedOut:
    """A new secret address for a calendar program; the one given before for the same ends."""
    return FeedOut(path=f"/api/rosters/feeds/{actions.feed(work, said.roster)}.ics")


@router.get("/feeds/{secret}.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}})
def read_feed(request: Request, secret: Annotated[str, InPath(max_length=100)]) -> Response:
    """The turns of a member or a roster as an iCalendar stream; the address is the key, nobody logs in."""
    with request.app.state.look("feed") as work:
        said = feeding.read(work, request.app.state.ground(work), secret)
    return Response(said, media_type="text/calendar; charset=utf-8", headers={"cache-control": "private, max-age=300"})


def _line(ground: Ground, one: queries.Roster) -> RosterLine:
    return RosterLine(id=one.id, duty=one.duty, area=one.area, area_name=ground.title(one.area), name=one.name)


def _turn(one: Turn, people: dict[int, Member]) -> TurnOut:
    member, before = people[one.member], people.get(one.covers or 0)
    said = {"login": member.login, "name": member.name, "covers": before.name if before else ""}
    return TurnOut(rank=one.rank, began=one.began, ended=one.ended, why=one.why, **said)


def _cover(work: Work, one: Cover, people: dict[int, Member]) -> CoverOut:
    logins = {people[one.from_id].login, people[one.to_id].login}
    about = {column: getattr(one, column) for column in ("id", "rank", "began", "ended", "why", "asked_by", "accepted")}
    about |= {"from_name": people[one.from_id].name, "to_name": people[one.to_id].name}
    return CoverOut.model_validate(about | {"mine": one.accepted is None and work.by in logins - {one.asked_by}})


def _handover(one: Handover, people: dict[int, Member]) -> HandoverOut:
    about = {column: getattr(one, column) for column in ("id", "rank", "at", "note", "matters", "signed", "taken")}
    about |= {"from_name": people[one.from_id].name, "to_name": people[one.to_id].name}
    return HandoverOut.model_validate(about)


def _unsigned(goes: Turn, comes: Turn, note: Handover | None, people: dict[int, Member]) -> UnsignedOut:
    one, other = people[goes.member], people[comes.member]
    names = {"from_login": one.login, "from_name": one.name, "to_login": other.login, "to_name": other.name}
    return UnsignedOut(rank=goes.rank, at=comes.began, handover=note.id if note else None, **names)
