import hashlib
import secrets

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.sense.facts import SourceAdmitted
from cityloop.sense.sources.tables import Source


def admit(work: Work, name: str) -> str:
    """A new token for the source of that name; an older token of it ends."""
    token = secrets.token_urlsafe(32)
    source = work.session.scalar(select(Source).where(Source.name == name))
    if source:
        source.digest, source.since = digest(token), work.now
    else:
        source = work.keep(Source(name=name, digest=digest(token), since=work.now))
    work.tell(SourceAdmitted(source=source.id))
    return token


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
