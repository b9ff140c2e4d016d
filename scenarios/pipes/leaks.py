"""The detector as a fold: pressure residuals in, one finding per leak out.

Every hour the mean residual of the last day and of the last week is explained by the leaks already known. If something
is left that one more leak explains, and goes on explaining at the same place, that leak is called out. A repair needs
no message: the flow of that leak falls to nothing, and after two days it is forgotten.
"""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State, nothing
from scenarios.pipes.fit import Catalogue, Explained, best_pipe, explain
from scenarios.pipes.kernels import HOUR, NONE, hour_means
from scenarios.pipes.rows import closed_rows

DAY, WEEK = 24, 168  # hours; a day evens out the hours, a week the weekend
REMEMBERED = 48  # hours of candidates, the longest hold
ENOUGH = 2.5  # times what may be left over: what may stay after one more leak
DRY = 0.1  # of its highest flow: what a repaired leak still seems to have


class Knobs(NamedTuple):
    """The parameters of `leaks` as plain numbers, in its order: see there."""

    limit_day: float
    limit_week: float
    share: float
    unexplained: float
    near: float
    hold_day: float
    hold_week: float
    least_flow: float
    agree: float
    settle_days: float
    step: float


@dataclass
class Memory:
    """What the state holds, by name: the open hour, a week of hourly means, one place a known leak, two of a window."""

    hour: Longs
    total: Floats
    count: Floats
    ring: Floats  # (hours, sensors), m
    pipe: Ints  # where the leak is thought to be now
    called: Ints  # where it was called out
    began: Longs
    found: Longs
    flow: Floats  # m3/h
    peak: Floats
    idle: Floats  # hours it has been dry
    candidates: Ints  # (windows, hours)
    held: Longs  # hours in a row with a candidate
    since: Longs  # when something was first left; 0: nothing is

    @classmethod
    def of(cls, state: State, sensors: int) -> "Memory":
        """An empty state is a network as it was commissioned: sound, all residuals nought."""
        if "ring" in state:
            stored: dict[str, Any] = {field.name: state[field.name] for field in fields(cls)}
            return cls(**stored)
        pipes, times, numbers = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0)
        open_hour = np.array([NONE], np.int64), np.zeros(sensors), np.zeros(sensors)
        trail = np.zeros((2, REMEMBERED), np.int32), np.zeros(2, np.int64), np.zeros(2, np.int64)
        ring = np.zeros((WEEK, sensors))
        return cls(*open_hour, ring, pipes, pipes, times, times, numbers, numbers, numbers, *trail)

    def keep(self, running: NDArray[np.bool_]) -> None:
        for name in ("pipe", "called", "began", "found", "flow", "peak", "idle"):
            setattr(self, name, getattr(self, name)[running])

    def add(self, pipe: int, flow: float, began: int, at: int) -> None:
        new = {"pipe": pipe, "called": pipe, "began": began, "found": at, "flow": flow, "peak": flow, "idle": 0}
        for name, value in new.items():
            column = getattr(self, name)
            setattr(self, name, np.append(column, np.array([value], column.dtype)))


def leaks(
    state: State,
    readings: Readings,
    *,
    limit_day: Floats,
    limit_week: Floats,
    share: Floats,
    unexplained: Floats,
    near: Floats,
    hold_day: Floats,
    hold_week: Floats,
    least_flow: Floats,
    agree: Floats,
    settle_days: Floats,
    step: Floats,
    flows: Floats,
    signature: Floats,
    distance: Floats,
) -> tuple[State, Findings]:
    """Subject: place in the list of pipes; began: since when something was left unexplained; peak: m3/h.

    limit_day, limit_week: m, what may be left over of a day's and a week's mean (length of the vector over sensors);
    share: of what the known leaks explain, added to both; unexplained: share that may stay after one more leak;
    near: m of pipe within which two places are one; hold_day, hold_week: hours a candidate must stay; least_flow:
    m3/h; agree: m by which the week may differ from its last day to be used; settle_days, step: how long and how far
    (m) a place may still be improved.
    """
    if not readings.at.size:
        return state, nothing()
    sensors = signature.shape[2]
    moments, table = closed_rows(state, readings, sensors)
    memory = Memory.of(state, sensors)
    ends, means = hour_means(moments, table, memory.hour, memory.total, memory.count)
    given = limit_day, limit_week, share, unexplained, near, hold_day, hold_week, least_flow, agree, settle_days, step
    watch = Watch(memory, Knobs(*(float(column[0]) for column in given)), Catalogue(flows, signature), distance)
    for at, mean in zip(ends, means, strict=True):
        watch.hour(int(at), mean)
    state.update({field.name: getattr(memory, field.name) for field in fields(Memory)})
    return state, watch.findings()


