import secrets
from datetime import datetime, timedelta

from sqlalchemy import case, extract, func, select, text, update
from sqlalchemy.orm import Session

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.duties.queries import held_by
from cityloop.people.facts import TokenEnded, TokenMade, TokenRotated
from cityloop.people.logins.rules import digest
from cityloop.people.tokens.rules import MARK, OVERLAP, refuse_unfit
from cityloop.people.tokens.tables import Token


def make(
    work: Work, member_id: int, name: str, duty: str, area: str, lasts: timedelta, *, read_only: bool, a_minute: int
) -> tuple[Token, str]:
    """A token for a machine of the one who works, and the key, told this once."""
    refuse_unfit(name, held_by(work, work.by), duty, area if duty else "", lasts, read_only=read_only)
    key = MARK + secrets.token_urlsafe(32)
    token = work.keep(
        Token(
            name=name.strip(),
            member_id=member_id,
            digest=digest(key),
            duty=duty,
            area=area if duty else "",
            read_only=read_only,
            a_minute=a_minute,
            since=work.now,
            until=work.now + lasts,
        )
    )
    work.tell(TokenMade(token=token.id, member=member_id, name=token.name))
    return token, key


def rotate(work: Work, member_id: int, token_id: int) -> tuple[Token, str]:
    """Another key; the one before is good for a day, so that the machine never stands outside."""
    token = _mine(work, member_id, token_id)
    key = MARK + secrets.token_urlsafe(32)
    lasting = token.until - token.since
    token.before, token.before_until = token.digest, min(work.now + OVERLAP, token.until)
    token.digest, token.since, token.until = digest(key), work.now, work.now + lasting
    work.tell(TokenRotated(token=token.id, member=member_id))
    return token, key


def end(work: Work, member_id: int, token_id: int) -> None:
    """The token is good for nothing from now on."""
    work.session.delete(_mine(work, member_id, token_id))
    work.tell(TokenEnded(token=token_id, member=member_id))


def ask(session: Session, token_id: int, now: datetime) -> int:
    """Take one of what the token may ask in a minute, whichever process it asks: 0 if it may, else after how many seconds."""
    passed_s = func.greatest(0, extract("epoch", now - Token.asked))
    grown = func.least(Token.a_minute, Token.spare + passed_s * Token.a_minute / 60.0)
    left = case((Token.asked.is_(None), Token.a_minute), else_=grown)
    session.execute(text("set local synchronous_commit = off"))  # a count of the last tenth of a second may be lost in a crash
    values = {"spare": left - 1, "asked": func.greatest(func.coalesce(Token.asked, now), now)}
    mine = update(Token).where(Token.id == token_id, left >= 1)
    if session.scalar(mine.values(values).returning(Token.id).execution_options(synchronize_session=False)):
        return 0
    short = session.scalar(select((1 - left) * 60 / Token.a_minute).where(Token.id == token_id))
    return max(1, round(short or 0))


def _mine(work: Work, member_id: int, token_id: int) -> Token:
    token = work.session.get(Token, token_id)
    if token is None or token.member_id != member_id:
        raise NotFound(kind="token", id=token_id)
    return token
