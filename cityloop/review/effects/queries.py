from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.cases.rules import Outcome
from cityloop.kit.work import Work
from cityloop.review.amendments.queries import Amendment
from cityloop.review.effects import rules
from cityloop.review.effects.rules import Heard
from cityloop.review.effects.tables import Effect as Effect  # a record may be handed on, its table not
from cityloop.review.reviews.rules import box, metres
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.queries import Alert
from cityloop.sense.alerts.rules import Sighting

NEAR_M, LATER = 100.0, timedelta(days=1)


def of_amendment(work: Work, amendment_id: int) -> Sequence[Effect]:
    """What was measured of an amendment, the shorter stretch first."""
    return work.session.scalars(select(Effect).where(Effect.amendment_id == amendment_id).order_by(Effect.days)).all()


def newest(work: Work, limit: int = 200) -> Sequence[Effect]:
    return work.session.scalars(select(Effect).order_by(Effect.id.desc()).limit(limit)).all()


def missed_seen(work: Work, effect: Effect) -> list[int]:
    """Of the cases it missed those the one who works may see."""
    return [one for one in effect.missed if cases.is_visible(work, one)]


def due(work: Work) -> tuple[Amendment, int] | None:
    """The next amendment of a detector to be measured, and after how many days."""
    measured = {(one, days) for one, days in work.session.execute(select(Effect.amendment_id, Effect.days))}
    for days in rules.AFTER_DAYS:
        past = select(Amendment).where(Amendment.since <= work.today - timedelta(days=days)).order_by(Amendment.id)
        for one in work.session.scalars(past):
            detector = one.parameter.rpartition(".")[0]
            if (one.id, days) not in measured and detector in work.rulebook.detectors:
                return one, days
    return None


def heard(work: Work, detector: str, area: str, since: datetime, until: datetime) -> list[Heard]:
    """The detector's alerts of a stretch in an area, with what became of their cases."""
    raised = [one for one in alerts.began_between(work, detector, since, until) if one.area.startswith(area)]
    case_of = {case.alert_id: case for case in cases.of_alerts(work, [one.id for one in raised])}
    return [_heard(one, case_of.get(one.id)) for one in raised]


def _heard(alert: Alert, case: Case | None) -> Heard:
    sighting = Sighting(alert.subject, alert.began, alert.ended, alert.peak, alert.lon, alert.lat)
    if case is None or case.drill:
        return Heard(alert.subject, sighting, None, None)
    real = None if case.outcome is None else case.outcome is Outcome.settled
    minutes = (case.done - case.opened).total_seconds() / 60 if case.done else None
    return Heard(alert.subject, sighting, real, minutes)


def shown_real(work: Work, one: Sighting, detector: str) -> list[int]:
    """Cases by which the city learned, by another way, that there was something: of the same subject, or reported nearby."""
    since, until = one.began - LATER, one.ended + LATER
    real = (Case.outcome == Outcome.settled) & ~Case.drill & Case.opened.between(since, until)
    same = select(Case.id).join(Alert, Alert.id == Case.alert_id).where(Alert.subject == one.subject, Alert.detector != detector)
    found = set(work.session.scalars(same.where(real)))
    if one.lon is not None and one.lat is not None:
        west, south, east, north = box(one.lon, one.lat, NEAR_M)
        near = select(Case).where(real, Case.alert_id.is_(None), Case.lon.between(west, east), Case.lat.between(south, north))
        found |= {case.id for case in work.session.scalars(near) if _near(one, case)}
    return sorted(found)


def _near(one: Sighting, case: Case) -> bool:
    return None not in (one.lon, one.lat) and metres(one.lon or 0, one.lat or 0, case.lon or 0, case.lat or 0) <= NEAR_M
