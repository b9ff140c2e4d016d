import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.sense.facts import SourceAdmitted
from cityloop.sense.sources.tables import Source

OVERLAP = timedelta(hours=24)


def admit(work: Work, name: str, *, rotate: bool = False) -> str:
    """A new token for the source of that name; an older token of it ends, at once or, when it is rotated, a day later."""
    token = secrets.token_urlsafe(32)
    source = work.session.scalar(select(Source).where(Source.name == name))
    if source:
        source.before, source.before_until = (source.digest, work.now + OVERLAP) if rotate else (None, None)
        source.digest, source.since = digest(token), work.now
    else:
        source = work.keep(Source(name=name, digest=digest(token), since=work.now))
    work.tell(SourceAdmitted(source=source.id))
    return token


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
