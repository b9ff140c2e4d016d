from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cityloop.sense.sources.tables import Source


def by_digest(session: Session, now: datetime) -> dict[str, str]:
    """The name of every source by the digest of its token, and by that of the one before while it is good."""
    found = {digest: name for digest, name in session.execute(select(Source.digest, Source.name))}
    before = select(Source.before, Source.name).where(Source.before.is_not(None), Source.before_until > now)
    return found | {str(digest): name for digest, name in session.execute(before)}
