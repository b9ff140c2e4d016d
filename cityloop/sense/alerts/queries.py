from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.alerts.tables import Alert as Alert  # a record may be handed on, its table not


def get(work: Work, alert_id: int) -> Alert:
    return work.find(Alert, alert_id)


def visible(work: Work, alert_id: int) -> Alert:
    """The alert, if the one who works may see it; otherwise there is none."""
    alert = work.find(Alert, alert_id)
    if not scope_of(work).covers(alert.area, work.rulebook.playbook(alert.detector).duty):
        raise NotFound(kind="alert", id=alert_id)
    return alert


def newest(work: Work, limit: int = 200, open_only: bool = False) -> Sequence[Alert]:
    """The alerts the one who works may see, newest first."""
    scope = scope_of(work)
    own = [
        (Alert.detector.in_(_answered_by(work, held.duty))) & Alert.area.startswith(held.area, autoescape=True)
        for held in scope.duties
    ]
    seen = scope.where(Alert.area)
    for condition in own:
        seen = seen | condition
    chosen = select(Alert).where(seen)
    if open_only:
        chosen = chosen.where(Alert.open)
    return work.session.scalars(chosen.order_by(Alert.id.desc()).limit(limit)).all()


def _answered_by(work: Work, duty: str) -> list[str]:
    return [name for name, detector in work.rulebook.detectors.items() if detector.playbook.duty == duty]


def nearest(work: Work, detector: str, sighting: Sighting) -> Alert | None:
    """The last alert of this detector and subject that began before the sighting ended."""
    same = (Alert.detector == detector) & (Alert.subject == sighting.subject) & (Alert.began <= sighting.ended)
    return work.session.scalar(select(Alert).where(same).order_by(Alert.began.desc()).limit(1))


def open_of(work: Work, detector: str, subject: str) -> Alert | None:
    same = (Alert.detector == detector) & (Alert.subject == subject)
    return work.session.scalar(select(Alert).where(same, Alert.open).with_for_update())


def open_alerts(work: Work) -> Sequence[Alert]:
    return work.session.scalars(select(Alert).where(Alert.open)).all()


def began_between(work: Work, detector: str, since: datetime, until: datetime) -> Sequence[Alert]:
    """The detector's alerts that began in the stretch, oldest first."""
    inside = (Alert.detector == detector) & (Alert.began >= since) & (Alert.began < until)
    return work.session.scalars(select(Alert).where(inside).order_by(Alert.began)).all()
