"""The twin as a fold: how far every measured pressure lies from what the network should show for its boundary flows."""

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs, Readings, State
from scenarios.pipes.kernels import features, weighted
from scenarios.pipes.rows import closed_rows

PULL = 1e-6  # weight of the nominal model against one row of data: it decides only where the data say nothing


def inputs_of(table: Floats, boundary: Ints) -> Floats:
    """Features of each row of `table` (rows, sensors); `boundary` names the inlets, then the pump, then the level."""
    inlets = np.ascontiguousarray(table[:, boundary[:-2]].sum(axis=1))
    pump, level = (np.ascontiguousarray(table[:, place]) for place in boundary[-2:])
    return np.asarray(features(inlets, pump, level), np.float64)


def learned(inputs: Floats, pressures: Floats, nominal: Floats) -> Floats:
    """Coefficients (features, sensors) for the real network: the nominal ones, moved by least squares to the data."""
    found = nominal.copy()
    pull = PULL * inputs.shape[0] * np.eye(inputs.shape[1])
    for sensor in range(pressures.shape[1]):
        said = np.isfinite(pressures[:, sensor])
        rows = inputs[said]
        off = pressures[said, sensor] - rows @ nominal[:, sensor]
        found[:, sensor] += np.linalg.solve(rows.T @ rows + pull, rows.T @ off)
    return found


def residual(state: State, readings: Readings, *, learn_rows: Floats, nominal: Floats, boundary: Ints) -> tuple[State, Readings]:
    """Pressure measured less expected, m, for each sensor and row; silent until `learn_rows` rows were learned from.

    Reads pressure (m), flow (m3/h) and level (m); the subject is the place in the list of sensors, pressures first.
    A row without the whole boundary says nothing.
    """
    if not readings.at.size:
        return state, readings
    pressures = nominal.shape[1]
    moments, table = closed_rows(state, readings, pressures + boundary.size)
    whole = np.isfinite(table[:, boundary]).all(axis=1)
    moments, table = moments[whole], table[whole]
    if "coefficients" not in state:
        used = _learn(state, table, int(learn_rows[0]), nominal, boundary)
        moments, table = moments[used:], table[used:]
    if not moments.size:
        return state, readings.take(np.zeros(0, np.int64))
    expected = weighted(inputs_of(table, boundary), np.asarray(state["coefficients"], np.float64))
    return state, _said(moments, table[:, :pressures] - expected)


def _learn(state: State, table: Floats, wanted: int, nominal: Floats, boundary: Ints) -> int:
    """Keeps rows until there are as many as wanted, then the coefficients only; how many of `table` were taken."""
    kept = np.asarray(state.get("learning", table[:0]), np.float64)
    rows = np.concatenate([kept, table])[:wanted]
    if rows.shape[0] < wanted:
        state["learning"] = rows
    else:
        state["coefficients"] = learned(inputs_of(rows, boundary), rows[:, : nominal.shape[1]], nominal)
        state.pop("learning", None)
    return int(rows.shape[0] - kept.shape[0])


def _said(moments: Longs, off: NDArray[np.float64]) -> Readings:
    row, sensor = np.nonzero(np.isfinite(off))
    nowhere = np.full(row.size, np.nan)
    signal = np.zeros(row.size, np.int32)
    return Readings(signal, sensor.astype(np.int32), moments[row], off[row, sensor], nowhere, nowhere)
