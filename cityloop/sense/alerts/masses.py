"""Masses: storms of thousands, written as numbers and not as alerts, and exactly once however often they are read."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import insert, select

from cityloop.kernels.columns import Findings, Ints, Longs
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Detector
from cityloop.sense.alerts import actions, queries
from cityloop.sense.alerts.crowds import crowds, since_of
from cityloop.sense.alerts.grouping import Bools, Storm
from cityloop.sense.alerts.packing import packed
from cityloop.sense.alerts.rules import Sighting, moment
from cityloop.sense.alerts.tables import Alert, CrowdLine
from cityloop.sense.devices import queries as devices
from cityloop.sense.facts import AlertEnded, AlertRaised

FEW_AT_ONCE = 20  # storms that are dissolved in one turn


def note(
    work: Work, detector: Detector, read_to: int, news: Findings, lasts: Bools, groups: Sequence[Storm], back: Findings
) -> bool:
    """Let these groups of news join their storms, new ones where none rages, and let those who are back leave theirs.

    All of it is one transaction, and says with it how far the log was read: what was found before there is not noted again.
    Whether a storm has so few left that it is to be dissolved.
    """
    alone(work.session, f"alerts of {detector.name}")
    raging = queries.storms(work, detector.name, to_change=True)
    by_number = {head.id: head for head in raging.values()}
    _leave(by_number, crowds(work, detector).of(back.subject), back.ended)
    heads = [raging.get(str(group.key)) or _head(work, detector, news, group) for group in groups]
    work.session.add_all(heads)
    work.session.flush()
    lines = [_line(detector, None, read_to, back.subject, back.ended)] if back.subject.size else []
    over = []
    for head, group in zip(heads, groups, strict=True):
        began = news.began[group.rows]
        _join(head, news, group, began)
        lines.append(_line(detector, head.id, read_to, news.subject[group.rows], began))
        rows = group.rows[~lasts[group.rows]]
        head.crowd -= rows.size
        over.append(rows)
    gone = np.concatenate(over) if over else np.zeros(0, np.int64)
    if gone.size:
        lines.append(_line(detector, None, read_to, news.subject[gone], news.ended[gone]))
    work.session.execute(insert(CrowdLine), lines)
    for head in heads:
        if str(head.storm) not in raging and head.mute is None:
            work.tell(AlertRaised(alert=head.id))
    return any(0 < head.crowd < detector.fold_at for head in by_number.values())


def _line(detector: Detector, head: int | None, read_to: int, subject: Ints, at: Longs) -> dict[str, object]:
    return {"reader": detector.reader, "head": head, "read_to": read_to, "packed": packed(subject, at)}


def _head(work: Work, detector: Detector, news: Findings, group: Storm) -> Alert:
    ground, subject = devices.grounds(work), news.subject[group.rows]
    area = group.key.value
    if group.key.kind != "area":
        codes = ground.codes[np.unique(ground.grids_of(subject))].tolist()
        area = actions.shared(codes)
    lon, lat = ground.place(subject) or (None, None)
    began, ended = moment(int(news.began[group.rows[0]])), moment(int(news.ended[group.rows[0]]))
    return Alert(
        detector=detector.name,
        subject=str(group.key),
        area=area if len(area) >= len(areas.CITY) else areas.CITY,
        lon=lon,
        lat=lat,
        began=began,
        ended=ended,
        raised=work.now,
        peak=0.0,
        count=0,
        storm=str(group.key),
        mute=group.mute,
    )


def _join(head: Alert, news: Findings, group: Storm, began: Longs) -> None:
    head.began = min(head.began, moment(int(began.min())))
    head.ended = max(head.ended, moment(int(news.ended[group.rows].max())))
    head.peak = max(head.peak, float(news.peak[group.rows].max()))
    head.count += group.rows.size
    head.crowd += group.rows.size


def _leave(heads: dict[int, Alert], storm_of: Ints, at: Longs) -> None:
    order = np.argsort(storm_of, kind="stable")
    numbers, starts, left = np.unique(storm_of[order], return_index=True, return_counts=True)
    latest = np.maximum.reduceat(at[order], starts) if at.size else at
    for number, count, ended in zip(numbers.tolist(), left.tolist(), latest.tolist(), strict=True):
        heads[number].crowd -= count
        heads[number].ended = max(heads[number].ended, moment(ended))


def dissolve(work: Work, detector: Detector, read_to: int) -> None:
    """Give an alert of their own to the few who are left of a storm when nearly all are back. The storm is over."""
    alone(work.session, f"alerts of {detector.name}")
    few = (Alert.detector == detector.name) & Alert.open & (Alert.crowd > 0) & (Alert.crowd < detector.fold_at)
    heads = work.session.scalars(select(Alert).where(few).order_by(Alert.id).limit(FEW_AT_ONCE).with_for_update()).all()
    if not heads:
        return
    storm_of = crowds(work, detector).storm_of
    left = np.flatnonzero(np.isin(storm_of, [head.id for head in heads])).astype(np.int32)
    sightings = [one for head in heads for one in _sightings(work, head, left[storm_of[left] == head.id])]
    now_ms = int(work.now.timestamp() * 1000)
    work.session.execute(insert(CrowdLine), [_line(detector, None, read_to, left, np.full(left.size, now_ms))])
    _empty(work, heads)
    actions.notice(work, detector, sightings)


def _empty(work: Work, heads: Sequence[Alert]) -> None:
    """End the storms; one that has alerts of its own rages on with them, and those who were left come to it as alerts."""
    held = {head.id: head.crowd for head in heads}
    for head in heads:
        head.crowd = 0
    work.session.flush()
    over = {head.id for head in queries.blown_over(work)}
    for head in heads:
        if head.id in over:
            head.open = False
            work.tell(AlertEnded(alert=head.id))
        else:
            head.count -= held[head.id]
    work.session.flush()


def _sightings(work: Work, head: Alert, numbers: Ints) -> list[Sighting]:
    names = [work.frames.subjects[number] for number in numbers.tolist()]
    places, nowhere = devices.places(work, names), (None, None)
    found = []
    for name, since in zip(names, since_of(work, head, numbers).tolist(), strict=True):
        lasted_s = work.now.timestamp() - since / 1000
        found.append(Sighting(name, moment(since), work.now, lasted_s, *places.get(name, nowhere)))
    return found
