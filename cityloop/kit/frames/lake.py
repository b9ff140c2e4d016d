"""The lake: readings that were rolled out of the log, a Delta table a day, sorted by signal, subject and time.

Signals and subjects stand in it as numbers (7 bytes a reading in all, half of what names in every row would take, and six times
as fast to write); the tables `signals` and `subjects` beside it have their names.
"""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Readings
from cityloop.kit.frames.days import INSTANT, KEYS, Days, day_of
from cityloop.kit.frames.delta import File
from cityloop.kit.frames.history import digests

SCHEMA = pa.schema(
    [
        ("signal", pa.int32()),
        ("subject", pa.int32()),
        ("at", INSTANT),
        ("value", pa.float64()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("day", pa.date32()),
    ]
)
ROLLED = "rolled"
REMEMBERED = 256  # row groups whose digests are remembered for readings that come very late


class Lake(Days[Readings]):
    def __init__(self, home: Path, begins: int = 0) -> None:
        """`begins` is the first offset the log still has: what was rolled from there on can be rolled again."""
        least = {ROLLED: begins} if begins else {}
        super().__init__(home, SCHEMA, Readings, ("signal", "value", "lon", "lat"), least)
        self._digests: OrderedDict[tuple[str, int], NDArray[np.uint64]] = OrderedDict()

    @property
    def rolled(self) -> int:
        """The offset up to which the log is in the lake."""
        return self.table.now.marks.get(ROLLED, 0)

    def window(self, signals: Sequence[int], since: int, until: int, subjects: Ints | None) -> tuple[int, list[Readings]]:
        """The offset up to which the lake reaches, and its readings of the window, in no order."""
        now = self.table.now
        return now.marks.get(ROLLED, 0), self.inside(list(now.files.values()), signals, since, until, subjects)

    def holds(self, readings: Readings) -> NDArray[np.bool_]:
        """Which of these readings the lake has: exactly, by looking into the row groups they would lie in."""
        found = np.zeros(readings.at.size, np.bool_)
        days = day_of(readings.at)
        columns = {name: getattr(readings, name) for name in KEYS}
        wanted = digests(readings.signal, readings.subject, readings.at)
        for day in np.unique(days):
            rows = np.flatnonzero(days == day)
            for file in self.of_day(int(day)):
                groups = self.groups(file)
                for group in range(groups.rows.size):
                    near = np.ones(rows.size, np.bool_)
                    for name, column in columns.items():
                        near &= (column[rows] >= groups.low[name][group]) & (column[rows] <= groups.high[name][group])
                    if near.any():
                        found[rows[near]] |= np.isin(wanted[rows[near]], self._digests_of(file, group))
        return found

    def _digests_of(self, file: File, group: int) -> NDArray[np.uint64]:
        known = self._digests.pop((file.path, group), None)
        if known is None:
            rows = self._read(file, [group])
            known = digests(rows.signal, rows.subject, rows.at)
            while len(self._digests) >= REMEMBERED:
                self._digests.popitem(last=False)
        self._digests[file.path, group] = known
        return known
