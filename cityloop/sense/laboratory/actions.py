from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cityloop.kernels.columns import Findings, joined, merged
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Detector
from cityloop.sense import folds
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.detectors import queries as detectors
from cityloop.sense.detectors.actions import AT_ONCE, Begin, sightings
from cityloop.sense.drafts import queries as drafts
from cityloop.sense.facts import Labelled, ShadowBegun, ShadowEnded, TrialRun
from cityloop.sense.laboratory import queries, rules
from cityloop.sense.laboratory.rules import Stand
from cityloop.sense.laboratory.tables import Label, Shadow, ShadowTurn, Trace, Trial

BOARD = "rule_board"
LABORATORY = "laboratory"
TRIES = 3  # a trial that broke off so often has failed
Values = Mapping[str, float]

# trials ---------------------------------------------------------------------------------------------------------------


def ask(
    work: Work, detector: str, version: int | None, first: Values, second: Values | None, since: datetime, until: datetime
) -> Trial:
    """Ask for a trial. It is run beside everything else, and says how far it has come."""
    require(work, BOARD, areas.CITY)
    known = drafts.detector(work, detector, version)
    rules.sound_stretch(since, until, work.now)
    for values in (first, second or {}):
        rules.sound_values(known, values)
    return work.keep(
        Trial(
            detector=detector,
            version=version,
            first=dict(first),
            second=None if second is None else dict(second),
            since=since,
            until=until,
            by=work.by,
            at=work.now,
        )
    )


