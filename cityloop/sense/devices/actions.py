import hashlib
import secrets
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import insert

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import may, require
from cityloop.places.areas import queries as areas
from cityloop.rulebook import EXPECTS, TICK
from cityloop.sense.devices import queries, rules
from cityloop.sense.devices.rules import KEEPER, Entry, Life
from cityloop.sense.devices.sheets import Line
from cityloop.sense.devices.tables import Device
from cityloop.sense.facts import DevicesChanged

CITY_ITSELF = "city"


class Told(NamedTuple):
    """What became of one entry: new, changed, same, or refused with a reason."""

    code: str
    verdict: str
    reason: str = ""


def register(work: Work, entries: Sequence[Entry], *, by_operator: bool = False) -> list[Told]:
    """Register devices, or change what is known of those registered already. An entry that cannot be is refused alone.

    Who does it must keep devices where each stands; the operator at the command line keeps them all.
    """
    alone(work.session, "devices")
    lon, lat = (np.array([getattr(entry, side) for entry in entries], np.float64) for side in ("lon", "lat"))
    grids = [str(code) for code in areas.codes_at(work, lon, lat)] if entries else []
    known = queries.by_code(work, {entry.code for entry in entries})
    mine = {} if by_operator else {grid[:6]: _keeps(work, grid[:6]) for grid in set(grids)}
    said: dict[str, Entry] = {}
    told, new, revision = [], [], queries.newest_revision(work.session) + 1
    for entry, grid in zip(entries, grids, strict=True):
        reason = _why_not(entry, grid, said, by_operator or mine[grid[:6]] or _keeps(work, grid))
        before = known.get(entry.code)
        about = entry._asdict() | {"area": grid}
        if reason:
            told.append(Told(entry.code, "refused", reason))
        elif before is None:
            told.append(Told(entry.code, "new"))
            new.append(about | {"changed": work.now, "revision": revision})
        elif all(getattr(before, name) == value for name, value in about.items()):
            told.append(Told(entry.code, "same"))
        else:
            told.append(Told(entry.code, "changed"))
            _change(work, before, about, revision)
        said.setdefault(entry.code, entry)
    if new:
        work.session.execute(insert(Device), new)
    if any(one.verdict in ("new", "changed") for one in told):
        work.session.flush()
        work.tell(DevicesChanged(revision=revision))
    return told


def bring(work: Work, lines: Sequence[Line], *, by_operator: bool = False) -> list[tuple[int, Told]]:
    """Register the devices that these rows of a sheet say, with what became of each row."""
    rows = [line.row for line in lines if line.entry]
    verdicts = register(work, [line.entry for line in lines if line.entry], by_operator=by_operator)
    told = dict(zip(rows, verdicts, strict=True))
    return [(line.row, told.get(line.row) or Told(line.code, "refused", line.reason)) for line in lines]


def _why_not(entry: Entry, grid: str, said: dict[str, Entry], mine: bool) -> str:
    reason = rules.why_not(entry, grid, areas.CITY)
    twin = said.get(entry.code)
    if reason:
        return reason
    if twin and (twin.lon, twin.lat) != (entry.lon, entry.lat):
        return "It is in two places: the same code stands here twice, with different points."
    if twin:
        return "The same code stands here twice."
    return "" if mine else f"Only who keeps devices in {grid} may register one there."


def _keeps(work: Work, area: str) -> bool:
    return may(work, (KEEPER,), area)


def _change(work: Work, device: Device, about: dict[str, object], revision: int) -> None:
    for name, value in about.items():
        setattr(device, name, value)
    device.changed, device.revision = work.now, revision


def move_on(work: Work, code: str, life: Life) -> Device:
    """Take a device in or out of service."""
    device = queries.get(work, code)
    require(work, KEEPER, device.area)
    if device.life != life:
        alone(work.session, "devices")
        revision = queries.newest_revision(work.session) + 1
        _change(work, device, {"life": life}, revision)
        work.session.flush()
        work.tell(DevicesChanged(revision=revision))
    return device


def admit(work: Work, code: str) -> str:
    """A new credential for the device; an older one ends. It is shown this once, only its digest is kept."""
    device = queries.get(work, code)
    require(work, KEEPER, device.area)
    token = secrets.token_urlsafe(24)
    device.digest = hashlib.sha256(token.encode()).hexdigest()
    return token


def proclaim(work: Work, changed: DevicesChanged) -> None:
    """Say into the reading log what is expected of the devices that changed, and where they stand, so that folds know.

    Said twice it is known for a double.
    """
    devices = queries.of_revision(work, changed.revision)
    if not devices:
        return  # they were changed again since, and are said with that
    frames = work.frames
    expected = [device.expect_every_s if device.life == Life.active else 0.0 for device in devices]
    said = Readings(
        np.full(len(devices), frames.signals.number(EXPECTS.name), np.int32),
        frames.subjects.numbers([device.code for device in devices]),
        np.array([int(device.changed.timestamp() * 1000) for device in devices], np.int64),
        np.array(expected),
        np.array([device.lon for device in devices]),
        np.array([device.lat for device in devices]),
    )
    frames.log.append([Batch("registry", "", "", said)])


def tick(work: Work) -> None:
    """Let time go on in the reading log."""
    frames, nowhere = work.frames, np.full(1, np.nan)
    number, subject = frames.signals.number(TICK.name), frames.subjects.number(CITY_ITSELF)
    at = np.array([int(work.now.timestamp() * 1000)])
    every_s = np.array([TICK.expect_every.total_seconds()])
    row = Readings(np.array([number], np.int32), np.array([subject], np.int32), at, every_s, nowhere, nowhere)
    frames.log.append([Batch("clock", "", "", row)])
