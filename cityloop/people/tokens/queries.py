from collections.abc import Sequence

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.people.tokens.tables import Token as Token  # a record may be handed on, its table not


def of_member(work: Work, member_id: int) -> Sequence[Token]:
    """The tokens of the member, newest first, a thousand at the most."""
    return work.session.scalars(select(Token).where(Token.member_id == member_id).order_by(Token.id.desc()).limit(1000)).all()
