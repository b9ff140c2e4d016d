from datetime import datetime, timedelta

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.rules import Outcome
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.review.facts import ReplayRun
from cityloop.review.replays import rules
from cityloop.review.replays.rules import Past
from cityloop.review.replays.tables import Replay
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.detectors.queries import find_again, stretches

LONGEST = timedelta(days=400)
EARLIEST = 2000  # the door takes no older readings
AHEAD = timedelta(days=1)  # so that all of today can be asked for


def run(work: Work, detector: str, parameter: str, value: float, since: datetime, until: datetime) -> Replay:
    """Let the detector read the past again under another value of one parameter, by the same step as live."""
    require(work, "rule_board", areas.CITY)
    known = work.rulebook.detectors.get(detector)
    if known is None or parameter not in {one.name for one in known.parameters}:
        raise NotFound(kind="parameter", id=f"{detector}.{parameter}")
    if not (since < until and until - since <= LONGEST and since.year >= EARLIEST and until <= work.now + AHEAD):
        raise Unreadable(why=f"A replay begins before it ends, spans at most {LONGEST.days} days and reads the past.")
    now = stretches(find_again(work, detector, since, until, {parameter: value}), known.quiet)
    past = _past(work, detector, since, until)
    compared = rules.compare(past, now, known.quiet)
    replay = work.keep(
        Replay(
            detector=detector,
            parameter=parameter,
            value=value,
            since=since,
            until=until,
            by=work.by,
            at=work.now,
            found_then=len(past),
            found_now=len(now),
            **compared._asdict(),
        )
    )
    work.tell(ReplayRun(replay=replay.id))
    return replay


def _past(work: Work, detector: str, since: datetime, until: datetime) -> list[Past]:
    raised = alerts.began_between(work, detector, since, until)
    case_of = {case.alert_id: case for case in cases.of_alerts(work, [alert.id for alert in raised])}
    past = []
    for alert in raised:
        case = case_of.get(alert.id)
        real = None if case is None or case.outcome is None else case.outcome is Outcome.settled
        sighting = Sighting(alert.subject, alert.began, alert.ended, alert.peak, alert.lon, alert.lat)
        past.append(Past(case.id if case else None, alert.subject, sighting, real))
    return past
