"""Whatever is done to the reading log in whatever order, it answers as a plain dict would."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cityloop.kit.frames import ReadingLog
from tests.kit.logs import Row, batch, dropped, listed, replayed

ROW = some.tuples(some.integers(0, 1), some.integers(0, 2), some.integers(0, 40), some.just(1.0))


class BesideADict(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.log = self.open()
        self.held: dict[tuple[int, int, int], float] = {}
        self.order: list[Row] = []
        self.newest: dict[tuple[int, int], int] = {}

    def open(self) -> ReadingLog:
        return ReadingLog(self.home, (), 6)

    @rule(batches=some.lists(some.lists(ROW, max_size=8), min_size=1, max_size=3))
    def append(self, batches: list[list[Row]]) -> None:
        """Rows are looked at by time, those of one time in the order they came."""
        counts = self.log.append([batch(*rows) for rows in batches])
        expected = [[0, 0, 0] for _ in batches]
        for place, row in sorted(((p, row) for p, rows in enumerate(batches) for row in rows), key=lambda one: one[1][2]):
            signal, subject, at, value = row
            late = at < self.newest.get((signal, subject), -1)
            if (signal, subject, at) in self.held:
                expected[place][2] += 1
                continue
            self.held[signal, subject, at] = value
            self.newest[signal, subject] = max(at, self.newest.get((signal, subject), -1))
            self.order.append(row)
            expected[place][1 if late else 0] += 1
        assert [[c.stored, c.late, c.doubled] for c in counts] == expected

    @rule()
    def close_and_open(self) -> None:
        self.log.close()
        self.log = self.open()

    @rule(torn=some.binary(max_size=40))
    def die_while_writing(self, torn: bytes) -> None:
        path = self.log._writer.path
        dropped(self.log)
        with path.open("ab") as file:
            file.write(torn)
        self.log = self.open()

    @rule(since=some.integers(0, 40), wide=some.integers(0, 40), signal=some.integers(0, 1))
    def window(self, since: int, wide: int, signal: int) -> None:
        expected = [row for row in self.order if row[0] == signal and since <= row[2] < since + wide]
        assert sorted(listed(self.log.window([signal], since, since + wide))) == sorted(expected)

    @rule(offset=some.integers(0, 60))
    def read_on(self, offset: int) -> None:
        said, stored = replayed(self.log, min(offset, self.log.end)), replayed(self.log)
        assert said == stored[offset:]

    @invariant()
    def holds_each_once(self) -> None:
        stored = replayed(self.log)
        assert sorted(stored) == sorted(self.order)
        assert self.log.end == len(self.held)

    def teardown(self) -> None:
        self.log.close()
        shutil.rmtree(self.home)


TestBesideADict = BesideADict.TestCase
TestBesideADict.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
