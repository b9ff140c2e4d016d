"""Posting: of one fact, a notice for each address of each member who is to be told. It belongs to the step of the loop that
reads the fact, so a fact is told of once, or not yet."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.rules import scope
from cityloop.people.channels import queries as channels
from cityloop.people.channels.kinds import kind_of
from cityloop.people.channels.queries import Outlet
from cityloop.people.duties.queries import held_by, holders
from cityloop.people.duties.rules import Held
from cityloop.people.members.tables import Member
from cityloop.people.notices import rules
from cityloop.people.notices.rules import INSISTENT, LEAST, Habit, Occasion
from cityloop.people.notices.tables import Address, Hush, Notice, Preference, Subscription
from cityloop.people.rosters import queries as rosters


@dataclass(frozen=True, kw_only=True)
class Tidings:
    """What there is to tell: `fact` is the number of the fact, `about` what it concerns, `to` the posts that answer for it (with
    `on_turn`: those whose turn it is, where a roster says), `logins` whom else it is for. `duty` is whose matter it is; `said`
    fills the texts."""

    fact: int
    occasion: Occasion
    about: str
    area: str
    at: datetime
    duty: str = ""
    warning: int = 4
    urgent: bool = False
    to: tuple[Held, ...] = ()
    logins: tuple[str, ...] = ()
    on_turn: bool = False
    only: int | None = None  # the one address it is for
    said: Mapping[str, Any] = field(default_factory=dict)


def post(work: Work, tidings: Tidings) -> int:
    """Put what there is to tell into the outbox. How many notices that makes."""
    outlets = channels.outlets(work)
    if not outlets or work.now - tidings.at > rules.STALE:
        return 0
    said = _subscriptions(work, tidings)
    hooks = [one for one in outlets if any(line.outlet_id == one.id and line.tells for line in said)]
    members = _members(work, tidings, said)
    notices = [*_for_members(work, tidings, members), *(_notice(work, tidings, hook, Habit(), None) for hook in hooks)]
    known = select(Notice.key).where(Notice.key.in_([one.key for one in notices]))
    before = set(work.session.scalars(known)) if notices else set()
    work.session.add_all([one for one in notices if one.key not in before])
    work.session.flush()
    return len(notices) - len(before)


def _subscriptions(work: Work, tidings: Tidings) -> Sequence[Subscription]:
    places, occasions = rules.prefixes(tidings.area), ("", tidings.occasion.value)
    chosen = select(Subscription).where(Subscription.occasion.in_(occasions), Subscription.area.in_(places))
    return work.session.scalars(chosen.where(Subscription.least >= tidings.warning).order_by(Subscription.id)).all()


def _members(work: Work, tidings: Tidings, said: Sequence[Subscription]) -> dict[int, str]:
    """Whom to tell, by number, with their logins: who answers, and who subscribed and may see it, less who declined."""
    answering: set[str] = set(tidings.logins)
    if tidings.warning <= LEAST.get(tidings.occasion, tidings.warning):
        answering |= _on_turn(work, tidings.to) if tidings.on_turn else _holding(work, tidings.to)
    insists = tidings.occasion in INSISTENT
    for line in said:
        if line.duty and (line.tells or not insists):
            theirs = _holding(work, (Held(line.duty, area) for area in rules.prefixes(tidings.area) if area))
            answering = answering | {one for one in theirs if _sees(work, one, tidings)} if line.tells else answering - theirs
    found = _called(work, Member.login.in_(answering))
    wanting = {line.member_id for line in said if line.member_id and line.tells} - set(found)
    others = _called(work, Member.id.in_(wanting)) if wanting else {}
    found |= {number: login for number, login in others.items() if _sees(work, login, tidings)}
    declined = set() if insists else {line.member_id for line in said if line.member_id and not line.tells}
    return {number: login for number, login in found.items() if number not in declined}


def _holding(work: Work, posts: Iterable[Held]) -> set[str]:
    return {login for post in posts for login, _ in holders(work, post.duty, post.area)}


def _on_turn(work: Work, posts: Iterable[Held]) -> set[str]:
    return {login for post in posts for login in rosters.summoned(work, post.duty, post.area)[0]}


def _called(work: Work, who: ColumnElement[bool]) -> dict[int, str]:
    return {number: login for number, login in work.session.execute(select(Member.id, Member.login).where(who))}


def _sees(work: Work, login: str, tidings: Tidings) -> bool:
    overseeing = {duty.name for duty in work.rulebook.duties.values() if duty.oversees}
    return scope(held_by(work, login), overseeing).covers(tidings.area, tidings.duty or None)


def _for_members(work: Work, tidings: Tidings, members: Mapping[int, str]) -> list[Notice]:
    outlets = channels.reaching(work)
    if not members or not outlets:
        return []
    hushed = set(work.session.scalars(select(Hush.member_id).where(Hush.about == tidings.about, Hush.member_id.in_(members))))
    told = [number for number in members if number not in hushed or tidings.occasion in INSISTENT]
    addresses = select(Address).where(Address.member_id.in_(told), Address.broken == "", Address.reaches.in_(list(outlets)))
    if tidings.only:
        addresses = addresses.where(Address.id == tidings.only)
    elif not tidings.urgent:
        addresses = addresses.where(~Address.urgent_only)
    habits = habits_of(work, told)
    found = work.session.scalars(addresses.order_by(Address.id))
    return [_notice(work, tidings, outlets[one.reaches], habits.get(one.member_id, Habit()), one) for one in found]


def habits_of(work: Work, members: Sequence[int]) -> dict[int, Habit]:
    """How these members like to be told, as far as they said."""
    rows = work.session.scalars(select(Preference).where(Preference.member_id.in_(members)))
    return {row.member_id: habit_of(row) for row in rows}


def habit_of(row: Preference) -> Habit:
    return Habit(row.language, row.quiet_since, row.quiet_until, row.digest, row.digest_at)


def _notice(work: Work, tidings: Tidings, outlet: Outlet, habit: Habit, address: Address | None) -> Notice:
    gathers = kind_of(outlet.kind).gathers and not tidings.urgent and habit.digest is not rules.Digest.none
    urgent, local = tidings.urgent or address is None, work.now.astimezone(CITY_TIME)
    member, place = (address.member_id, address.id) if address else (None, None)
    return Notice(
        key=rules.key_of(tidings.fact, member, outlet.id, place),
        token=secrets.token_urlsafe(24),
        fact=tidings.fact,
        occasion=tidings.occasion.value,
        about=tidings.about,
        area=tidings.area,
        outlet_id=outlet.id,
        member_id=member,
        address_id=place,
        urgent=tidings.urgent,
        gathered=gathers,
        said=dict(tidings.said),
        at=tidings.at,
        due=rules.goes(habit, local, urgent=urgent, gathers=gathers),
    )
