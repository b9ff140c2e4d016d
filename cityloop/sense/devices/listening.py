"""Who is heard: what the fold of silence knows of each device, and where the city is blind."""

from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import numpy as np

from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.rulebook import EXPECTS
from cityloop.sense.devices.grounds import grounds
from cityloop.sense.devices.rules import KEEPER

NEVER = np.iinfo(np.int64).min // 2


class Heard(NamedTuple):
    """When a subject was heard last, and since when it is silent."""

    last: datetime | None
    silent_since: datetime | None


class Coverage(NamedTuple):
    area: str
    expected: int
    silent: int


def heard(work: Work, code: str) -> Heard:
    """What is known of one device; nothing where no fold watches over silence."""
    state, subject = _state(work), work.frames.subjects.known(code)
    if subject is None or "last" not in state or subject >= state["last"].size:
        return Heard(None, None)
    last, told = int(state["last"][subject]), int(state["told"][subject])
    return Heard(_moment(last), _moment(max(last, told)) if state["silent"][subject] else None)


def _moment(milliseconds: int) -> datetime | None:
    return None if milliseconds <= NEVER else datetime.fromtimestamp(milliseconds / 1000, UTC)


def coverage(work: Work, above: str, digits: int) -> list[Coverage]:
    """For each area of so many digits inside `above` that has devices: how many should speak, and how many do not."""
    state = _state(work)
    if "expect_s" not in state:
        return []
    where = grounds(work)
    size = min(where.grid.size, state["expect_s"].size)
    seen = where.known(np.arange(size, dtype=np.int32)) & (state["expect_s"][:size] > 0)
    grids = where.grid[:size][seen]
    by_grid = [np.bincount(part + 1, minlength=where.codes.size + 1) for part in (grids, grids[state["silent"][:size][seen] > 0])]
    counted: dict[str, list[int]] = {}
    for place in np.flatnonzero(by_grid[0]):
        code = str(where.codes[place - 1])
        if code.startswith(above) and len(code) >= digits:
            sums = counted.setdefault(code[:digits], [0, 0])
            sums[0] += int(by_grid[0][place])
            sums[1] += int(by_grid[1][place])
    scope = scope_of(work)
    return [Coverage(code, *sums) for code, sums in sorted(counted.items()) if scope.covers(code, KEEPER)]


def _state(work: Work) -> dict[str, Any]:
    """The state of the fold that watches over silence, if one does."""
    names = [one.reader for one in work.rulebook.detectors.values() if EXPECTS in one.reads]
    return cast("dict[str, Any]", work.frames.states.of(names[0])[0]) if names else {}
