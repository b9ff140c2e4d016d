"""How a fold of the rulebook is stepped over the reading log: names to places, parameters to columns, and back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from cityloop.kernels.columns import Findings, Ints, Readings, State
from cityloop.kernels.sifting import STRANGER, among
from cityloop.kit.frames import Frames, Names
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Detector, Indicator
from cityloop.rulebook.rulebook import CITY_OFFSET_MS, DAY_MS


def signals_read(frames: Frames, fold: Detector | Indicator) -> list[int]:
    """The numbers of the signals the fold reads, in its own order."""
    return [frames.signals.number(signal.name) for signal in fold.reads]


def as_read(frames: Frames, fold: Detector | Indicator, readings: Readings) -> Readings:
    """The readings the fold reads, its signals and subjects numbered by their place in its declaration."""
    if not any(signal.others for signal in fold.reads):
        readings = frames.sieve(readings).of(signals_read(frames, fold))
    numbered = readings._replace(signal=_placed(frames, fold, readings.signal))
    if fold.subjects is None:
        return numbered
    subject = among(readings.subject, frames.subjects.known_of(list(fold.subjects)))
    mine = np.flatnonzero(subject != STRANGER)
    return numbered._replace(subject=subject).take(mine)


def _placed(frames: Frames, fold: Detector | Indicator, numbers: Ints) -> Ints:
    """The place of each signal among those the fold reads; one it does not name has that of all others."""
    if len(fold.reads) == 1:
        return np.zeros(numbers.size, np.int32)
    wanted = signals_read(frames, fold)
    others = [place for place, signal in enumerate(fold.reads) if signal.others]
    places = np.full(len(frames.signals), others[0] if others else STRANGER, np.int32)
    places[wanted] = np.arange(len(wanted))
    return places[numbers]


def step(
    work: Work,
    fold: Detector | Indicator,
    state: State,
    readings: Readings,
    instead: Mapping[str, float] | None = None,
) -> tuple[State, Findings | Readings]:
    """The fold over the readings, under the parameters in force where and when each was made.

    A fold that takes all subjects together is stepped a day at a time wherever its parameters change.
    """
    columns = work.rulebook.columns(fold, readings.at, lambda: _codes(work, fold, readings), instead)
    stepped = _bound(work, fold)
    if not fold.together or all((column == column[0]).all() for column in columns.values()):
        return stepped(state, readings, **columns)
    days = (readings.at + CITY_OFFSET_MS) // DAY_MS
    said: list[Findings | Readings] = []
    for day in np.unique(days):
        rows = np.flatnonzero(days == day)
        state, part = stepped(state, readings.take(rows), **{name: column[rows] for name, column in columns.items()})
        said.append(part)
    return state, type(said[0])._make(map(np.concatenate, zip(*said, strict=True)))


def _bound(work: Work, fold: Detector | Indicator) -> Callable[..., tuple[State, Findings | Readings]]:
    """The fold's step, with the areas it takes as fences."""
    if isinstance(fold, Detector) and fold.fences:
        return partial(fold.step, fences=areas.fences(work, fold.fences))
    return fold.step


def _codes(work: Work, fold: Detector | Indicator, readings: Readings) -> Sequence[str]:
    """The area of each reading: where it says it is, or where its subject is known to be."""
    lon, lat = readings.lon, readings.lat
    if isinstance(fold, Detector) and fold.places and fold.subjects:
        at = np.array([fold.places.get(name, (np.nan, np.nan)) for name in fold.subjects])
        lon, lat = at[readings.subject].T
    return areas.codes_at(work, lon, lat)


def lasts(frames: Frames, detector: Detector, subject: str) -> bool:
    """Whether the fold's own state says that the subject's stretch still lasts."""
    number, (state, _) = frames.subjects.known(subject), frames.states.of(detector.reader)
    column = state.get(detector.still)
    return column is not None and number is not None and number < column.size and bool(column[number])


def found_name(frames: Frames, detector: Detector, subject: int) -> str:
    """The name of what a finding is about."""
    if detector.finds is not None:
        return detector.finds[subject]
    names: Names | Sequence[str] = detector.subjects if detector.subjects is not None else frames.subjects
    return names[subject]
