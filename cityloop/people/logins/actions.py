"""What is done at the entrance. A wrong try is counted before it is looked at, so that many at once count as many."""

import base64
import secrets
from datetime import timedelta
from functools import cache

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, update

from cityloop.kit.errors import TooOften
from cityloop.kit.keyring import KeyMissing, opened, sealed
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.facts import LoggedIn, PasswordChanged, PasswordSet, SecondStepEnded, SecondStepSet, SessionsEnded
from cityloop.people.logins import rules
from cityloop.people.logins.rules import CHANGE_PASSWORD, SET_UP_SECOND_STEP, Signing, Visit, digest, matching, plain
from cityloop.people.logins.tables import Login, OneTime, RecoveryCode, SecondStep, WrongTry
from cityloop.people.members.actions import HASHER
from cityloop.people.members.queries import by_login
from cityloop.people.members.rules import Standing
from cityloop.people.members.tables import Member

ONE_TIME = timedelta(days=3)
CODES = 10


# wrong tries ----------------------------------------------------------------------------------------------------------


def knock(work: Work, login: str, address: str) -> None:
    """Count a try before it is looked at. Refuse it unlooked-at if there were too many, whoever it may be."""
    work.session.execute(delete(WrongTry).where(WrongTry.last < work.now - rules.FORGOTTEN))
    for kind, key in _keys(login, address):
        alone(work.session, f"try {key}")
        row = work.session.get(WrongTry, key)
        if row is None:
            row = work.keep(WrongTry(digest=key, count=0, last=work.now, until=work.now))
        if row.until > work.now:
            raise TooOften(after_s=max(1, round((row.until - work.now).total_seconds())))
        row.count, row.last = row.count + 1, work.now
        row.until = work.now + rules.pause(row.count, rules.FREE[kind])


def take_back(work: Work, login: str, address: str, *, forgive: bool) -> None:
    """The try was not wrong. With `forgive` the earlier ones of the login are forgotten too; those of an address never are,
    or one good login would buy any number of tries at others."""
    for kind, key in _keys(login, address):
        row = work.session.get(WrongTry, key)
        if row and kind == "login" and forgive:
            work.session.delete(row)
        elif row:
            row.count, row.until = max(0, row.count - 1), work.now


def unlock(work: Work, login: str) -> None:
    """Forget the wrong tries of a login."""
    work.session.execute(delete(WrongTry).where(WrongTry.digest == _keys(login, "")[0][1]))


def _keys(login: str, address: str) -> list[tuple[str, str]]:
    """What tries are counted by; as digests, for now and then somebody types a password for a login."""
    return [("login", digest(f"login {login}")), ("address", digest(f"address {address}"))][: 2 if address else 1]


# the two steps --------------------------------------------------------------------------------------------------------


