"""The recorded year, played so that the day the city was founded is a Monday of early March."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cityloop.kernels.columns import Readings
from cityloop.rulebook import Played

ASSETS = Path(__file__).parent / "assets"
SIGNALS = ("pipes.pressure", "pipes.flow", "pipes.level")
KINDS = {"P": 0, "F": 1, "L": 2}  # how the columns of the recorded year begin
WEEK_MS = 7 * 86_400_000
TOWARDS = int(datetime(2018, 3, 5, tzinfo=UTC).timestamp() * 1000)  # by then four leaks have run


class Year(NamedTuple):
    """Rows of 5 minutes; a column a sensor, and which signal each is."""

    at: NDArray[np.int64]
    value: NDArray[np.float64]
    names: tuple[str, ...]
    signal: NDArray[np.int32]

    def readings(self, first: int, end: int) -> Readings:
        """The rows as readings, subjects by their place in `names`."""
        rows, sensors = self.value[first:end].shape
        nowhere = np.full(rows * sensors, np.nan)
        signal, subject = np.tile(self.signal, rows), np.tile(np.arange(sensors, dtype=np.int32), rows)
        return Readings(signal, subject, np.repeat(self.at[first:end], sensors), self.value[first:end].ravel(), nowhere, nowhere)


@cache
def year() -> Year:
    table = pq.read_table(ASSETS / "scada_2018.parquet")
    columns = [name for name in table.column_names if not name.startswith("__")]
    at = table["__index_level_0__"].to_numpy().astype("datetime64[ms]").astype(np.int64)
    value = np.column_stack([table[name].to_numpy() for name in columns]).astype(np.float64)
    names = tuple(subject(name.split("_", 1)[1]) for name in columns)
    return Year(at, value, names, np.array([KINDS[name[0]] for name in columns], np.int32))


def subject(name: str) -> str:
    """What a node or link of the network is called in the city."""
    return f"L-Town {name}"


def play(since: datetime, until: datetime, founded: datetime) -> Played:
    """What the sensors say in the stretch: the recorded year moved by whole weeks, nothing before and after it."""
    known = year()
    moved = (int(founded.timestamp() * 1000) - TOWARDS) // WEEK_MS * WEEK_MS
    first, end = np.searchsorted(known.at + moved, [since.timestamp() * 1000, until.timestamp() * 1000])
    said = known.readings(int(first), int(end))
    return Played(SIGNALS, known.names, said._replace(at=said.at + moved))


HISTORY = timedelta(days=63)
