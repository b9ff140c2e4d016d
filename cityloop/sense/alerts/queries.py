from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from cityloop.kit.errors import NotFound
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.rulebook import Detector
from cityloop.sense.alerts import crowds
from cityloop.sense.alerts.crowds import One as One
from cityloop.sense.alerts.crowds import page as page
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.alerts.storms import WITHIN
from cityloop.sense.alerts.tables import Alert as Alert  # a record may be handed on, its table not

MOST = 20_000  # ended in one round, so that nobody waits for long
AT_ONCE = 500  # subjects asked for in one statement


def get(work: Work, alert_id: int) -> Alert:
    return work.find(Alert, alert_id)


def visible(work: Work, alert_id: int) -> Alert:
    """The alert, if the one who works may see it; otherwise there is none."""
    alert = work.find(Alert, alert_id)
    if not scope_of(work).covers(alert.area, work.rulebook.playbook(alert.detector).duty):
        raise NotFound(kind="alert", id=alert_id)
    return alert


def newest(
    work: Work,
    limit: int = 200,
    open_only: bool = False,
    head: int | None = None,
    subject: str = "",
    drills: bool = True,
    area: str = "",
    detectors: Collection[str] | None = None,
) -> Sequence[Alert]:
    """The alerts the one who works may see, newest first; of a storm only its head, or with `head` those in it. With `area` and
    `detectors` only those in it, and of them.

    Of one `subject` all, those that are part of a storm too, and the storms of thousands that it is in now.
    """
    chosen = select(Alert).where(_may_see(work))
    if subject:
        named = Alert.detector.in_(list(work.rulebook.detectors))  # so that an index by detector and subject is used
        inside = [head.id for head in crowds.about(work, subject)]
        chosen = chosen.where(named, or_(Alert.subject == subject, Alert.id.in_(inside)) if inside else Alert.subject == subject)
    if head is not None or not subject:
        chosen = chosen.where(Alert.head.is_(None) if head is None else Alert.head == head)
    if open_only:
        chosen = chosen.where(Alert.open)
    if not drills:
        chosen = chosen.where(~Alert.drill)
    if area:
        chosen = chosen.where(within(Alert.area, area))
    if detectors is not None:
        chosen = chosen.where(Alert.detector.in_(detectors))
    return work.session.scalars(chosen.order_by(Alert.id.desc()).limit(limit)).all()


def open_by_detector(work: Work, area: str) -> Mapping[str, int]:
    """How many alerts are open in the area, storms by their heads, that the one who works may see; drills are none."""
    seen = _may_see(work) & Alert.open & ~Alert.drill & Alert.head.is_(None) & within(Alert.area, area)
    rows = work.session.execute(select(Alert.detector, func.count()).where(seen).group_by(Alert.detector))
    return {detector: count for detector, count in rows}


def raised_since(work: Work, since: datetime, area: str) -> int:
    """How many alerts were raised in the area since then that the one who works may see, storms by their heads, no drills."""
    seen = _may_see(work) & ~Alert.drill & Alert.head.is_(None) & within(Alert.area, area) & (Alert.raised >= since)
    return work.session.scalar(select(func.count()).select_from(Alert).where(seen)) or 0


def _may_see(work: Work) -> ColumnElement[bool]:
    """The alerts the one who works may see."""
    scope = scope_of(work)
    own = [(Alert.detector.in_(_answered_by(work, held.duty))) & within(Alert.area, held.area) for held in scope.duties]
    seen = scope.where(Alert.area)
    for condition in own:
        seen = seen | condition
    return seen


def of_subjects(work: Work, subjects: Sequence[str], limit: int) -> Sequence[Alert]:
    """The alerts about these that the one who works may see, newest first."""
    named = Alert.detector.in_(list(work.rulebook.detectors)) & Alert.subject.in_(subjects) & ~Alert.drill
    return work.session.scalars(select(Alert).where(_may_see(work), named).order_by(Alert.id.desc()).limit(limit)).all()


def _answered_by(work: Work, duty: str) -> list[str]:
    return [name for name, detector in work.rulebook.detectors.items() if detector.playbook.duty == duty]


def storm_of(work: Work, alert_ids: Iterable[int]) -> dict[int, str]:
    """Of those among these that are heads of storms, what their alerts have in common; whoever asks."""
    ids, found = list(alert_ids), dict[int, str]()
    for first in range(0, len(ids), AT_ONCE):
        heads = select(Alert.id, Alert.storm).where(Alert.id.in_(ids[first : first + AT_ONCE]), Alert.storm != "")
        found |= {number: storm for number, storm in work.session.execute(heads)}
    return found


def drills_among(work: Work, numbers: Collection[int]) -> set[int]:
    """Those of these alerts that are drills; whoever asks."""
    chosen = select(Alert.id).where(Alert.id.in_(numbers), Alert.drill)
    return set(work.session.scalars(chosen)) if numbers else set()


