from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.people.whereabouts.tables import Whereabout

FRESH = timedelta(hours=4)  # who said where they were longer ago may be anywhere

Place = tuple[float, float]


def of(work: Work, logins: Collection[str]) -> dict[str, Place]:
    """Where these members were in the last hours, as far as they said: lon, lat in degrees."""
    chosen = select(Whereabout).where(Whereabout.login.in_(logins), Whereabout.at > work.now - FRESH)
    return {one.login: (one.lon, one.lat) for one in work.session.scalars(chosen)}
