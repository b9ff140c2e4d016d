from collections.abc import Sequence

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.people.duties.rules import Held
from cityloop.people.duties.tables import Post
from cityloop.people.members.tables import Member


def held_by(work: Work, login: str) -> tuple[Held, ...]:
    """Every post of the member."""
    posts = select(Post.duty, Post.area).join(Member).where(Member.login == login).order_by(Post.id)
    return tuple(Held(duty, area) for duty, area in work.session.execute(posts))


def answering(work: Work, duty: str, area: str) -> bool:
    """Whether someone holds the duty in exactly this area."""
    return work.session.scalar(select(Post.id).where(Post.duty == duty, Post.area == area).limit(1)) is not None


def holders(work: Work, duty: str, area: str) -> Sequence[tuple[str, str]]:
    """Login and name of who holds the duty in exactly this area."""
    rows = select(Member.login, Member.name).join(Post).where(Post.duty == duty, Post.area == area)
    return [(login, name) for login, name in work.session.execute(rows)]
