from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, cast

import numpy as np

from cityloop.kernels.columns import Ints, Readings
from cityloop.kernels.rollup import STAYS
from cityloop.kit.frames import Batch
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level, bodies
from cityloop.rulebook.vitals import Board, Track, VitalSign
from cityloop.sense.devices.grounds import grounds
from cityloop.sense.facts import VitalSignPlaced, VitalSignSaid
from cityloop.sense.vitals import pulse, queries, rules, sheets
from cityloop.sense.vitals.layout import Layout
from cityloop.sense.vitals.tables import CatalogueLine, Placement

SHORTEST_MS = 200  # time goes on in steps no shorter than this
CATALOGUE_DUTY = "leader"


# turning ------------------------------------------------------------------------------------------------------------


def measure(work: Work) -> bool:
    """Let the vital signs read on and time go on; what ended its cycle goes into the log as readings. False if there was
    nothing to do. If the process dies between the two, the same readings are given again, and the log knows them."""
    state, offset = work.frames.states.of(queries.READER)
    now, seen = int(work.now.timestamp() * 1000), int(np.asarray(state.get("seen", [0]))[0])
    if offset == work.frames.log.end and 0 <= now - seen < SHORTEST_MS:
        return False
    plan = queries.plan_of(work)
    readings, until = work.frames.log.read(offset)
    readings = work.frames.sieve(readings).of(plan.tapped)
    state, said = pulse.step(state, plan, readings, _areas_of(work, state, plan, readings), now)
    state["seen"] = np.array([now])
    if said.at.size:
        work.frames.log.append([Batch(queries.READER, "", "", _as_stored(work, plan, said))])
    work.frames.states.advance(queries.READER, state, until)
    return until > offset or bool(said.at.size)


def _as_stored(work: Work, plan: Layout, said: Readings) -> Readings:
    signal = work.frames.signals.numbers(one.name for one in plan.vitals)[said.signal]
    subject = work.frames.subjects.numbers(plan.tree.codes)[said.subject]
    return said._replace(signal=signal, subject=subject)


def _areas_of(work: Work, state: Any, plan: Layout, readings: Readings) -> Ints:
    """The place of each reading in the tree: that of its subject if it has a fixed one, or where it says it is."""
    fixed = _fixed(work, state, plan)
    found = fixed[readings.subject] if readings.at.size else np.zeros(0, np.int32)
    if not readings.at.size or not areas.mapped(work):
        return found
    place, ground = queries.grid_places(work), grounds(work)
    standing = np.flatnonzero((found == STAYS) & ground.known(readings.subject))
    found[standing] = place[ground.grids_of(readings.subject[standing])]
    moving = np.flatnonzero((found == STAYS) & ~np.isnan(readings.lon) & ~np.isnan(readings.lat))
    found[moving] = place[areas.grids_at(work, readings.lon[moving], readings.lat[moving])]
    return found


def _fixed(work: Work, state: Any, plan: Layout) -> Ints:
    """The place of every subject that has a fixed one, STAYS for the others; new names are looked up once."""
    names, known = work.frames.subjects, state.get("fixed", np.zeros(0, np.int32))
    if known.size and not np.array_equal(state.get("areas"), np.array(plan.tree.codes)):
        known = np.zeros(0, np.int32)
    size = len(names)
    if known.size == size:
        return cast("Ints", known)
    found = np.full(size - known.size, STAYS, np.int32)
    for code, number in _numbers(work, plan.tree.codes, known.size, size).items():
        found[number - known.size] = plan.tree.place[code]
    places = {name: place for detector in work.rulebook.detectors.values() for name, place in detector.places.items()}
    here = _numbers(work, places, known.size, size)
    if here and areas.mapped(work):
        lon, lat = np.array([places[name] for name in here]).T
        found[np.array(list(here.values())) - known.size] = queries.grid_places(work)[areas.grids_at(work, lon, lat)]
    state["fixed"] = np.r_[known, found].astype(np.int32)
    return cast("Ints", state["fixed"])


def _numbers(work: Work, names: Iterable[str], least: int, most: int) -> dict[str, int]:
    """The numbers of these subjects as far as they lie in least <= number < most: a few names are asked for, not 22 million."""
    asked = list(names)
    known = zip(asked, work.frames.subjects.known_of(asked), strict=True)
    return {name: number for name, number in known if number is not None and least <= number < most}


