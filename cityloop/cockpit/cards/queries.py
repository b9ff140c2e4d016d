import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select

from cityloop.cockpit.cards.schemas import CardOut, CrowdOut, Curve, EvidenceOut, FlagOut, Near, Past, Suggested, ValueInForce
from cityloop.cockpit.situation import views
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.rules import Outcome
from cityloop.decide.evidence import queries as proofs
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.review.amendments import queries as amendments
from cityloop.rulebook import Detector, Signal
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.queries import Alert
from cityloop.sense.alerts.rules import moment
from cityloop.sense.devices import queries as devices
from cityloop.sense.readings import queries as readings

BEFORE, AFTER = timedelta(minutes=60), timedelta(minutes=10)
LONGEST = timedelta(hours=12)
DAY = timedelta(hours=24)
POINTS = 400  # of a curve
DEGREE_M = 111_195.0  # of latitude, on a sphere; a kilometre away nothing finer is asked for
NEAR_M, AROUND = 1000.0, timedelta(hours=1)
SHOWN = 20


def card(work: Work, alert_id: int) -> CardOut:
    """Everything that explains the alert, as far as the one who works may see it."""
    alert = alerts.visible(work, alert_id)
    detector = work.rulebook.detector(alert.detector)
    past = _past(work, alert)
    known = [one.outcome for one in past if one.outcome]
    playbook = detector.playbook
    return CardOut(
        alert=views.alert_line(work, alert),
        scenario=work.rulebook.scenario_of(detector.name).name,
        rulebook=work.session.scalar(select(amendments.version())) or 0,
        values=_values(work, detector, alert),
        curves=[_curve(work, signal, alert) for signal in detector.reads if not signal.inner and not alert.storm],
        near=_near(work, alert),
        past=past,
        true_share=known.count(Outcome.settled) / len(known) if known else None,
        suggested=Suggested(
            playbook=playbook.name,
            duty=playbook.duty,
            steps=[step.name for step in playbook.steps],
            finish_within_s=playbook.finish_within.total_seconds(),
        ),
    )


def crowd(work: Work, alert_id: int, after: int, limit: int) -> list[CrowdOut]:
    """A page of those who are in a storm, which the one who works may see, as numbers."""
    found = alerts.page(work, alerts.visible(work, alert_id), after, limit)
    known = devices.by_code(work, [one.name for one in found])
    ground = devices.grounds(work)
    codes = ground.codes_of(np.array([one.number for one in found], np.int32)).tolist()
    return [_in_crowd(work, one, str(code), known.get(one.name)) for one, code in zip(found, codes, strict=True)]


def _in_crowd(work: Work, one: alerts.One, area: str, device: devices.Device | None) -> CrowdOut:
    return CrowdOut(
        number=one.number,
        subject=one.name,
        name=device.name if device else "",
        area=area,
        area_name=areas.title(work, area),
        lon=device.lon if device else None,
        lat=device.lat if device else None,
        since=one.since,
    )


def _values(work: Work, detector: Detector, alert: Alert) -> list[ValueInForce]:
    day = alert.began.astimezone(CITY_TIME).date()
    held = [(parameter, parameter.held(day, alert.area)) for parameter in work.rulebook.parameters(detector)]
    return [
        ValueInForce(name=parameter.name, unit=parameter.unit, value=one.value, since=one.since, source=one.source)
        for parameter, one in held
    ]


def of_device(work: Work, code: str) -> list[Curve]:
    """What a device, which the one who works may see, said in the last day, signal by signal."""
    device = devices.get(work, code)
    subject = work.frames.subjects.known(device.code)
    spoken = [] if subject is None else [one for one in work.rulebook.signals.values() if _says(work, one, subject)]
    return [_said(work, signal, device.code, work.now - DAY, work.now + AFTER) for signal in spoken]


def _says(work: Work, signal: Signal, subject: int) -> bool:
    """Whether the subject has ever said something of the signal."""
    number = work.frames.signals.known(signal.name)
    if signal.inner or number is None:
        return False
    return bool(work.frames.log.latest.of(number, np.array([subject], np.int32)).at[0] > 0)


def _curve(work: Work, signal: Signal, alert: Alert) -> Curve:
    since, until = max(alert.began - BEFORE, alert.ended - LONGEST), alert.ended + AFTER
    return _said(work, signal, alert.subject, since, until)


def _said(work: Work, signal: Signal, subject: str, since: datetime, until: datetime) -> Curve:
    said = readings.window(work, [signal.name], since, until, subject)
    step = max(1, math.ceil(said.at.size / POINTS))
    rows = np.arange(0, said.at.size, step)
    return Curve(
        signal=signal.name,
        unit=signal.unit,
        at=[moment(at) for at in said.at[rows].tolist()],
        value=[None if math.isnan(value) else value for value in said.value[rows].tolist()],
    )


def _near(work: Work, alert: Alert) -> list[Near]:
    around = alerts.in_area(work, alert.area[:9], alert.began - AROUND, alert.ended + AROUND)
    found = [(one, _apart(alert, one)) for one in _seen(work, around) if alert.id not in (one.id, one.head)]
    close = sorted((pair for pair in found if pair[1] is None or pair[1] <= NEAR_M), key=lambda pair: pair[1] or 0.0)
    return [Near.model_validate(_line(work, one) | {"metres": apart}) for one, apart in close[:SHOWN]]


def _line(work: Work, one: Alert) -> dict[str, object]:
    """What every short line about an alert says."""
    told = {name: getattr(one, name) for name in ("id", "detector", "subject", "storm", "began", "peak")}
    return told | {"area_name": areas.title(work, one.area)}


def _apart(one: Alert, other: Alert) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return round(DEGREE_M * math.hypot(east, one.lat - other.lat), 1)


def _past(work: Work, alert: Alert) -> list[Past]:
    found = []
    for one in _seen(work, alerts.similar(work, alert, SHOWN)):
        case = cases.of_alert(work, one.id)
        case = case if case and cases.is_visible(work, case.id) else None
        outcome = case.outcome.value if case and case.outcome and case.closed else ""
        found.append(Past.model_validate(_line(work, one) | {"case": case.id if case else None, "outcome": outcome}))
    return found


def _seen(work: Work, found: Sequence[Alert]) -> list[Alert]:
    scope = scope_of(work)
    return [one for one in found if scope.covers(one.area, work.rulebook.playbook(one.detector).duty)]


def evidence(work: Work, case_id: int) -> list[EvidenceOut]:
    """The pictures shown in a case. Another case is named only to who may see it."""
    cases.visible(work, case_id)
    return [_proof(work, one) for one in proofs.of_case(work, case_id)]


def _proof(work: Work, one: proofs.Evidence) -> EvidenceOut:
    about = {name: getattr(one, name) for name in EvidenceOut.model_fields if name != "flags"}
    flags = [FlagOut.model_validate(flag) for flag in one.flags]
    for flag in flags:
        if flag.case is not None and not cases.is_visible(work, flag.case):
            flag.case = None
    return EvidenceOut.model_validate(about | {"flags": flags})
