from argon2 import PasswordHasher

from cityloop.kit.work import Work
from cityloop.people.facts import MemberChanged, MemberJoined
from cityloop.people.members.rules import Standing, sound
from cityloop.people.members.tables import Member

HASHER = PasswordHasher()


def join(work: Work, login: str, name: str, password: str) -> Member:
    return join_hashed(work, login, name, HASHER.hash(password))


def join_hashed(work: Work, login: str, name: str, hashed: str) -> Member:
    """Admit a member. Who has no hash of a password does not log in by one."""
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
