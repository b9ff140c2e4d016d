"""Grounds: in which grid each subject stands, as a column by subject, for folds that read millions a second."""

import threading
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Readings, State
from cityloop.kernels.stretches import grown
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import EXPECTS

READER = "devices.grounds"
UNKNOWN = np.iinfo(np.int32).min
FINE = 1e7  # parts of a degree: about a centimetre
ENOUGH = 1000  # places of which the middle is taken
_ONE_AT_A_TIME = threading.Lock()


class Grounds(NamedTuple):
    """`codes[grid[subject]]` is the grid a registered subject stands in; the city's own code if it is in none. A subject
    beyond the end of `grid` is not registered, like one that is not `known`."""

    grid: Ints
    lon: Ints  # UNKNOWN for a subject that is not registered
    lat: Ints
    codes: NDArray[np.str_]

    def known(self, subjects: Ints) -> NDArray[np.bool_]:
        """Which of these subjects are registered."""
        found = subjects < self.lon.size
        found[found] = self.lon[subjects[found]] != UNKNOWN
        return found

    def codes_of(self, subjects: Ints) -> NDArray[np.str_]:
        """The grid of each subject."""
        return self.codes[self.grids_of(subjects)]

    def grids_of(self, subjects: Ints) -> Ints:
        """The place of each subject's grid among `codes`; -1, which is the last, for one that stands in none."""
        if subjects.max(initial=0) < self.grid.size:
            return self.grid[subjects]
        row = np.full(subjects.size, -1, np.int32)
        inside = subjects < self.grid.size
        row[inside] = self.grid[subjects[inside]]
        return row

    def place(self, subjects: Ints) -> tuple[float, float] | None:
        """The middle of where the registered ones among these stand, lon and lat; nothing if none is."""
        some = subjects[:: 1 + subjects.size // ENOUGH]
        known = some[self.known(some)]
        if not known.size:
            return None
        return float(self.lon[known].mean() / FINE), float(self.lat[known].mean() / FINE)


def grounds(work: Work) -> Grounds:
    """Where every registered subject stands now, on the map that holds now. 12 bytes a subject."""
    with _ONE_AT_A_TIME:
        states, end = work.frames.states, work.frames.log.end
        state, offset = states.of(READER)
        if "lon" not in state:
            offset = end
            _recall(work, state)
        survey = areas.survey_now(work) or 0
        if "survey" not in state or int(cast("Any", state["survey"])) != survey:
            state["survey"] = np.array(survey)
            if "lon" in state:
                state["grid"] = _located(work, cast("Any", state["lon"]), cast("Any", state["lat"]))
        while offset < end:
            readings, offset = work.frames.log.read(offset)
            _note(work, state, readings)
        states.advance(READER, state, offset)
        lon, lat = (cast("Any", state.get(side, np.zeros(0, np.int32))) for side in ("lon", "lat"))
        codes = areas.area_map(work).grids if survey else np.array([areas.CITY])
        return Grounds(cast("Any", state.get("grid", np.zeros(0, np.int32))), lon, lat, codes)


def _recall(work: Work, state: State) -> None:
    """Begin with where each subject was said to stand last: what said so may be long in the lake."""
    frames = work.frames
    subject, said = frames.log.latest.all_of(frames.signals.number(EXPECTS.name))
    if subject.size:
        signal = np.full(subject.size, frames.signals.number(EXPECTS.name), np.int32)
        _note(work, state, Readings(signal, subject, *said))


def _note(work: Work, state: State, readings: Readings) -> None:
    said = work.frames.sieve(readings).of([work.frames.signals.number(EXPECTS.name)])
    if not said.at.size:
        return
    size = int(said.subject.max()) + 1
    empty = {"lon": np.int32(UNKNOWN), "lat": np.int32(UNKNOWN), "grid": np.int32(-1)}
    lon, lat, grid = (cast("Any", grown(state, name, size, value)) for name, value in empty.items())
    lon[said.subject], lat[said.subject] = np.round(said.lon * FINE), np.round(said.lat * FINE)
    grid[said.subject] = _located(work, lon[said.subject], lat[said.subject])


def _located(work: Work, lon: Ints, lat: Ints) -> Ints:
    """The grid of each place; -1 outside, and everywhere while the city has no map."""
    if not areas.mapped(work):
        return np.full(lon.size, -1, np.int32)
    found: Ints = areas.area_map(work).locator.locate(lon / FINE, lat / FINE)
    return found