def around(work: Work, detector: Detector, sightings: Sequence[Sighting]) -> dict[str, list[Alert]]:
    """The alerts of these subjects that are open, or so near in time that a sighting may touch them."""
    found: dict[str, list[Alert]] = {}
    since = min((sighting.began for sighting in sightings), default=work.now) - detector.quiet
    subjects = list({sighting.subject for sighting in sightings})
    for first in range(0, len(subjects), AT_ONCE):
        same = (Alert.detector == detector.name) & Alert.subject.in_(subjects[first : first + AT_ONCE]) & ~Alert.drill
        for alert in work.session.scalars(select(Alert).where(same, Alert.open | (Alert.ended >= since)).with_for_update()):
            found.setdefault(alert.subject, []).append(alert)
    return found


def standing(work: Work, detector: str, since: datetime) -> Sequence[str]:
    """The subjects that have an alert of their own which is open, or ended since then."""
    lasted = (Alert.detector == detector) & (Alert.storm == "") & ~Alert.drill & (Alert.open | (Alert.ended >= since))
    return work.session.scalars(select(Alert.subject).where(lasted)).all()


def storms(work: Work, detector: str, to_change: bool = False) -> dict[str, Alert]:
    """The heads of the storms that rage, by what their alerts have in common."""
    raging = select(Alert).where(Alert.detector == detector, Alert.open, Alert.storm != "")
    if to_change:
        raging = raging.with_for_update()
    return {head.storm: head for head in work.session.scalars(raging)}


def lone(work: Work, detector: str) -> Sequence[Alert]:
    """Open alerts of the last minutes that are part of no storm."""
    recent = (Alert.raised >= work.now - WITHIN) & Alert.head.is_(None) & (Alert.storm == "") & Alert.mute.is_(None)
    return work.session.scalars(select(Alert).where(Alert.detector == detector, Alert.open, ~Alert.drill, recent)).all()


def quiet(work: Work, detector: str, before: datetime) -> Sequence[Alert]:
    """Open alerts of the detector, no heads of storms, that nothing has touched since; the oldest first, not all at once."""
    untouched = (Alert.detector == detector) & Alert.open & (Alert.ended < before) & (Alert.storm == "")
    return work.session.scalars(select(Alert).where(untouched).order_by(Alert.ended).limit(MOST)).all()


def blown_over(work: Work) -> Sequence[Alert]:
    """Heads of storms in which nobody is any more, as an alert or as a number."""
    child = aliased(Alert)
    raging = exists().where(child.head == Alert.id, child.open)
    over = select(Alert).where(Alert.open, Alert.storm != "", Alert.crowd == 0, ~raging)
    return work.session.scalars(over.with_for_update()).all()


def muted(work: Work) -> Sequence[Alert]:
    """Open alerts that nobody was called for."""
    return work.session.scalars(select(Alert).where(Alert.open, Alert.mute.is_not(None))).all()


def in_area(work: Work, area: str, since: datetime, until: datetime, limit: int = 500) -> Sequence[Alert]:
    """Alerts in the area that began in the stretch, whoever asks; storms by their heads."""
    inside = within(Alert.area, area) & (Alert.began >= since) & (Alert.began <= until) & ~Alert.drill
    return work.session.scalars(select(Alert).where(inside, Alert.head.is_(None)).order_by(Alert.began.desc()).limit(limit)).all()


def similar(work: Work, alert: Alert, limit: int) -> Sequence[Alert]:
    """Earlier alerts of the same detector, about the same subject or on the same street, newest first, whoever asks."""
    alike = (Alert.subject == alert.subject) | within(Alert.area, alert.area[:9])
    before = (Alert.detector == alert.detector) & (Alert.began < alert.began) & (Alert.id != alert.id) & alike & ~Alert.drill
    return work.session.scalars(select(Alert).where(before).order_by(Alert.began.desc()).limit(limit)).all()


def began_between(work: Work, detector: str, since: datetime, until: datetime) -> Sequence[Alert]:
    """The detector's alerts that began in the stretch, oldest first."""
    inside = (Alert.detector == detector) & (Alert.began >= since) & (Alert.began < until) & ~Alert.drill
    return work.session.scalars(select(Alert).where(inside).order_by(Alert.began)).all()


def counted_by_area(work: Work, digits: int) -> list[tuple[str, str, int]]:
    """For the city's own use: how many alerts are open, by the first digits of the area and by detector."""
    area = func.substr(Alert.area, 1, digits)
    real = select(area, Alert.detector, func.count()).where(Alert.open, ~Alert.drill)
    rows = work.session.execute(real.group_by(area, Alert.detector))
    crowded = select(Alert.detector).where(Alert.open, Alert.crowd > 0).distinct()
    detectors = [work.rulebook.detectors[name] for name in work.session.scalars(crowded) if name in work.rulebook.detectors]
    numbers = [(code, one.name, number) for one in detectors for code, number in crowds.counted(work, one, digits).items()]
    return [*((str(code), detector, int(number)) for code, detector, number in rows), *numbers]


def lasting_between(work: Work, detector: str, since: datetime, until: datetime) -> Sequence[Alert]:
    """The detector's alerts that lasted at some time of the stretch, oldest first; heads of storms are none of its own."""
    lasting = (Alert.detector == detector) & (Alert.ended >= since) & (Alert.began < until)
    inside = lasting & (Alert.storm == "") & ~Alert.drill
    return work.session.scalars(select(Alert).where(inside).order_by(Alert.began)).all()
