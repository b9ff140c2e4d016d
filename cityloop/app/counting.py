"""Counting: what the database knows of cases and alerts becomes readings every minute, so that vital signs may stand on it."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from cityloop.decide.cases import queries as cases
from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas.queries import CITY
from cityloop.rulebook import COUNTS, Warning
from cityloop.sense.alerts import queries as alerts

READER = "app.counting"
AGAIN = timedelta(minutes=10)  # what has not changed is said again so often
STREET = 9  # digits of a code


def count(work: Work) -> None:
    """Say how many there are in each street: what changed since the last time, and now and then all of it."""
    now = int(work.now.timestamp() * 1000)
    counted = dict(zip((one.name for one in COUNTS), (*_cases(work), *_alerts(work)), strict=True))
    state, _ = work.frames.states.of(READER)
    last: dict[tuple[str, str], int] = state.get("last", {})  # type: ignore[assignment]
    whole = now - int(np.asarray(state.get("whole", [0]))[0]) >= AGAIN.total_seconds() * 1000
    known = {(name, area): number for name, each in counted.items() for area, number in (each or {CITY: 0}).items()}
    said = {key: known.get(key, 0) for key in {*last, *known}}
    news = said if whole else {key: number for key, number in said.items() if last.get(key) != number}
    if news:
        work.frames.log.append([Batch(READER, "", "", _readings(work, news, now))])
    kept = {key: number for key, number in said.items() if number or key[1] == CITY}
    state = {"last": kept, "whole": np.array([now])} if whole else {**state, "last": kept}  # type: ignore[dict-item]
    work.frames.states.advance(READER, state, 0)


def _cases(work: Work) -> Iterable[Counter[str]]:
    midnight = work.now.astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return cases.counted_by_area(work, STREET, midnight)


def _alerts(work: Work) -> Iterable[Counter[str]]:
    rows = alerts.counted_by_area(work, STREET)
    everything: Counter[str] = Counter()
    grave: Counter[str] = Counter()
    for area, detector, number in rows:
        everything[area] += number
        known = work.rulebook.detectors.get(detector)
        grave[area] += number if known and known.warning <= Warning.orange else 0
    return everything, grave


def _readings(work: Work, news: dict[tuple[str, str], int], now: int) -> Readings:
    size, nowhere = len(news), np.full(len(news), np.nan)
    signal = work.frames.signals.numbers(name for name, _ in news)
    subject = work.frames.subjects.numbers(area for _, area in news)
    return Readings(signal, subject, np.full(size, now), np.array(list(news.values()), np.float64), nowhere, nowhere)
