import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import forecast, seasonal
from cityloop.kernels.columns import Readings
from tests.kernels.promises import keeps_its_promises, readings, told

INFLOW = Path(__file__).parents[1] / "data" / "calit2_inflow.csv.gz"
HOUR = 3_600_000
WEEK = 336  # half hours
QUICK = {"learn_s": 60.0, "memory_days": 20.0, "offset_s": 28_800.0}


def inflow() -> Readings:
    """People entering a building each half hour for fifteen weeks (CalIt2)."""
    with gzip.open(INFLOW, "rt") as file:
        rows = list(csv.DictReader(file))
    at = np.array([round(datetime.fromisoformat(row["date"]).timestamp() * 1000) for row in rows])
    none, nowhere = np.zeros(at.size, np.int32), np.full(at.size, np.nan)
    return Readings(none, none, at, np.array([float(row["observed"]) for row in rows]), nowhere, nowhere)


def judged(cover: float = 0.9) -> tuple[float, float, float, float]:
    """After three weeks: mean error, that of the value a week before, that of the value before, part inside the band."""
    rows = inflow()
    columns = {name: np.full(rows.at.size, value) for name, value in {"memory_days": 20.0, "offset_s": 0.0}.items()}
    said = forecast.band({}, rows, cover=np.full(rows.at.size, cover), **columns)[1]
    value, late = rows.value, slice(3 * WEEK, None)
    errors = value - said.expected, value - np.roll(value, WEEK), value - np.roll(value, 1)
    inside = (value >= said.low) & (value <= said.high)
    ours, week, before = (float(np.abs(error[late]).mean()) for error in errors)
    return ours, week, before, float(inside[late].mean())


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_each_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(seasonal.step, rows, seed, limit=1.0, points=2.0, **QUICK)
    keeps_its_promises(forecast.step, rows, seed, cover=0.5, points=2.0, **QUICK)
    keeps_its_promises(forecast.crossing, rows, seed, limit=5.0, ahead_s=3600.0, **QUICK)


def test_people_counts_are_forecast_a_fifth_better_than_last_week_and_the_band_keeps_its_word() -> None:
    ours, week, before, inside = judged()
    assert ours < 0.8 * week
    assert ours < 0.85 * before
    assert 0.88 < inside < 0.92


def test_a_forecast_does_not_depend_on_how_readings_come() -> None:
    rows = inflow()
    columns = {name: np.full(rows.at.size, value) for name, value in (("cover", 0.9), ("memory_days", 20.0), ("offset_s", 0.0))}
    whole = forecast.band({}, rows, **columns)[1]
    order = np.random.default_rng(1).permutation(rows.at.size)
    mixed = forecast.band({}, rows.take(order), **columns)[1]
    np.testing.assert_array_equal(mixed.expected, whole.expected[order])
    assert forecast.band({}, rows.take(order[:0]), **{name: one[:0] for name, one in columns.items()})[1].low.size == 0


def _daily(weeks: int) -> Readings:
    """A level that is 80 from noon to six on working days of the city, else 20, with a little noise; an hour each."""
    at = (np.arange(24 * 7 * weeks) + 96) * HOUR  # from a Monday, UTC
    local = at // HOUR + 8
    busy = (local % 24 >= 12) & (local % 24 < 18) & ((local // 24 + 3) % 7 < 5)
    value = np.where(busy, 80.0, 20.0) + np.random.default_rng(3).normal(0.0, 1.0, at.size)
    none, nowhere = np.zeros(at.size, np.int32), np.full(at.size, np.nan)
    return Readings(none, none, at, value, nowhere, nowhere)


def test_what_is_usual_at_noon_is_unusual_at_night_and_on_a_sunday() -> None:
    rows = _daily(6)
    night, sunday = 24 * 7 * 4 + 24 + 14, 24 * 7 * 4 + 24 * 6 + 4  # 22:00 of a Tuesday and noon of a Sunday in the city
    for first in (night, sunday):
        rows.value[first : first + 3] = 80.0
    found = told(seasonal.step, [rows], **seasonal.DEFAULTS)
    assert ((found.began - rows.at[0]) // HOUR).tolist() == [night, sunday]


def test_values_outside_the_band_are_found_and_an_ordinary_week_is_not() -> None:
    rows = _daily(8)
    assert told(forecast.step, [rows], **forecast.DEFAULTS).subject.size == 0
    quiet = 24 * 7 * 6 + 24 + 5  # noon of a Tuesday, and nobody comes
    rows.value[quiet : quiet + 5] = 20.0
    assert quiet in ((told(forecast.step, [rows], **forecast.DEFAULTS).began - rows.at[0]) // HOUR).tolist()


def test_a_limit_that_will_be_crossed_is_said_before() -> None:
    rows = _daily(4)
    found = told(forecast.crossing, [rows], limit=60.0, **forecast.CROSSING)
    local = (found.began // HOUR + 8) % 24
    assert found.subject.size == 15  # the working days of three weeks
    assert set(local.tolist()) == {10}  # two hours before noon
    assert found.peak.min() > 60.0
