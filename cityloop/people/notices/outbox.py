"""The outbox as workers use it: some is claimed for a while, marked before it is said, and settled afterwards.

Several processes may work one channel. What a worker claimed and did not settle in its time is taken by another: where who
receives knows the key it is said again, elsewhere only what had not been begun is; the rest is `doubtful`, for people to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, func, or_, select, update

from cityloop.kit.records import alone
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.channels.channel import Became, Outcome
from cityloop.people.channels.queries import Outlet
from cityloop.people.notices import rules
from cityloop.people.notices.posting import habits_of
from cityloop.people.notices.rules import LEASE, TRIES, Habit, State
from cityloop.people.notices.tables import Address, Notice

AT_ONCE = 20  # notices a worker claims together
A_DIGEST = 200  # notices told as one, at most
CUT = "the process ended while it was being sent"


class Sheaf(NamedTuple):
    """What is told as one: a notice, or the notices of a digest; where to, under which key, and to whose liking."""

    notices: Sequence[Notice]
    to: str
    key: str
    habit: Habit


def due_outlets(work: Work) -> set[int]:
    """The channels for which something is due now."""
    return set(work.session.scalars(select(Notice.outlet_id).where(Notice.due <= work.now).distinct()))


def claim(work: Work, outlet: Outlet, worker: str, *, keyed: bool) -> list[Sheaf]:
    """Take some of what is due by this channel, what is urgent first; nobody else has it until its lease ends."""
    most = AT_ONCE
    if outlet.a_minute:
        alone(work.session, f"pace of outlet {outlet.id}")
        lately = Notice.begun > work.now - timedelta(minutes=1)
        begun = select(func.count()).where(Notice.outlet_id == outlet.id, lately)
        most = min(most, outlet.a_minute - (work.session.scalar(begun) or 0))
    found: list[Notice] = []
    for urgent in (True, False):
        if most > len(found):
            found += _due(work, outlet.id, urgent, most - len(found))
    habits = habits_of(work, [one.member_id for one in found if one.member_id])
    addresses = {one.id: one for one in _addresses(work, found)}
    taken = [one for one in found if _take(work, one, worker, keyed, habits, addresses)]
    return [_sheaf(work, outlet, one, worker, habits, addresses) for one in _heads(taken)]


def _due(work: Work, outlet_id: int, urgent: bool, most: int) -> Sequence[Notice]:
    chosen = select(Notice).where(Notice.outlet_id == outlet_id, Notice.urgent == urgent, Notice.due <= work.now)
    return work.session.scalars(chosen.order_by(Notice.due).limit(most).with_for_update(skip_locked=True)).all()


def _addresses(work: Work, found: Sequence[Notice]) -> Sequence[Address]:
    return work.session.scalars(select(Address).where(Address.id.in_({one.address_id for one in found}))).all()


def _take(work: Work, one: Notice, worker: str, keyed: bool, habits: dict[int, Habit], addresses: dict[int, Address]) -> bool:
    """Whether it is to be sent now; if not, what becomes of it instead is written."""
    if one.state is State.sending and one.begun and not keyed:
        return _end(one, State.doubtful, CUT)
    if one.acknowledged:
        return _end(one, State.spared, "acknowledged elsewhere")
    address = addresses.get(one.address_id or 0)
    if one.member_id and (address is None or address.broken):
        return _end(one, State.given_up, "the address is no more")
    habit = habits.get(one.member_id or 0, Habit())
    quiet = None if one.urgent else rules.quiet_ends(habit, work.now.astimezone(CITY_TIME))
    if quiet:
        one.due = quiet
        return False
    _mark(work, one, worker)
    return True


def _mark(work: Work, one: Notice, worker: str) -> None:
    one.state, one.worker, one.begun = State.sending, worker, None
    one.tries, one.due = one.tries + 1, work.now + LEASE


def _end(one: Notice, state: State, why: str) -> bool:
    one.state, one.why, one.due, one.worker = state, why, None, ""
    return False


def _heads(taken: Iterable[Notice]) -> list[Notice]:
    """One of each batch: the others come along."""
    return list({one.batch or (one.address_id if one.gathered else one.key): one for one in reversed(list(taken))}.values())[::-1]


def _sheaf(
    work: Work, outlet: Outlet, head: Notice, worker: str, habits: dict[int, Habit], addresses: dict[int, Address]
) -> Sheaf:
    address = addresses.get(head.address_id or 0)
    notices: Sequence[Notice] = [head]
    if head.gathered:
        own = Notice.batch == head.batch if head.batch else Notice.batch == ""
        mine = (Notice.state == State.sending) & (Notice.worker == worker)
        wanted = select(Notice).where(
            Notice.outlet_id == outlet.id,
            Notice.address_id == head.address_id,
            Notice.gathered,
            own,
            Notice.acknowledged.is_(None),
            or_(mine, Notice.due <= work.now),
        )
        notices = work.session.scalars(wanted.order_by(Notice.id).limit(A_DIGEST).with_for_update(skip_locked=True)).all()
        for one in notices:
            if one.worker != worker or one.state is not State.sending:
                _mark(work, one, worker)
            one.batch = head.batch or notices[0].key
    key = head.batch or head.key if len(notices) > 1 else head.key
    return Sheaf(notices, address.value if address else "", key, habits.get(head.member_id or 0, Habit()))


def begin(work: Work, sheaf: Sheaf, worker: str) -> bool:
    """Mark what is about to be said. False if it is this worker's no more."""
    return _update(work, sheaf, worker, {"begun": work.now, "due": work.now + LEASE}) == len(sheaf.notices)


def settle(work: Work, sheaf: Sheaf, worker: str, outcome: Outcome, *, keyed: bool) -> None:
    """Write what became of it."""
    became, why, head = outcome.became, outcome.why[:300], sheaf.notices[0]
    if became is Became.doubtful and keyed:
        became = Became.later
    if became is Became.later and head.tries < TRIES:
        wait = max(outcome.after_s, rules.pause_s(head.tries, sheaf.key))
        again = {"state": State.failed, "why": why, "due": work.now + timedelta(seconds=wait), "worker": ""}
        _update(work, sheaf, worker, again)
        return
    ends: dict[Became, dict[str, Any]] = {
        Became.sent: {"state": State.sent, "sent": work.now, "ref": outcome.ref},
        Became.delivered: {"state": State.delivered, "sent": work.now, "delivered": work.now, "ref": outcome.ref},
        Became.doubtful: {"state": State.doubtful},
    }
    end = {"state": State.given_up, "why": why, "due": None, "worker": ""}
    _update(work, sheaf, worker, end | ends.get(became, {}))
    if became is Became.gone and head.address_id:
        work.session.execute(update(Address).where(Address.id == head.address_id).values(broken=why or "gone"))


def _update(work: Work, sheaf: Sheaf, worker: str, values: Mapping[str, Any]) -> int:
    mine = Notice.id.in_([one.id for one in sheaf.notices]) & (Notice.worker == worker) & (Notice.state == State.sending)
    done = work.session.execute(update(Notice).where(mine, Notice.due > work.now).values(**values))
    return cast("CursorResult[Any]", done).rowcount
