from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas import queries as areas
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.warnings import cap, rules
from cityloop.sense.warnings.cap import Details, Info, Outgoing, write
from cityloop.sense.warnings.tables import OutsideWarning as OutsideWarning  # a record may be handed on, its table not

SENDER = "cityloop"
CANCEL = "Cancel"
MOST_CALLED = 1000


def newest(work: Work, limit: int = 200) -> Sequence[OutsideWarning]:
    """What came from outside, newest first."""
    return work.session.scalars(select(OutsideWarning).order_by(OutsideWarning.id.desc()).limit(limit)).all()


def get(work: Work, warning_id: int) -> OutsideWarning:
    return work.find(OutsideWarning, warning_id)


def chain(work: Work, one: OutsideWarning) -> Sequence[OutsideWarning]:
    """All messages of the chain this is part of, newest first."""
    same = (OutsideWarning.sender == one.sender) & (OutsideWarning.root == one.root)
    return work.session.scalars(select(OutsideWarning).where(same).order_by(OutsideWarning.id.desc())).all()


def said_at(work: Work, one: OutsideWarning) -> datetime:
    """When the message was sent; of several of a chain in one second a later one a little later, for CAP has whole seconds."""
    before = (OutsideWarning.root == one.root) & (OutsideWarning.sender == one.sender) & (OutsideWarning.sent == one.sent)
    count = select(func.count()).select_from(OutsideWarning).where(before, OutsideWarning.id < one.id)
    return one.sent + timedelta(milliseconds=work.session.scalar(count) or 0)


def called_for(work: Work, some: Sequence[OutsideWarning]) -> dict[str, alerts.Alert]:
    """By subject, the newest alert that the one who works may see of what these warn of."""
    subjects = list({rules.subject_of(one) for one in some})
    found = alerts.of_subjects(work, subjects, MOST_CALLED) if subjects else ()
    return {alert.subject: alert for alert in reversed(found)}


def details(work: Work, one: OutsideWarning) -> Details:
    """What a person reads of the document beyond what is remembered of it."""
    return cap.details(work.files.read(one.file))


def known(work: Work, sender: str, identifier: str) -> OutsideWarning | None:
    same = (OutsideWarning.sender == sender) & (OutsideWarning.identifier == identifier)
    return work.session.scalar(select(OutsideWarning).where(same))


def expired(work: Work) -> Sequence[OutsideWarning]:
    """Warnings in force whose time has run out."""
    later = aliased(OutsideWarning)
    followed = select(later.id).where(later.sender == OutsideWarning.sender, later.root == OutsideWarning.root)
    last = ~followed.where(later.id > OutsideWarning.id).exists()
    over = (OutsideWarning.level > 0) & (OutsideWarning.expires <= work.now)
    return work.session.scalars(select(OutsideWarning).where(over, last)).all()


def as_cap(work: Work, alert_id: int) -> bytes:
    """The alert, as the one who works may see it, as a CAP 1.2 document with the outline of its area."""
    alert = alerts.visible(work, alert_id)
    began = Outgoing(
        identifier=f"{SENDER}-{areas.CITY}-{alert.id}",
        sender=f"{SENDER}.{areas.CITY}",
        sent=alert.raised.astimezone(CITY_TIME),
        kind="Alert",
        references="",
        status="Exercise" if alert.drill else "Actual",
        warning=int(work.rulebook.detector(alert.detector).warning),
        began=alert.began.astimezone(CITY_TIME),
        code=alert.area,
        rings=_rings(work, alert.area),
        infos=tuple(_info(work, alert, language, tag) for language, tag in (("zh", "zh-CN"), ("en", "en-US"))),
    )
    if alert.open:
        return write(began)
    before = f"{began.sender},{began.identifier},{began.sent.replace(microsecond=0).isoformat()}"
    return write(
        began._replace(
            identifier=f"{began.identifier}-over", kind=CANCEL, sent=alert.ended.astimezone(CITY_TIME), references=before
        )
    )


def _info(work: Work, alert: alerts.Alert, language: str, tag: str) -> Info:
    words, detector = work.rulebook.words(language), work.rulebook.detector(alert.detector)
    event, area = words[alert.detector], areas.title(work, alert.area) or words["city"]
    steps = "; ".join(words[step.name] for step in detector.playbook.steps)
    return Info(tag, event, f"{event} · {area} · {alert.subject}", f"{alert.peak:g} {detector.unit}", steps, area)


def _rings(work: Work, code: str) -> list[list[tuple[float, float]]]:
    city = areas.area_map(work)
    row = city.place.get(code)
    if row is None:
        return []
    (polygon,) = city.areas.polygons(np.array([row]))
    return [[(x, y) for x, y in part.exterior.coords] for part in shapely.get_parts(polygon)]