class Watch:
    """The hours of one batch, one after the other, over the memory."""

    def __init__(self, memory: Memory, knobs: Knobs, catalogue: Catalogue, distance: Floats) -> None:
        self.memory, self.knobs, self.catalogue, self.distance = memory, knobs, catalogue, distance
        self.everywhere = np.arange(distance.shape[0])
        self.said: list[tuple[int, int, int, float]] = []

    def findings(self) -> Findings:
        if not self.said:
            return nothing()
        pipe, began, ended, peak = (np.array(column) for column in zip(*self.said, strict=True))
        nowhere = np.full(pipe.size, np.nan)
        return Findings(pipe.astype(np.int32), began.astype(np.int64), ended.astype(np.int64), peak, nowhere, nowhere)

    def hour(self, at: int, mean: Floats) -> None:
        memory, knobs = self.memory, self.knobs
        memory.ring[:-1] = memory.ring[1:]
        memory.ring[-1] = np.where(np.isfinite(mean), mean, memory.ring[-1 - DAY])  # silent: as a day ago
        day, week = memory.ring[-DAY:].mean(axis=0), memory.ring.mean(axis=0)
        self._follow(day)
        self._look(0, at, day, knobs.limit_day, int(knobs.hold_day))
        if np.linalg.norm(week - day) > knobs.agree:
            memory.held[1] = 0  # a step lies within the week: its mean is of no network that ever was
        else:
            self._look(1, at, week, knobs.limit_week, int(knobs.hold_week))
        if (at // HOUR) % DAY == 0:
            for leak in np.flatnonzero(memory.idle == 0):
                self._say(int(leak), at)

    def _say(self, leak: int, at: int) -> None:
        memory = self.memory
        self.said.append((int(memory.called[leak]), int(memory.began[leak]), at, float(memory.peak[leak])))

    def _explain(self, seen: Floats) -> Explained:
        return explain(seen, self.memory.pipe, self.memory.flow, self.catalogue)

    def _follow(self, day: Floats) -> None:
        """Flows of the known leaks today; one that has been dry for two days was repaired."""
        memory = self.memory
        memory.flow = self._explain(day).flow
        memory.peak = np.maximum(memory.peak, memory.flow)
        memory.idle = np.where(memory.flow < DRY * memory.peak, memory.idle + 1, 0)
        memory.keep(memory.idle < 2 * DAY)

    def _look(self, window: int, at: int, seen: Floats, limit: float, hold: int) -> None:
        """Is something left in `seen` that one more leak explains, at the same place for `hold` hours?"""
        memory = self.memory
        known = self._explain(seen)
        left, allowed = float(np.linalg.norm(known.left)), limit + self.knobs.share * known.size
        if left >= allowed and (at // HOUR) % 6 == 0:
            known = self._improve(at, seen, known)
            left = float(np.linalg.norm(known.left))
        if left < allowed:
            memory.held[window] = memory.since[window] = 0
            return
        if memory.since[window] == 0:
            memory.since[window] = at
        pipe, flow = self._candidate(seen, known, left, ENOUGH * allowed)
        if pipe == NONE:
            memory.held[window] = 0
            return
        trail = memory.candidates[window]
        trail[:-1] = trail[1:]
        trail[-1] = pipe
        memory.held[window] += 1
        if memory.held[window] >= hold and (self.distance[pipe, trail[-hold:]] < self.knobs.near).all():
            memory.add(pipe, flow, int(memory.since[window]), at)
            memory.held[:] = memory.since[:] = 0
            self._say(memory.pipe.size - 1, at)

    def _candidate(self, seen: Floats, known: Explained, left: float, enough: float) -> tuple[int, float]:
        """The pipe and flow of one more leak, or none if it explains too little or lies at a leak already known."""
        memory, knobs = self.memory, self.knobs
        runs = known.flow > 0
        beside = self.catalogue.at(memory.pipe[runs], known.flow[runs])
        pipe, flow = best_pipe(seen, beside, self.catalogue, self.everywhere)
        if pipe == NONE:
            return NONE, 0.0
        both = explain(seen, np.append(memory.pipe, np.int32(pipe)), np.append(known.flow, flow), self.catalogue)
        rest = float(np.linalg.norm(both.left))
        too_little = both.flow[-1] <= knobs.least_flow or rest >= min(knobs.unexplained * left, enough)
        if too_little or (self.distance[pipe, memory.called][memory.flow > 0] < knobs.near).any():
            return NONE, 0.0
        return pipe, float(both.flow[-1])

    def _improve(self, at: int, seen: Floats, known: Explained) -> Explained:
        """Moves leaks called not long ago to a pipe close by where that explains at least a tenth more."""
        memory, knobs = self.memory, self.knobs
        young = (memory.flow > 0) & (at - memory.found <= knobs.settle_days * DAY * HOUR)
        for leak in np.flatnonzero(young):
            others = np.flatnonzero((np.arange(memory.pipe.size) != leak) & (known.flow > 0))
            beside = self.catalogue.at(memory.pipe[others], known.flow[others])
            around = np.flatnonzero(self.distance[memory.called[leak]] < knobs.step)
            pipe, _ = best_pipe(seen, beside, self.catalogue, around)
            if pipe == NONE:
                continue
            before = int(memory.pipe[leak])
            memory.pipe[leak] = pipe
            moved = self._explain(seen)
            if np.linalg.norm(moved.left) < 0.9 * np.linalg.norm(known.left):
                known = moved
            else:
                memory.pipe[leak] = before
        return known
