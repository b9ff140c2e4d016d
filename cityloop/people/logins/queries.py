from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cityloop.kit.work import Work
from cityloop.people.logins.rules import digest
from cityloop.people.logins.tables import Login as Login  # a record may be handed on, its table not
from cityloop.people.logins.tables import OneTime, RecoveryCode, SecondStep, WrongTry

NUMBER = 16  # digits of a digest that stand for the session on a page


def sessions(work: Work, member_id: int, idle: timedelta) -> Sequence[Login]:
    """The sessions of a member that last, the one seen last first."""
    lasting = (Login.member_id == member_id) & (Login.until > work.now) & (Login.seen > work.now - idle)
    return work.session.scalars(select(Login).where(lasting).order_by(Login.seen.desc())).all()


def locked_until(work: Work, logins: Sequence[str]) -> dict[str, datetime]:
    """Until when each of these that were tried too often are not tried again."""
    keys = {digest(f"login {login}"): login for login in logins}
    locked = select(WrongTry.digest, WrongTry.until).where(WrongTry.digest.in_(keys), WrongTry.until > work.now)
    return {keys[key]: until for key, until in work.session.execute(locked)}


def with_second_step(work: Work, members: Sequence[int]) -> set[int]:
    """Those of these who have an authenticator."""
    found = select(SecondStep.member_id).where(SecondStep.member_id.in_(members), SecondStep.confirmed)
    return set(work.session.scalars(found))


def to_choose(work: Work, members: Sequence[int]) -> set[int]:
    """Those of these who have a password that somebody else set."""
    return set(work.session.scalars(select(OneTime.member_id).where(OneTime.member_id.in_(members))))


def codes_left(work: Work, member_id: int) -> int:
    """How many recovery codes are left."""
    return work.session.scalar(select(func.count()).where(RecoveryCode.member_id == member_id)) or 0


def seen_last(work: Work, members: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    """How many sessions each of these has, and when they were seen last."""
    rows = select(Login.member_id, func.count(), func.max(Login.seen)).where(Login.member_id.in_(members), Login.until > work.now)
    return {member: (count, seen) for member, count, seen in work.session.execute(rows.group_by(Login.member_id))}


def way_of(work: Work, session: str) -> str:
    """By which way the session of this digest was begun."""
    return work.session.scalar(select(Login.way).where(Login.digest == session)) or ""