# the catalogue -------------------------------------------------------------------------------------------------------


def say(work: Work, one: VitalSign | Board | Track) -> bool:
    """Put it into the catalogue as a new version; False if it stands there just so."""
    kind = "vital" if isinstance(one, VitalSign) else "board" if isinstance(one, Board) else "track"
    alone(work.session, "catalogue")
    if isinstance(one, VitalSign):
        body, before = bodies.body_of(one), work.rulebook.versions.get(one.name, ())
        if before and before[-1] == one:
            return False
    elif isinstance(one, Board):
        body = bodies.body_of_board(one)
        if work.rulebook.boards.get(one.name) == one:
            return False
    else:
        body = bodies.body_of_track(one)
        if work.rulebook.tracks.get(one.name) == one:
            return False
    since = one.since if isinstance(one, VitalSign) else work.today
    number = len(queries.lines_of(work, one.name)) + 1
    line = CatalogueLine(kind=kind, name=one.name, version=number, since=since, body=body, at=work.now, by=work.by)
    work.keep(line)
    work.tell(VitalSignSaid(catalogue_line=line.id))
    return True


def require_right(work: Work, area: str = areas.CITY) -> None:
    """Refuse anyone who is not to change the catalogue over the area."""
    require(work, CATALOGUE_DUTY, area)


def place(work: Work, name: str, way: rules.Way, level: Level, area: str, since: date, reason: str = "") -> Placement:
    """Extend a vital sign, or all of a track, to the level below, or lift it to the one above, in an area, from a day on."""
    vitals = [one for one in work.rulebook.vitals_on(work.today).values() if name in (one.name, one.track)]
    if not vitals:
        queries.get(work, name)
    require_right(work, area)
    if since < work.today:
        raise rules.NotInCatalogue(why="What is handed on is seen from today on at the earliest.")
    alone(work.session, "catalogue")
    known = queries.placed(work)
    for vital in vitals:
        rules.check_way(vital, way, level, area, known, since)
    row = work.keep(
        Placement(name=name, way=way, level=level.value, area=area, since=since, reason=reason.strip(), at=work.now, by=work.by)
    )
    work.tell(VitalSignPlaced(placement=row.id))
    return row


class Brought(NamedTuple):
    """What became of a line that was brought: `new`, `changed`, `same` or `refused`, and why."""

    line: int
    kind: str
    name: str
    outcome: str
    why: str = ""


def bring(work: Work, lines: Sequence[sheets.Line], dry: bool) -> tuple[bool, list[Brought]]:
    """Take a catalogue in, all of it or, if a line is refused, nothing. Whether it was kept, and what became of each line."""
    require_right(work)
    alone(work.session, "catalogue")
    known = rules.Known.of(work.rulebook)
    read: list[tuple[sheets.Line, VitalSign | Board | Track | None, str]] = []
    for line in lines:
        try:
            read.append((line, rules.one_of(line.kind, line.body), ""))
        except bodies.NotADefinition as fault:
            read.append((line, None, str(fault)))
    known = known.also(one for _, one, _ in read if one)
    told = []
    for line, one, why in read:
        why = why or (known.fault(one) if one else "")
        outcome = "refused" if why or one is None else rules.outcome(work.rulebook, one)
        told.append(Brought(line.line, line.kind, str(line.body.get("name", "")), outcome, why))
    names = [(one.kind, one.name) for one in told if one.outcome != "refused"]
    told = [
        one._replace(outcome="refused", why="It stands in the file twice.") if names.count((one.kind, one.name)) > 1 else one
        for one in told
    ]
    kept = not dry and all(one.outcome != "refused" for one in told)
    if kept:
        for (_, one, _), said in zip(read, told, strict=True):
            if one is not None and said.outcome != "same":
                say(work, one)
    return kept, told


def retire(work: Work, name: str, day: date) -> None:
    """Let a vital sign end on a day. What it said stays, and so does what it was."""
    require_right(work)
    if day < work.today:
        raise rules.NotInCatalogue(why="A vital sign is retired from today on at the earliest.")
    say(work, replace(queries.get(work, name), until=day, since=work.today))
