"""What a calendar program is told: the turns of a member or a roster, for as long as they may see them."""

from collections.abc import Iterator
from datetime import timedelta

from cityloop.kit.work import Work
from cityloop.people.duties.queries import held_by
from cityloop.people.duties.rules import Ground
from cityloop.people.logins.rules import digest
from cityloop.people.members.queries import Member, by_ids
from cityloop.people.members.rules import Standing
from cityloop.people.rosters import queries, rules
from cityloop.people.rosters.calendar import Entry, written
from cityloop.people.rosters.tables import Feed, Roster

BEFORE, AFTER = timedelta(days=30), timedelta(days=180)


def read(work: Work, ground: Ground, secret: str) -> str:
    """The calendar of that secret. Refused once it was changed, its member has left, or may not see the roster any more."""
    feed = work.session.get(Feed, digest(secret))
    member = by_ids(work, {feed.member_id})[feed.member_id] if feed else None
    if feed is None or member is None or member.standing is not Standing.active:
        raise rules.FeedGone
    if feed.roster_id is None:
        return written(member.name, _entries(work, ground, list(queries.of_member(work, member.id)), member), work.now)
    roster = work.find(Roster, feed.roster_id)
    held = held_by(work, member.login)
    if not any(roster.area.startswith(one.area) or one.area.startswith(roster.area) for one in held):
        raise rules.FeedGone
    return written(roster.name, _entries(work, ground, [roster], None), work.now)


def _entries(work: Work, ground: Ground, rosters: list[Roster], only: Member | None) -> Iterator[Entry]:
    words = work.rulebook.words("zh")
    since = work.now - BEFORE
    laid = queries.laid_out(work, rosters, since, work.now + AFTER)
    people = by_ids(work, {turn.member for one in laid for turn in one.turns})
    for one in laid:
        place = ground.title(one.roster.area)
        duty = words.get(one.roster.duty, one.roster.duty)
        for turn in one.turns:
            cut = turn.began == since  # a turn that began before what is told would change its name every hour
            if turn.why or cut or (only and turn.member != only.id):
                continue
            title = one.titles.get(turn.rank, "")
            summary = f"{one.roster.name} {title}" if only else f"{title} {people[turn.member].name}"
            uid = f"{one.roster.id}-{turn.rank}-{turn.member}-{int(turn.began.timestamp())}@cityloop"
            yield Entry(uid, turn.began, turn.ended, summary.strip(), f"{place} {duty}".strip())
