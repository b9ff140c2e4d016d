from collections.abc import Sequence

from sqlalchemy import insert, update

from cityloop.kit.errors import NotFound
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Detector
from cityloop.sense import folds
from cityloop.sense.alerts import queries, rules
from cityloop.sense.alerts.rules import COMMANDS, DrillNowhere, Exercise, Sighting
from cityloop.sense.alerts.storms import Key, Spot, fold
from cityloop.sense.alerts.tables import Alert
from cityloop.sense.devices import queries as devices
from cityloop.sense.facts import AlertEnded, AlertRaised
from cityloop.sense.mutes import queries as mutes

AT_ONCE = 500  # ids in one statement
COLUMNS = tuple(column.key for column in Alert.__table__.columns if column.key != "id")


def notice(work: Work, detector: Detector, sightings: Sequence[Sighting]) -> None:
    """Let the alerts that these sightings touch grow; where there is none, raise one.

    Noticing the same again changes nothing, so readings may be read twice after a crash.
    """
    alone(work.session, f"alerts of {detector.name}")
    known = queries.around(work, detector, sightings)
    new, ended = [], []
    for sighting in sightings:
        stretches = known.setdefault(sighting.subject, [])
        near, before = rules.nearest(stretches, sighting), rules.unended(stretches)
        if near and rules.touches(near.began, near.ended, sighting, detector.quiet):
            _grow(near, sighting)
        elif before and sighting.began < before.began:
            continue  # a stretch before the open one that was not seen in its time: replay sees it, nobody is called out
        else:
            if before:
                before.open = False
                ended.append(before)
            stretches.append(_drafted(work, detector, sighting))
            new.append(stretches[-1])
    work.session.flush()
    _raise(work, detector, new)
    for alert in ended:
        if alert.head is None:
            work.tell(AlertEnded(alert=alert.id))


def _drafted(work: Work, detector: Detector, sighting: Sighting) -> Alert:
    return Alert(
        detector=detector.name,
        subject=sighting.subject,
        area=areas.CITY,
        lon=sighting.lon,
        lat=sighting.lat,
        began=sighting.began,
        ended=sighting.ended,
        raised=work.now,
        peak=sighting.peak,
    )


def _grow(alert: Alert, sighting: Sighting) -> None:
    if sighting.ended > alert.ended:
        alert.ended = sighting.ended
        alert.count += 1
    alert.began = min(alert.began, sighting.began)
    alert.peak = max(alert.peak, sighting.peak)


def _raise(work: Work, detector: Detector, new: Sequence[Alert]) -> None:
    """Keep new alerts where they are; call for those that no mute covers, and once for all of a storm."""
    if not new:
        return
    hangs_on = {code: device.asset for code, device in devices.by_code(work, {alert.subject for alert in new}).items()}
    codes = areas.codes_of(work, [(alert.lon, alert.lat) for alert in new])
    quiet = mutes.in_force(work)
    for alert, code in zip(new, codes, strict=True):
        alert.area, alert.network = code, hangs_on.get(alert.subject, "")
        mute = mutes.covering(quiet, alert.detector, alert.subject, alert.area)
        alert.mute = mute.id if mute else None
    heads = _fold(work, detector, [alert for alert in new if alert.mute is None])
    alone_ones = [alert for alert in new if alert.head is None]
    work.session.add_all(alone_ones)
    work.session.flush()
    parts = [{name: getattr(alert, name) for name in COLUMNS} for alert in new if alert.head is not None]
    if parts:
        work.session.execute(insert(Alert), parts)
    for alert in [*heads, *alone_ones]:
        if alert.open and alert.head is None and alert.mute is None:
            work.tell(AlertRaised(alert=alert.id))


