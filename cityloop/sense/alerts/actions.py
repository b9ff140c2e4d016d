from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Detector
from cityloop.sense import folds
from cityloop.sense.alerts import queries, rules
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.alerts.tables import Alert
from cityloop.sense.facts import AlertEnded, AlertRaised


def notice(work: Work, detector: Detector, sighting: Sighting) -> None:
    """Let the alert that the sighting touches grow; if there is none, raise one.

    Noticing the same again changes nothing, so readings may be read twice after a crash.
    """
    alone(work.session, f"alerts of {detector.name}")
    near = queries.nearest(work, detector.name, sighting)
    if near and rules.touches(near.began, near.ended, sighting, detector.quiet):
        _grow(near, sighting)
        return
    before = queries.open_of(work, detector.name, sighting.subject)
    if before and sighting.began < before.began:
        return  # a stretch before the open one that was not seen in its time: replay sees it, nobody is called out
    if before:
        end(work, before)
    alert = work.keep(
        Alert(
            detector=detector.name,
            subject=sighting.subject,
            area=areas.code_at(work, sighting.lon, sighting.lat),
            lon=sighting.lon,
            lat=sighting.lat,
            began=sighting.began,
            ended=sighting.ended,
            raised=work.now,
            peak=sighting.peak,
        )
    )
    work.tell(AlertRaised(alert=alert.id))


def _grow(alert: Alert, sighting: Sighting) -> None:
    if sighting.ended > alert.ended:
        alert.ended = sighting.ended
        alert.count += 1
    alert.began = min(alert.began, sighting.began)
    alert.peak = max(alert.peak, sighting.peak)


def end(work: Work, alert: Alert) -> None:
    alert.open = False
    work.session.flush()
    work.tell(AlertEnded(alert=alert.id))


def end_quiet(work: Work) -> None:
    """End every open alert that nothing has touched for its quiet time."""
    for alert in queries.open_alerts(work):
        detector = work.rulebook.detector(alert.detector)
        if alert.ended + detector.quiet < work.now and not folds.lasts(work.frames, detector, alert.subject):
            end(work, alert)