def go_on(work: Work, begin: Begin, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Run the trial that has waited longest. False if none waits, or if it was stopped: it is run again then.

    `work` is a glance; `begin` begins the short transactions in which it is said how far the trial has come.
    """
    trial = queries.unfinished(work)
    if trial is None:
        return False
    again = trial.tries + 1
    with begin(LABORATORY) as saying:
        row = queries.trial(saying, trial.id)
        row.tries, row.stand = again, Stand.failed if again > TRIES else Stand.running
    if again > TRIES:
        return True
    detector = drafts.detector(work, trial.detector, trial.version)
    sides = [trial.first] if trial.second is None else [trial.first, trial.second]
    found, read = [], 0
    for number, values in enumerate(sides):
        told = _read(work, begin, trial, detector, values, (number, len(sides)), stopped)
        if told is None:
            with begin(LABORATORY) as saying:
                queries.trial(saying, trial.id).tries = again - 1
            return False
        found.append(told[0])
        read = told[1]
    outcome = {"readings": read, **_weighed(work, trial, detector, found)}
    with begin(LABORATORY) as saying:
        row = queries.trial(saying, trial.id)
        row.stand, row.part, row.outcome, row.ended = Stand.done, 1.0, outcome, saying.now
        saying.tell(TrialRun(trial=row.id))
    return True


def _read(
    work: Work,
    begin: Begin,
    trial: Trial,
    detector: Detector,
    values: Values,
    side: tuple[int, int],
    stopped: Callable[[], bool],
) -> tuple[list[Sighting], int] | None:
    """What one side finds in all of the past, and how many readings that was; None if it was stopped."""
    found, read, said, whole = list[Findings](), 0, 0.0, trial.until - trial.since
    for piece in detectors.read_again(work, detector, trial.since, trial.until, values):
        work.session.commit()  # nothing was changed: it lets go of the database, which a long look would hold back
        if stopped():
            return None
        read += piece.readings
        found = [merged(joined([*found, piece.findings]))]
        part = (side[0] + (piece.until - trial.since) / whole) / side[1]
        if part - said >= 0.02:
            with begin(LABORATORY) as saying:
                queries.trial(saying, trial.id).part = said = part
    return detectors.stretches(sightings(work, detector, merged(joined(found))), detector.quiet), read


def _weighed(work: Work, trial: Trial, detector: Detector, found: list[list[Sighting]]) -> dict[str, Any]:
    """What is kept of a trial: how each side did, and the findings, those that only one side has first."""
    words, each = queries.known(work, trial.detector, trial.since, trial.until), queries.cost_of_alert(work)
    sides = []
    other: list[Sighting] = []
    for number, mine in enumerate(found):
        if len(found) > 1:
            other = found[1 - number]
        lone = set(rules.differ(mine, other, detector.quiet).only_first) if len(found) > 1 else set[int]()
        said = rules.judged(mine, words, detector.quiet)
        order = sorted(range(len(mine)), key=lambda place: (place not in lone, mine[place].began))[: rules.SHOWN]
        sides.append(
            {
                "tally": rules.tally(mine, words, detector.quiet, each)._asdict(),
                "alone": len(lone),
                "found": [{**_plain(mine[place]), "real": said[place], "alone": place in lone} for place in order],
            }
        )
    return {"sides": sides, "unit": detector.unit}


def _plain(one: Sighting) -> dict[str, Any]:
    return {**one._asdict(), "began": one.began.isoformat(), "ended": one.ended.isoformat()}


# shadows --------------------------------------------------------------------------------------------------------------


def begin_shadow(work: Work, detector: str, version: int | None, values: Values, reason: str) -> Shadow:
    """Let another version, or other values, of a detector read beside the one in force from now on."""
    require(work, BOARD, areas.CITY)
    live = drafts.detector(work, detector)
    base = drafts.detector(work, detector, version)
    rules.sound_values(base, values)
    alone(work.session, f"shadows of {detector}")
    same = (one for one in queries.shadows(work) if one.ended is None and one.detector == detector)
    if any((one.version, one.values) == (version, dict(values)) for one in same) or (version is None and not values):
        raise rules.AlreadyThere(detector=live.name)
    shadow = work.keep(
        Shadow(detector=detector, version=version, values=dict(values), reason=reason.strip(), by=work.by, began=work.now)
    )
    work.keep(ShadowTurn(shadow_id=shadow.id))
    reader = rules.shadowed(base, base.parameters, values, shadow.id).reader
    work.frames.states.begin(reader, work.frames.log.end)
    work.tell(ShadowBegun(shadow=shadow.id))
    return shadow


def end_shadow(work: Work, shadow_id: int) -> Shadow:
    require(work, BOARD, areas.CITY)
    shadow = queries.shadow(work, shadow_id)
    if shadow.ended is not None:
        raise rules.Over
    shadow.ended = work.now
    work.keep(ShadowTurn(shadow_id=shadow.id))
    work.tell(ShadowEnded(shadow=shadow.id))
    return shadow


def trace(work: Work, begin: Begin, detector: Detector) -> None:
    """Let a shadow read on in the reading log, and keep what it finds beside: it raises nothing."""
    state, offset = work.frames.states.of(detector.reader)
    readings, until = work.frames.log.read(offset)
    mine = folds.as_read(work.frames, detector, readings)
    found: list[Sighting] = []
    if mine.at.size:
        state, findings = folds.step(work, detector, state, mine)
        assert isinstance(findings, Findings)
        found = sightings(work, detector, findings)
    shadow_id = int(detector.name.rpartition("~")[2])
    for first in range(0, len(found), AT_ONCE):
        with begin(LABORATORY) as noting:
            for sighting in found[first : first + AT_ONCE]:
                _note(noting, shadow_id, sighting, detector.quiet)
    work.frames.states.advance(detector.reader, state, until)


def _note(work: Work, shadow_id: int, sighting: Sighting, quiet: timedelta) -> None:
    last = queries.near(work, shadow_id, sighting)
    if last is not None and sighting.began <= last.ended + quiet:
        last.ended, last.peak = max(last.ended, sighting.ended), max(last.peak, sighting.peak)
        return
    where = areas.code_at(work, sighting.lon, sighting.lat)
    work.keep(Trace(shadow_id=shadow_id, area=where, **sighting._asdict()))


# labels ---------------------------------------------------------------------------------------------------------------


def label_alert(work: Work, alert_id: int, *, real: bool, case: int | None = None) -> Label:
    """Say whether what an alert said was real, as its closed case tells or somebody knows."""
    alert = alerts.get(work, alert_id)
    return _label(work, alert.detector, alert.area, real, case, _sighting(alert))


def label(work: Work, detector: str, subject: str, began: datetime, ended: datetime, *, real: bool) -> Label:
    """Say whether something a trial or a shadow found was real."""
    require(work, BOARD, areas.CITY)
    drafts.detector(work, detector)
    return _label(work, detector, areas.CITY, real, None, Sighting(subject, began, max(began, ended), 0.0, None, None))


def _sighting(alert: alerts.Alert) -> Sighting:
    return Sighting(alert.subject, alert.began, alert.ended, alert.peak, alert.lon, alert.lat)


def _label(work: Work, detector: str, area: str, real: bool, case: int | None, of: Sighting) -> Label:
    said = work.keep(
        Label(
            detector=detector,
            subject=of.subject,
            area=area,
            began=of.began,
            ended=of.ended,
            real=real,
            case=case,
            by=work.by,
            at=work.now,
        )
    )
    work.tell(Labelled(label=said.id))
    return said
