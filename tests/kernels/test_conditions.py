from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels import conditions
from cityloop.kernels.columns import Readings
from cityloop.rulebook.expressions import understand
from tests.kernels.promises import keeps_its_promises, readings, told

NAMES = ("pressure", "flow")
HOLDS = understand("pressure < 4 && flow > 5 || flow > most", (*NAMES, "most"))
WORST = understand("flow", NAMES, "number")
STEP = partial(conditions.step, signals=NAMES, holds=HOLDS.formula, measure=WORST.formula)


@st.composite
def of_two_signals(draw: st.DrawFn) -> Readings:
    """Readings of which some pairs come at one instant."""
    rows = draw(readings())
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    signal = rng.integers(0, 2, rows.at.size).astype(np.int32)
    chosen = np.flatnonzero(rng.random(rows.at.size) < 0.5)
    every = rows._replace(signal=signal).take(np.r_[0 : rows.at.size, chosen])
    every.signal[rows.at.size :] = 1 - signal[chosen]
    every.value[rows.at.size :] = 10.0 - rows.value[chosen]
    return every.take(np.argsort(every.at, kind="stable"))


@settings(deadline=None)  # the first call compiles
@given(of_two_signals(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(STEP, rows, seed, for_s=10.0, valid_s=40.0, most=9.0)
    keeps_its_promises(STEP, rows, seed, for_s=0.0, valid_s=1e6, most=8.0, clear_s=20.0)


def spoken(*said: tuple[float, str, float]) -> Readings:
    """Readings of one subject: seconds, signal, value."""
    seconds, names, values = zip(*said, strict=True)
    none, nowhere = np.zeros(len(said), np.int32), np.full(len(said), np.nan)
    signal = np.array([NAMES.index(name) for name in names], np.int32)
    return Readings(signal, none, (np.array(seconds) * 1000).astype(np.int64), np.array(values, float), nowhere, nowhere)


def found(rows: Readings, step: Any = STEP, **values: float) -> list[tuple[int, int]]:
    said = told(step, [rows], **{"for_s": 0.0, "valid_s": 60.0, "most": 99.0, **values})
    return [(int(b) // 1000, int(e) // 1000) for b, e in zip(said.began, said.ended, strict=True)]


def test_two_signals_that_come_together_are_looked_at_at_once() -> None:
    assert found(spoken((0, "pressure", 3), (0, "flow", 9))) == [(0, 0)]


def test_the_latest_value_of_the_other_signal_counts_while_it_is_not_too_old() -> None:
    rows = spoken((0, "pressure", 3), (30, "flow", 9), (90, "flow", 9), (100, "flow", 9))
    assert found(rows) == [(30, 30)]
    assert found(rows, valid_s=95.0) == [(30, 90)]


def test_where_the_condition_is_not_known_a_stretch_neither_goes_on_nor_ends() -> None:
    rows = spoken((0, "pressure", 3), (0, "flow", 9), (100, "flow", 9), (200, "pressure", 3), (200, "flow", 9), (210, "flow", 9))
    assert found(rows) == [(0, 200)]


def test_a_parameter_is_a_name_in_the_condition() -> None:
    rows = spoken((0, "flow", 7), (10, "pressure", 9), (20, "flow", 7), (30, "flow", 1))
    assert found(rows, most=99.0) == []
    assert found(rows, most=6.0) == [(0, 20)]


@pytest.mark.parametrize(("local", "said"), [("01:59", 1), ("02:01", 0)])
def test_the_citys_clock_is_a_name_in_the_condition(local: str, said: int) -> None:
    night = understand("flow > 1 && hour < 2 && weekday == 1", (*NAMES, "hour", "weekday"))
    step = partial(conditions.step, signals=NAMES, holds=night.formula, measure=WORST.formula)
    hour, minute = map(int, local.split(":"))
    monday = 1_772_380_800 + hour * 3600 + minute * 60  # 2026-03-02
    assert len(found(spoken((monday, "flow", 5), (monday + 1, "flow", 0)), step)) == said
