from sqlalchemy import select
from sqlalchemy.orm import Session

from cityloop.sense.sources.tables import Source


def by_digest(session: Session) -> dict[str, str]:
    """The name of every source by the digest of its token."""
    return {digest: name for digest, name in session.execute(select(Source.digest, Source.name))}