def _fold(work: Work, detector: Detector, new: Sequence[Alert]) -> list[Alert]:
    """Let new alerts join the storms that rage, or make new storms. The heads of new storms."""
    raging = queries.storms(work, detector.name)
    recent = queries.lone(work, detector.name)
    spots = [Spot(alert.network, alert.area) for alert in new]
    known = {Key(*key.split(":", 1)): head.id for key, head in raging.items()}
    parts = fold(spots, [Spot(alert.network, alert.area) for alert in recent], known, detector.fold_at)
    broken_out = []
    for key in dict.fromkeys(key for key in parts if key):
        children = [alert for alert, part in zip(new, parts, strict=True) if part == key]
        head = raging.get(str(key))
        if head is None:
            children += [alert for alert in recent if key in Spot(alert.network, alert.area).shared()]
            head = work.keep(_head(work, detector, key, children))
            broken_out.append(head)
        for child in children:
            child.head = head.id
            head.began, head.ended = min(head.began, child.began), max(head.ended, child.ended)
            head.peak = max(head.peak, child.peak)
        head.count += len(children)
    return broken_out


def _head(work: Work, detector: Detector, key: Key, children: Sequence[Alert]) -> Alert:
    first = children[0]
    area = key.value if key.kind == "area" else shared([child.area for child in children])
    return Alert(
        detector=detector.name,
        subject=str(key),
        area=area,
        lon=first.lon,
        lat=first.lat,
        began=first.began,
        ended=first.ended,
        raised=work.now,
        peak=first.peak,
        count=0,
        storm=str(key),
    )


def shared(codes: Sequence[str]) -> str:
    """The narrowest area that holds all of these."""
    return next((codes[0][:digits] for digits in (15, 12, 9, 6) if len({code[:digits] for code in codes}) == 1), areas.CITY)


def drill(work: Work, said: Exercise) -> Alert:
    """Raise an alert as an exercise, for who commands there. Nothing a device says touches it; it ends like any when quiet."""
    if said.detector not in work.rulebook.detectors:
        raise NotFound(kind="detector", id=said.detector)
    placed = said.lon is not None and said.lat is not None
    if not said.subject.strip() or not (said.area or placed):
        raise DrillNowhere
    area = areas.code_at(work, said.lon, said.lat) if placed else areas.get(work, said.area).code
    require_any(work, COMMANDS, area)
    alert = Alert(
        detector=said.detector,
        subject=said.subject.strip(),
        area=area,
        lon=said.lon,
        lat=said.lat,
        began=work.now,
        ended=work.now,
        raised=work.now,
        peak=said.peak,
        drill=True,
    )
    work.keep(alert)
    work.tell(AlertRaised(alert=alert.id))
    return alert


def end(work: Work, ended: Sequence[Alert]) -> None:
    """End these alerts; of a storm only its head is told on."""
    for first in range(0, len(ended), AT_ONCE):
        ids = [alert.id for alert in ended[first : first + AT_ONCE]]
        work.session.execute(update(Alert).where(Alert.id.in_(ids)).values(open=False))
    for alert in ended:
        if alert.head is None:
            work.tell(AlertEnded(alert=alert.id))


def end_quiet(work: Work) -> None:
    """End open alerts that nothing has touched for their quiet time, and storms whose alerts have ended."""
    for name, detector in work.rulebook.detectors.items():
        untouched = queries.quiet(work, name, work.now - detector.quiet)
        end(work, [alert for alert in untouched if alert.drill or not folds.lasts(work.frames, detector, alert.subject)])
    end(work, queries.blown_over(work))


def call_again(work: Work) -> None:
    """What a mute kept quiet and goes on after it is over, is called now; what has a cause in common, once."""
    quiet = {mute.id for mute in mutes.in_force(work)}
    over = [alert for alert in queries.muted(work) if alert.mute not in quiet]
    for name in dict.fromkeys(alert.detector for alert in over):
        called = [alert for alert in over if alert.detector == name]
        heads = _fold(work, work.rulebook.detector(name), [alert for alert in called if not alert.storm])
        for alert in called:
            alert.mute = None
        work.session.flush()
        for alert in [*heads, *called]:
            if alert.head is None:
                work.tell(AlertRaised(alert=alert.id))
