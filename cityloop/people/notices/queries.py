from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.channels import queries as channels
from cityloop.people.duties.queries import held_by
from cityloop.people.duties.tables import Post
from cityloop.people.members.queries import get as member_of
from cityloop.people.members.tables import Member
from cityloop.people.notices.letters import texts
from cityloop.people.notices.posting import habit_of
from cityloop.people.notices.rules import Habit, State
from cityloop.people.notices.schemas import NoticeOut as NoticeOut  # handed on to the page of a case
from cityloop.people.notices.schemas import OwnNoticeOut
from cityloop.people.notices.tables import Address, Hush, Notice, Preference, Subscription

DUTY = "operator"


def seen(
    work: Work, *, state: str = "", outlet: int = 0, before: int = 0, limit: int = 100, urgent_only: bool = False
) -> list[NoticeOut]:
    """The outbox as the operators of an area see it, newest first: of what happened in their areas."""
    chosen = select(Notice).where(_operated(work))
    if state:
        chosen = chosen.where(Notice.state == State(state))
    if outlet:
        chosen = chosen.where(Notice.outlet_id == outlet)
    if before:
        chosen = chosen.where(Notice.id < before)
    if urgent_only:
        chosen = chosen.where(Notice.urgent)
    return shown(work, work.session.scalars(chosen.order_by(Notice.id.desc()).limit(limit)).all())


def counts(work: Work) -> Mapping[str, int]:
    """How many notices the operator sees of each state."""
    rows = work.session.execute(select(Notice.state, func.count()).where(_operated(work)).group_by(Notice.state))
    return {state.value: number for state, number in rows}


def health(work: Work) -> list[dict[str, Any]]:
    """How every channel does: what waits, and what became of what it began within a day."""
    waits = select(Notice.outlet_id, func.count(), func.min(Notice.due)).where(Notice.due.is_not(None)).group_by(Notice.outlet_id)
    waiting = {outlet: (int(many), since) for outlet, many, since in work.session.execute(waits)}
    lately = Notice.begun > work.now - timedelta(days=1)
    ended = select(Notice.outlet_id, Notice.state, func.count()).where(lately).group_by(Notice.outlet_id, Notice.state)
    day = {(outlet, state): int(many) for outlet, state, many in work.session.execute(ended)}
    return [_health(work, one, waiting.get(one.id, (0, None)), day) for one in channels.outlets(work)]


def _health(
    work: Work, one: channels.Outlet, waiting: tuple[int, datetime | None], day: Mapping[tuple[int, State], int]
) -> dict[str, Any]:
    own = (Notice.outlet_id == one.id) & Notice.begun.is_not(None)
    newest = select(Notice.sent, Notice.why).where(own).order_by(Notice.begun.desc())
    sent = work.session.execute(newest.where(Notice.sent.is_not(None)).limit(1)).first()
    failed = work.session.execute(newest.where(Notice.sent.is_(None), Notice.why != "").limit(1)).first()
    good, bad = ((State.sent, State.delivered), (State.failed, State.given_up, State.doubtful))
    return {
        "channel": one.id, "name": one.name, "kind": one.kind, "paused": one.paused, "waiting": waiting[0],
        "due_since": waiting[1], "sent_day": sum(day.get((one.id, state), 0) for state in good),
        "failed_day": sum(day.get((one.id, state), 0) for state in bad), "last_sent": sent.sent if sent else None,
        "last_why": failed.why if failed else "",
    }  # fmt: skip


def _operated(work: Work) -> ColumnElement[bool]:
    areas = [held.area for held in held_by(work, work.by) if held.duty == DUTY]
    return or_(*(Notice.area.startswith(area, autoescape=True) for area in areas)) if areas else false()


def of_about(work: Work, about: str) -> list[NoticeOut]:
    """Who was told of a matter, oldest first. Whoever asks has been found to be allowed to see the matter."""
    return shown(work, work.session.scalars(select(Notice).where(Notice.about == about).order_by(Notice.id).limit(500)).all())


def mine(work: Work, limit: int = 100) -> list[OwnNoticeOut]:
    """What the one who works was told, newest first, in their language."""
    language = habit(work).language
    member = member_of(work, work.by).id
    rows = work.session.scalars(select(Notice).where(Notice.member_id == member).order_by(Notice.id.desc()).limit(limit)).all()
    lines = shown(work, rows)
    found = []
    for row, line in zip(rows, lines, strict=True):
        title, text = texts(work, row, language)
        found.append(OwnNoticeOut(**line.model_dump(), title=title, text=text, token=row.token))
    return found


def shown(work: Work, rows: Sequence[Notice]) -> list[NoticeOut]:
    whom = select(Member.id, Member.name).where(Member.id.in_({one.member_id for one in rows}))
    names = {number: name for number, name in work.session.execute(whom)}
    outlets = {one.id: one.name for one in channels.outlets(work)}
    return [
        NoticeOut(
            **{name: getattr(one, name) for name in NoticeOut.model_fields if name not in ("member", "channel")},
            member=names.get(one.member_id or 0, ""),
            channel=outlets[one.outlet_id],
        )
        for one in rows
    ]


def by_token(work: Work, token: str) -> Notice:
    """The notice whose link somebody followed."""
    found = work.session.scalar(select(Notice).where(Notice.token == token))
    if found is None:
        raise NotFound(kind="notice", id="of that link")
    return found


def login_of(work: Work, notice: Notice) -> str:
    """Who was told, or the channel itself."""
    return work.session.scalar(select(Member.login).where(Member.id == notice.member_id)) or "notices"


def habit(work: Work) -> Habit:
    """How the one who works likes to be told."""
    row = work.session.get(Preference, member_of(work, work.by).id)
    return habit_of(row) if row else Habit()


def addresses(work: Work) -> Sequence[Address]:
    own = select(Address).where(Address.member_id == member_of(work, work.by).id)
    return work.session.scalars(own.order_by(Address.id)).all()


def hushed(work: Work) -> Sequence[Hush]:
    own = select(Hush).where(Hush.member_id == member_of(work, work.by).id)
    return work.session.scalars(own.order_by(Hush.at.desc()).limit(200)).all()


def subscriptions(work: Work) -> Sequence[Subscription]:
    """One's own, and, for operators, those of the city."""
    own = Subscription.member_id == member_of(work, work.by).id
    areas = [held.area for held in held_by(work, work.by) if held.duty == DUTY]
    shared = and_(Subscription.member_id.is_(None), or_(false(), *(Subscription.area.startswith(one) for one in areas)))
    return work.session.scalars(select(Subscription).where(or_(own, shared)).order_by(Subscription.id)).all()


def out_of_reach(work: Work, limit: int = 200) -> list[tuple[str, str]]:
    """Members with a post in the operator's areas whom nothing reaches: login and name."""
    areas = [held.area for held in held_by(work, work.by) if held.duty == DUTY]
    good = exists().where(Address.member_id == Member.id, Address.broken == "")
    here = or_(false(), *(Post.area.startswith(area, autoescape=True) for area in areas))
    posted = exists().where(Post.member_id == Member.id, here)
    rows = work.session.execute(select(Member.login, Member.name).where(~good, posted).order_by(Member.id).limit(limit))
    return [(login, name) for login, name in rows]


def name_of(work: Work, notice: Notice) -> str:
    """What the member who was told is called."""
    return work.session.scalar(select(Member.name).where(Member.id == notice.member_id)) or ""
