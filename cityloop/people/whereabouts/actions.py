from sqlalchemy import delete

from cityloop.kit.work import Work
from cityloop.people.whereabouts.tables import Whereabout


def say(work: Work, lon: float | None, lat: float | None) -> None:
    """The one who works is there now; nothing is kept of one who does not say where."""
    if lon is not None and lat is not None:
        work.session.merge(Whereabout(login=work.by, lon=lon, lat=lat, at=work.now))


def forget(work: Work) -> None:
    """Nobody need know any more where the one who works was."""
    work.session.execute(delete(Whereabout).where(Whereabout.login == work.by))
