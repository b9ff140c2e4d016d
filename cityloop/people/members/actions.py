import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select

from cityloop.kit.errors import Refused
from cityloop.kit.work import Work
from cityloop.people.facts import MemberChanged, MemberJoined
from cityloop.people.members.rules import Standing, sound
from cityloop.people.members.tables import Login, Member

SITTING = timedelta(hours=12)
HASHER = PasswordHasher()


class WrongPassword(Refused):
    """This name and this password do not belong together."""

    status = 401


def join(work: Work, login: str, name: str, password: str) -> Member:
    return join_hashed(work, login, name, HASHER.hash(password))


def join_hashed(work: Work, login: str, name: str, hashed: str) -> Member:
    member = work.keep(Member(login=login, name=name, password=hashed))
    work.tell(MemberJoined(member=member.id))
    return member


def enter(work: Work, login: str, name: str, mobile: str = "", skills: str = "") -> Member:
    """A member without a way to log in: known by name and telephone, until a password is set."""
    sound(login, name, mobile)
    member = work.keep(Member(login=login, name=name.strip(), password="", mobile=mobile, skills=skills))
    work.tell(MemberJoined(member=member.id))
    return member


def change(work: Work, member: Member, *, name: str, mobile: str, skills: str, standing: Standing) -> bool:
    """Write down what is known of the member now. False if nothing was new."""
    sound(member.login, name, mobile)
    now = {"name": name.strip(), "mobile": mobile, "skills": skills, "standing": standing}
    if all(getattr(member, column) == value for column, value in now.items()):
        return False
    for column, value in now.items():
        setattr(member, column, value)
    work.tell(MemberChanged(member=member.id))
    return True


def recognise(work: Work, login: str, password: str) -> Member:
    """The member of that name, if the password is theirs. It takes a while on purpose: work that only reads is best."""
    member = work.session.scalar(select(Member).where(Member.login == login))
    try:
        HASHER.verify(member.password if member else _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        raise WrongPassword from None
    if member is None:
        raise WrongPassword
    return member


def log_in(work: Work, member_id: int) -> str:
    """A key that speaks for the member for the next hours."""
    work.session.execute(delete(Login).where(Login.until < work.now))
    key = secrets.token_urlsafe(32)
    work.keep(Login(digest=digest(key), member_id=member_id, until=work.now + SITTING))
    return key


@cache
def _nobody() -> str:
    """A password nobody has: who does not exist takes as long to refuse as who does."""
    return HASHER.hash(secrets.token_hex())


def log_out(work: Work, key: str) -> None:
    work.session.execute(delete(Login).where(Login.digest == digest(key)))


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
