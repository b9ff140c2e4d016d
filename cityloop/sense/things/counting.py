"""Counting: how many observations each datastream has, its first and its last, kept up with the log and never counted anew."""

import threading
from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from sqlalchemy import func, select

from cityloop.kernels.columns import Longs, Readings, State
from cityloop.kit.frames import Frames
from cityloop.kit.frames.compaction import day_began
from cityloop.kit.frames.days import day_of
from cityloop.kit.frames.tiers import DAILY, EVER
from cityloop.kit.work import Work
from cityloop.sense.things.streams import Stream
from cityloop.sense.things.tables import Datastream, ObservationNote

READER = "things.counts"
SUBJECT = (1 << 32) - 1  # of a key
LOCK = threading.Lock()  # one process holds a city, so one lock does


class Span(NamedTuple):
    """How many, and between which instants: milliseconds UTC, both ends there."""

    rows: int
    first: int
    last: int


def begin(frames: Frames) -> None:
    """Where no datastream has been yet there is nothing to count before now."""
    frames.states.begin(READER, frames.log.end)


def keep_up(work: Work) -> State:
    """Count what has come since, leave out what was given up since, and keep the counts."""
    with LOCK:
        state = left(work.frames, _read_on(work))
        work.frames.states.advance(READER, state, work.frames.states.of(READER)[1])
        work.frames.states.save(READER)
    return state


def span(work: Work, streams: Sequence[Stream]) -> Span | None:
    """What these streams hold together, those taken back left out of the count; None if nothing."""
    with LOCK:
        state = _read_on(work)
    keys = np.array([key for stream in streams if (key := key_of(work, stream)) >= 0], np.int64)
    if not keys.size or "key" not in state:
        return None
    spot = np.minimum(np.searchsorted(state["key"], keys), state["key"].size - 1)
    rows = spot[(state["key"][spot] == keys) & (cast("Longs", state["count"])[spot] > 0)]
    if not rows.size:
        return None
    count = int(state["count"][rows].sum()) - _gone(work, streams)
    return Span(count, int(state["first"][rows].min()), int(state["last"][rows].max()))


def key_of(work: Work, stream: Stream) -> int:
    """The numbers of signal and subject in one; -1 for what the log has never heard of."""
    signal, subject = work.frames.signals.known(stream.signal), work.frames.subjects.known(stream.subject)
    return -1 if signal is None or subject is None else signal << 32 | subject


def _gone(work: Work, streams: Sequence[Stream]) -> int:
    """How many were taken back one by one; what was given up since with its whole day is not counted twice."""
    if not work.session.scalar(select(ObservationNote.at).where(ObservationNote.gone).limit(1)):
        return 0
    numbers = np.array([work.frames.signals.number(stream.signal) for stream in streams], np.int32)
    kept_from = work.frames.tiers.given_up_before(numbers)
    gone = 0
    for since in np.unique(kept_from).tolist():
        ids = [streams[place].id for place in np.flatnonzero(kept_from == since).tolist()]
        for first in range(0, len(ids), 1000):
            mine = ObservationNote.datastream_id.in_(ids[first : first + 1000]), ObservationNote.at >= since
            counted = select(func.count()).select_from(ObservationNote).where(ObservationNote.gone, *mine)
            gone += work.session.scalar(counted) or 0
    return gone


def _read_on(work: Work) -> State:
    """What was there before the datastreams are asked for is counted: whoever wrote it had made its datastream before."""
    frames, end = work.frames, work.frames.log.end
    state, offset = frames.states.of(READER)
    if offset >= end:
        return state
    names = work.session.scalars(select(Datastream.signal).distinct()).all()
    wanted = np.array([number for name in names if (number := frames.signals.known(name)) is not None], np.int32)
    if not wanted.size:
        offset = end
        frames.states.advance(READER, state, offset)
    while offset < end:
        readings, offset = frames.log.read(offset)
        state = counted(state, readings.take(np.flatnonzero(np.isin(readings.signal, wanted))))
        frames.states.advance(READER, state, offset)
    return state


def left(frames: Frames, state: State) -> State:
    """The state without the observations of days that were given up since this was asked last, as the sums of these days
    say how many they were. The state itself if there are none."""
    now, known = frames.tiers.since.raw, cast("Longs", state.get("kept", np.zeros(0, np.int64)))
    if "key" not in state or np.array_equal(now, known):
        return state
    before = np.r_[known, np.full(now.size - known.size, EVER)]
    key, count, first = (state[name].astype(np.int64) for name in ("key", "count", "first"))
    signal = key >> 32
    for one in np.flatnonzero(now > before).tolist():
        mine = np.flatnonzero(signal == one)
        begin = np.maximum(before[one], day_of(first[mine]))
        if not (begin < now[one]).any():
            continue
        stretch = day_began(int(begin.min())), day_began(int(now[one]))
        days = frames.tiers.window(frames.log, DAILY, [one], *stretch)
        place = np.minimum(np.searchsorted(key[mine], one << 32 | days.subject.astype(np.int64)), mine.size - 1)
        counts = (key[mine][place] & SUBJECT == days.subject) & (day_of(days.at) >= begin[place])
        np.subtract.at(count, mine[place[counts]], days.rows[counts])
        first[mine] = np.maximum(first[mine], stretch[1])
    return {**state, "count": np.maximum(count, 0), "first": first, "kept": now.copy()}


def counted(state: State, readings: Readings) -> State:
    """The state with these readings counted: sorted keys, and for each how many, the first and the last instant."""
    if not readings.at.size:
        return state
    keys = readings.signal.astype(np.int64) << 32 | readings.subject
    ones = np.ones(keys.size, np.int64)
    parts: list[tuple[Longs, ...]] = [(keys, ones, readings.at, readings.at)]
    if "key" in state:
        parts.append(tuple(state[name].astype(np.int64) for name in ("key", "count", "first", "last")))
    key, count, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    return {
        **state,
        "key": key[order][begins],
        "count": np.add.reduceat(count[order], begins),
        "first": np.minimum.reduceat(first[order], begins),
        "last": np.maximum.reduceat(last[order], begins),
    }
