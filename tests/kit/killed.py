"""A process that is killed before or after the steps it takes to put something on disk: every few steps by a signal, or,
in a shorter life, between literally every two, by looking at what is on disk there.

Run as a program of its own: everything is loaded once, and each life is a fork that opens the home, goes on, and dies.
"""

import itertools
import json
import os
import shutil
import signal
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch, Frames, compaction, delta, rolling
from cityloop.kit.frames.history import digests
from cityloop.kit.frames.latest import Latest
from cityloop.kit.frames.tiers import WIDTHS
from cityloop.rulebook import Keep

STEPS = ("fsync", "fdatasync", "link", "replace", "unlink", "ftruncate")
DAY = 86_400_000
BEGAN = 1_772_400_000_000
EVER = 1 << 50
BATCHES, ROWS = 24, 40
FEW = 4  # batches of a life that is looked at after every single step
AGAIN = 20  # of so many states one is lived on from
KEEPS = {0: Keep(raw=timedelta(days=4)), 1: Keep(raw=timedelta(days=400))}


def batch(number: int) -> Batch:
    """Rows of two days, one of them said before, all after the first batch partly late."""
    at = BEGAN + np.sort((np.arange(ROWS) * 7_919_000 + number * 613_000) % DAY) // 1000 * 1000 + number
    subject = (np.arange(ROWS) % 5).astype(np.int32)
    nowhere = np.full(ROWS, np.nan)
    said = Readings(
        (np.arange(ROWS) % 2).astype(np.int32), subject, at, np.arange(ROWS, dtype=np.float64) + number / 100, nowhere, nowhere
    )
    return Batch("gps", f"batch {number}", f"{number}", said)


def expected() -> Counter[tuple[int, int, int]]:
    rows = [batch(number).readings for number in range(BATCHES)]
    return Counter({one for part in rows for one in zip(*(c.tolist() for c in part[:3]), strict=True)})


def live(home: Path, batches: int = BATCHES) -> None:
    """Take in every batch again, known or not, and let the lake turn after each as if an hour had passed; then let days pass
    until the readings of one signal are given up."""
    frames = Frames(home, segment_rows=60)
    for name in ("a", "b", "c", "d", "e"):
        frames.signals.number(name)
        frames.subjects.number(name)
    frames.open()
    told = os.open(home / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    frames.rolling.runs, frames.rolling.readable_ms, frames.rolling.keeping.again_ms = 3, 0, 10_800_000
    frames.log.shelf.digests_of = 4
    now = BEGAN + 3 * DAY
    for number in range(batches):
        frames.log.append([batch(number)])
        os.write(told, b"%d\n" % number)
        frames.states.advance("fold", {}, frames.log.end)
        frames.states.save("fold")
        now += 3_600_000
        frames.rolling.turn(now, frames.states.saved("fold"), KEEPS)
    for _ in range(6):
        now += DAY
        frames.rolling.turn(now, frames.states.saved("fold"), KEEPS)
    frames.close()


def go_on(home: Path, batches: int) -> None:
    """A second life. What is given up nobody can send again: the door refuses it."""
    live(home, 0 if gave_up(home) else batches)


def check(home: Path) -> None:
    """Everything acknowledged is held once: by a window over all, by the lake and the segments together, by late doubles;
    and counted once by the hours and by the days, where readings are given up and where they are not."""
    frames = Frames(home, segment_rows=60)
    frames.open()
    said = frames.log.window([0, 1], 0, EVER)
    held = Counter(zip(*(c.tolist() for c in said[:3]), strict=True))
    assert max(held.values(), default=1) == 1, "a reading stands twice"
    assert held.keys() <= expected().keys()
    since = frames.tiers.given_up_before(np.arange(2, dtype=np.int32)).tolist()
    told = home / "acknowledged"
    for number in map(int, told.read_text().split() if told.exists() else ()):
        assert frames.log.digest_of("gps", f"batch {number}") == f"{number}"
        rows = set(zip(*(c.tolist() for c in batch(number).readings[:3]), strict=True))
        assert {row for row in rows if row[2] >= since[row[0]]} <= held.keys(), f"batch {number} is not whole"
    for tier in WIDTHS:
        summed = frames.tiers.window(frames.log, tier, [0, 1], 0, EVER)
        count = int(summed.rows.sum())
        assert count == frames.log.end, f"{count} readings counted by tier {tier}, the log ends at {frames.log.end}"
    if max(since) < 0:
        assert sum(held.values()) == frames.log.end, f"{sum(held.values())} readings held, the log ends at {frames.log.end}"
        in_lake = sum(file.rows for file in frames.lake.table.now.files.values())
        assert in_lake == frames.lake.rolled, f"{in_lake} rows in the lake, rolled up to {frames.lake.rolled}"
    assert frames.log.begin <= min(frames.states.saved("fold"), frames.lake.rolled), "what a fold has still to read is gone"
    frames.close()


def at_step(stop: int, after: bool) -> None:
    """From now on count steps, and die at that one."""
    count = itertools.count(1)
    for name in STEPS:
        do: Any = getattr(os, name)

        def step(*about: Any, do: Any = do, **more: Any) -> Any:
            here = next(count) == stop
            if here and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            done = do(*about, **more)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        setattr(os, name, step)


def at_every_step(home: Path, look: Any) -> None:
    """From now on let `look` see a copy of the home before and after each step that changes it: what is on disk then is
    what a process killed there leaves behind."""
    copy, last, looking = home.with_name("copy"), [b""], [False]
    one_at_a_time = threading.RLock()  # segments are finished by a thread of their own

    def see() -> None:
        looking[0] = True
        now = b"".join(str(path).encode() + path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())
        if now != last[0]:
            last[0] = now
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(home, copy)
            look(copy)
        looking[0] = False

    for name in STEPS:
        do: Any = getattr(os, name)

        def step(*about: Any, do: Any = do, **more: Any) -> Any:
            with one_at_a_time:
                if looking[0]:
                    return do(*about, **more)
                see()
                done = do(*about, **more)
                see()
                return done

        setattr(os, name, step)


def child(do: Any) -> int:
    """What became of a fork that does this: 0 ended well, -9 killed."""
    life = os.fork()
    if life == 0:
        try:
            do()
        except BaseException:  # noqa: BLE001 (said, and the parent hears of it)
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(life, 0)[1])


