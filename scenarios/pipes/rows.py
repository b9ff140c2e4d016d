"""From single readings to whole rows: everything the sensors said at one moment, side by side."""

import numpy as np

from cityloop.kernels.columns import Floats, Longs, Readings, State

NEVER = np.iinfo(np.int64).min


def closed_rows(state: State, readings: Readings, width: int) -> tuple[Longs, Floats]:
    """Rows (at, value of each subject; nan: not said) that are complete or followed by a later one.

    The newest row stays in the state while something is missing. What comes for a row already closed is a double or
    too late and is left out, so the border between two batches changes nothing.
    """
    if "row_at" not in state:
        state["row_at"] = np.array([NEVER, NEVER])  # the open row, the last closed one
        state["row"] = np.full(width, np.nan)
    open_at, closed_at = (int(at) for at in state["row_at"])
    fits = (readings.at > closed_at) & (readings.subject >= 0) & (readings.subject < width)
    moments, place = np.unique(readings.at[fits], return_inverse=True)
    table = np.full((moments.size, width), np.nan)
    table[place, readings.subject[fits]] = readings.value[fits]
    if open_at > closed_at:
        moments, table = _with_open(moments, table, open_at, np.asarray(state["row"], np.float64))
    if not moments.size:
        return moments, table
    done = moments.size if np.isfinite(table[-1]).all() else moments.size - 1
    if done < moments.size:
        state["row"], open_at = table[-1].copy(), int(moments[-1])
    if done:
        closed_at = int(moments[done - 1])
    state["row_at"] = np.array([open_at, closed_at])
    return moments[:done], table[:done]


def _with_open(moments: Longs, table: Floats, at: int, row: Floats) -> tuple[Longs, Floats]:
    spot = int(np.searchsorted(moments, at))
    if spot < moments.size and moments[spot] == at:
        table[spot] = np.where(np.isnan(table[spot]), row, table[spot])
        return moments, table
    return np.insert(moments, spot, at), np.insert(table, spot, row, axis=0)