def recognise(work: Work, login: str, password: str) -> Member:
    """The member of that name, if the password is theirs. It takes a while on purpose: work that only reads is best."""
    member = by_login(work, login)
    try:
        HASHER.verify(member.password if member and member.password else _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        raise rules.WrongPassword from None
    one_time = member and work.session.get(OneTime, member.id)
    if member is None or member.standing is not Standing.active or (one_time and one_time.until <= work.now):
        raise rules.WrongPassword
    return member


@cache
def _nobody() -> str:
    """A password nobody has: who does not exist takes as long to refuse as who does."""
    return HASHER.hash(secrets.token_hex())


def asks_code(work: Work, member_id: int) -> bool:
    """Whether the member has an authenticator."""
    step = work.session.get(SecondStep, member_id)
    return step is not None and step.confirmed


def give_code(work: Work, member_id: int, code: str) -> None:
    """Take a code of the authenticator, or a recovery code; each is good once."""
    second = work.session.get(SecondStep, member_id, with_for_update=True)
    if second is None or not second.confirmed:
        return
    step = _step(work, second, code)
    if step is not None:
        second.step = step
        return
    mine = (RecoveryCode.digest == digest(f"{member_id} {plain(code)}")) & (RecoveryCode.member_id == member_id)
    used = work.session.scalar(delete(RecoveryCode).where(mine).returning(RecoveryCode.member_id))
    if used is None:
        raise rules.WrongCode


def _step(work: Work, second: SecondStep, code: str) -> int | None:
    """The step whose code this is; none either where the key of the secret was lost, and a recovery code is all there is."""
    try:
        return matching(opened(work.session, second.secret), code, work.now, second.step)
    except KeyMissing:
        return None


def log_in(work: Work, member_id: int, visit: Visit, signing: Signing, *, needs_step: bool = False) -> tuple[str, str]:
    """A key that speaks for the member for the next hours, and what they must do before anything else."""
    over = (Login.until < work.now) | (Login.seen < work.now - signing.idle)
    work.session.execute(delete(Login).where(over))
    by_provider = visit.way == "oidc"  # which answers for passwords and second steps itself
    key, todo = secrets.token_urlsafe(32), "" if by_provider else _owed(work, member_id, needs_step=needs_step)
    work.keep(
        Login(
            digest=digest(key),
            member_id=member_id,
            since=work.now,
            seen=work.now,
            until=work.now + signing.sitting,
            way=visit.way,
            address=visit.address[:100],
            device=visit.device[:300],
            todo=todo,
        )
    )
    work.tell(LoggedIn(member=member_id, way=visit.way))
    return key, todo


def _owed(work: Work, member_id: int, *, needs_step: bool) -> str:
    """What must be done before anything else."""
    if work.session.get(OneTime, member_id):
        return CHANGE_PASSWORD
    return SET_UP_SECOND_STEP if needs_step and not asks_code(work, member_id) else ""


# sessions -------------------------------------------------------------------------------------------------------------


def log_out(work: Work, key: str) -> None:
    work.session.execute(delete(Login).where(Login.digest == digest(key)))


def end(work: Work, member_id: int, number: str) -> None:
    """End one session of the member."""
    mine = (Login.member_id == member_id) & Login.digest.startswith(number, autoescape=True)
    work.session.execute(delete(Login).where(mine))
    work.tell(SessionsEnded(member=member_id, all=False))


def end_all(work: Work, member_id: int, but: str = "") -> None:
    """End every session of the member, but for one."""
    work.session.execute(delete(Login).where(Login.member_id == member_id, Login.digest != but))
    work.tell(SessionsEnded(member=member_id, all=True))


# passwords ------------------------------------------------------------------------------------------------------------


def change_password(work: Work, member: Member, old: str, new: str, session: str, *, needs_step: bool = False) -> None:
    """Choose another password; every other session ends."""
    rules.judge(new, member.login, member.name)
    if old == new:
        raise rules.WeakPassword
    member.password = HASHER.hash(new)
    work.session.execute(delete(OneTime).where(OneTime.member_id == member.id))
    end_all(work, member.id, but=session)
    todo = _owed(work, member.id, needs_step=needs_step)
    work.session.execute(update(Login).where(Login.digest == session).values(todo=todo))
    work.tell(PasswordChanged(member=member.id))


def set_password(work: Work, member: Member) -> str:
    """A password for the member that is good once, for a few days, and for nothing but choosing another."""
    password = secrets.token_urlsafe(12)
    member.password = HASHER.hash(password)
    work.session.merge(OneTime(member_id=member.id, until=work.now + ONE_TIME))
    unlock(work, member.login)
    end_all(work, member.id)
    work.tell(PasswordSet(member=member.id))
    return password


# the authenticator ----------------------------------------------------------------------------------------------------


def begin_second_step(work: Work, member_id: int) -> str:
    """A secret for an authenticator; it counts once a code of it was given. In base 32."""
    if asks_code(work, member_id):
        raise rules.SecondStepThere
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    work.session.merge(SecondStep(member_id=member_id, secret=sealed(work.session, secret), since=work.now))
    return secret


def confirm_second_step(work: Work, member_id: int, code: str, session: str) -> list[str]:
    """The authenticator shows the right code: from now on it is asked for. Recovery codes, told this once."""
    second = work.session.get(SecondStep, member_id, with_for_update=True)
    if second is None or second.confirmed:
        raise rules.SecondStepThere
    step = _step(work, second, code)
    if step is None:
        raise rules.WrongCode
    second.confirmed, second.step, second.since = True, step, work.now
    work.session.execute(update(Login).where(Login.digest == session, Login.todo == SET_UP_SECOND_STEP).values(todo=""))
    end_all(work, member_id, but=session)
    work.tell(SecondStepSet(member=member_id))
    return new_codes(work, member_id)


def new_codes(work: Work, member_id: int) -> list[str]:
    """Recovery codes of 80 bits; older ones end."""
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    drawn = [base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(CODES)]
    work.session.add_all(RecoveryCode(digest=digest(f"{member_id} {code}"), member_id=member_id) for code in drawn)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in drawn]


def end_second_step(work: Work, member_id: int) -> None:
    """The authenticator is not asked for any more."""
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    work.session.execute(delete(SecondStep).where(SecondStep.member_id == member_id))
    work.tell(SecondStepEnded(member=member_id))