def main(home: Path, first: int, by: int) -> None:
    """Let one life after the other begin with an empty home, each killed a step (or `by` steps) later than the last."""
    prepare(home)
    deaths = 0
    for stop in itertools.count(first, by):
        shutil.rmtree(home, ignore_errors=True)

        def dies(stop: int = stop) -> None:
            at_step(stop, after=bool(stop // by % 2))
            live(home)

        became = child(dies)
        assert became in (0, -signal.SIGKILL), f"step {stop}: the first life ended with {became}"
        assert child(lambda: check(home)) == 0, f"killed at step {stop}: not all is well"
        if stop // by % 4 == 0:
            assert child(lambda: go_on(home, BATCHES)) == 0, f"killed at step {stop}: it cannot go on"
            assert child(lambda: check(home)) == 0, f"killed at step {stop}: not all is well in the second life"
        if became == 0:
            break
        deaths += 1
    print(f"{deaths} deaths")


def everywhere(home: Path) -> None:
    """One life of few batches, of which every state on disk between two steps is judged, and some are lived on from.

    Who lives waits at each step until it is judged by children of ours, who have not loaded what cannot be forked.
    """
    prepare(home)
    asks, asked = os.pipe()
    answers, answered = os.pipe()

    def lives() -> None:
        os.close(asks)
        os.close(answered)
        at_every_step(home, lambda _: (os.write(asked, b"?"), os.read(answers, 1) == b"!" or os._exit(2)))
        live(home, FEW)

    def judges() -> None:
        os.close(asked)
        os.close(answers)
        states = 0
        while os.read(asks, 1):
            states += 1
            judge(home.with_name("copy"), states)
            os.write(answered, b"!")
        print(f"{states} states, {sorted(operations(home))}")

    home.mkdir(exist_ok=True)
    life = os.fork()
    if life == 0:
        lives()
        os._exit(0)
    judges()
    assert os.waitstatus_to_exitcode(os.waitpid(life, 0)[1]) == 0


def judge(copy: Path, number: int) -> None:
    assert child(lambda: check(copy)) == 0, f"killed at state {number}: not all is well"
    if number % AGAIN == 0:
        assert child(lambda: go_on(copy, FEW)) == 0, f"killed at state {number}: it cannot go on"
        assert child(lambda: check(copy)) == 0, f"killed at state {number}: not all is well in the second life"


def gave_up(home: Path) -> bool:
    """Whether readings of a signal are given up there."""
    kept = home / "lake" / "kept.json"
    return kept.exists() and max(json.loads(kept.read_text())["since"][0]) * DAY > BEGAN


def operations(home: Path) -> set[str]:
    """What was done to the tables, as their logs say."""
    lines = (json.loads(line) for path in home.rglob("_delta_log/*.json") for line in path.read_text().splitlines())
    return {line["commitInfo"]["operation"] for line in lines if "commitInfo" in line}


def prepare(home: Path) -> None:
    """Let little be much, and load what is compiled, without a thread."""
    delta.CHECKPOINT_AFTER = 5
    rolling.TURN_OVER_MS = rolling.LEARN_MS = 3_600_000
    compaction.SLICE_ROWS = 50
    pa.array([0])  # which looks for another library, and takes its time to load it
    said = batch(0).readings
    digests(said.signal, said.subject, said.at)
    latest = Latest()
    latest.compare(said)
    latest.learn(said)


if __name__ == "__main__":
    if sys.argv[2:]:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    else:
        everywhere(Path(sys.argv[1]))
