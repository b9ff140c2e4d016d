from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Findings, Readings, in_order, joined, merged, together
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.rulebook import TICK, Detector
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.detectors import queries as detectors
from cityloop.sense.detectors.actions import sightings
from cityloop.sense.drafts import queries, rules
from cityloop.sense.drafts.schemas import FormIn, OnIn, RowIn
from cityloop.sense.drafts.tables import DetectorRow, Ruling
from cityloop.sense.facts import DetectorRuled, DetectorWritten

LONGEST = timedelta(days=7)
MOST_TICKS = 50_000
MOST = 5_000_000  # stored readings looked at while somebody waits; a trial in the laboratory reads any number


class Tried(NamedTuple):
    """What a form finds in a sample: by detector, one for each rung."""

    readings: int
    found: dict[str, list[Sighting]]
    unit: str

    @property
    def stretches(self) -> int:
        return sum(map(len, self.found.values()))


def try_out(work: Work, said: FormIn, sample: OnIn) -> Tried:
    """Let what is written read a sample from an empty state, by the same step as live. Nothing is kept."""
    require(work, "rule_board", said.area or areas.CITY)
    made = rules.detectors(said.form, work.rulebook.signals, work.rulebook.playbooks, work.today, "tried")
    for code in filter(None, (said.area, *said.fenced)):
        areas.get(work, code)
    if sample.rows:
        counted = len(sample.rows)
        found = {one.name: _in_rows(work, one, sample.rows) for one in made}
    elif sample.since and sample.until and sample.since < sample.until <= sample.since + LONGEST:
        counted, found = _in_past(work, made, sample.since, sample.until)
    else:
        raise Unreadable(why=f"A sample is rows, or a stretch of at most {LONGEST.days} days that begins before it ends.")
    folded = {one.name: detectors.stretches(found[one.name], one.quiet) for one in made}
    return Tried(counted, folded, made[0].unit)


def _in_past(work: Work, made: Sequence[Detector], since: datetime, until: datetime) -> tuple[int, dict[str, list[Sighting]]]:
    read, found = 0, dict[str, list[Sighting]]()
    for detector in made:
        said: list[Findings] = []
        for piece in detectors.read_again(work, detector, since, until):
            read += piece.readings
            said.append(piece.findings)
            if read > MOST * len(made):
                raise Unreadable(why=f"This stretch holds more than {MOST:,} readings: choose a shorter one, or begin a trial.")
        found[detector.name] = sightings(work, detector, merged(joined(said)))
    return read // len(made), found


def _in_rows(work: Work, detector: Detector, rows: Sequence[RowIn]) -> list[Sighting]:
    places = {signal.name: place for place, signal in enumerate(detector.reads)}
    mine = [row for row in rows if row.signal in places]
    if not mine:
        chosen = next(one.name for one in detector.reads if not one.inner)
        raise Unreadable(why=f"No row is of the signal {chosen}.")
    if any(row.at.tzinfo is None for row in mine):
        raise Unreadable(why="Every time has a zone, such as 2026-03-02T08:00:00+08:00.")
    names = sorted({row.subject for row in mine})
    number = {name: place for place, name in enumerate(names)}
    value, lon, lat = (
        np.array([np.nan if (said := getattr(row, name)) is None else said for row in mine], np.float64)
        for name in ("value", "lon", "lat")
    )
    at = np.array([int(row.at.astimezone(UTC).timestamp() * 1000) for row in mine], np.int64)
    signal = np.array([places[row.signal] for row in mine], np.int32)
    readings = Readings(signal, np.array([number[row.subject] for row in mine], np.int32), at, value, lon, lat)
    if TICK.name in places:
        readings = together([readings, _ticks(places[TICK.name], int(at.min()), int(at.max()))])
    order = in_order(readings)
    return detectors.find_in(work, detector, readings if order is None else readings.take(order), names)


def _ticks(place: int, since: int, until: int) -> Readings:
    """Time that goes on from the first given reading to the last, in milliseconds; never more than `MOST_TICKS`."""
    every = max(int(TICK.expect_every.total_seconds() * 1000), (until - since) // MOST_TICKS)
    at = np.arange(since, until + 1, every)
    same = np.zeros(at.size, np.int32)
    return Readings(same + place, same, at, np.full(at.size, every / 1000), *[np.full(at.size, np.nan)] * 2)


def keep(work: Work, said: FormIn, sample: OnIn, reason: str) -> DetectorRow:
    """Keep a version of a detector, once it has shown in a sample that it finds something. It is not yet in force."""
    tried = try_out(work, said, sample)
    if not tried.stretches:
        raise rules.NothingFound(readings=tried.readings)
    alone(work.session, "writing detectors")
    before = queries.versions(work, said.name)
    if before and before[0].form["kind"] != said.kind:
        raise rules.NotTheSameKind(name=said.name, kind=before[0].form["kind"])
    stretch = {"since": sample.since.isoformat(), "until": sample.until.isoformat()} if sample.since and sample.until else {}
    row = work.keep(
        DetectorRow(
            name=said.name,
            version=before[0].version + 1 if before else 1,
            form=said.model_dump(mode="json"),
            reason=reason.strip(),
            tried={"readings": tried.readings, "found": tried.stretches, "rows": len(sample.rows), **stretch},
            by=work.by,
            at=work.now,
        )
    )
    work.tell(DetectorWritten(detector=row.id))
    return row


def put_in_force(work: Work, name: str, version: int | None, reason: str) -> Ruling:
    """Put a version in force from now on, an older one just as well; without a version, retire the detector.

    It begins to read at the end of the log: what is long past is not raised.
    """
    alone(work.session, "releasing detectors")
    held = next((one for one, _ in queries.rulings(work) if one.name == name), None)
    if version is not None:
        row = queries.get(work, name, version)
    elif held is not None:
        row = work.find(DetectorRow, held.detector_id)
    else:
        raise rules.NeverInForce(name=name)
    require(work, "rule_board", queries.form_of(row).area or areas.CITY)
    made = rules.detectors(queries.form_of(row), work.rulebook.signals, work.rulebook.playbooks, work.today, reason)
    kept = work.keep(
        Ruling(name=name, detector_id=row.id, live=version is not None, reason=reason.strip(), by=work.by, at=work.now)
    )
    for one in made:
        work.frames.states.begin(rules.released(one, kept.id, live=True).reader, work.frames.log.end)
    work.tell(DetectorRuled(ruling=kept.id))
    return kept
