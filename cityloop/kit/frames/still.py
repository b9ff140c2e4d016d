"""Still: a moment in which nothing in the folder is moved, so that it can be copied while readings go on coming.

What the folds remember may be older than the database, as after a crash, and never newer; what was counted and the readings
may be newer than the database, and never older. So `first` is copied before the database is looked at, and `rest` after.
"""

import fcntl
import os
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path

LOCK = "still"
OVERWRITTEN = ("_last_checkpoint", "counted.json")


@contextmanager
def still(lake: Path) -> Iterator[None]:
    """Nobody rolls, drops or sums up meanwhile, in whatever process. Readings are taken in all the same."""
    lake.mkdir(parents=True, exist_ok=True)
    handle = os.open(lake / LOCK, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def first(home: Path) -> list[Path]:
    """What must not be newer than the database: states, what was said last, the segments that are finished. None of these
    files is ever written into again."""
    segments = home / "segments"
    about = [path for path in sorted(segments.glob("*.json")) if path.stem.isdigit()]
    beside = [path.with_suffix(ending) for path in about for ending in (".json", ".keys.npy", ".arrow")]
    once = [*sorted((home / "states").glob("*.npz")), segments / "latest.npy", segments / "forgotten.json", *beside]
    return [path for path in once if path.exists()]


def rest(home: Path, taken: Set[Path]) -> Iterator[tuple[Path, bool]]:
    """What must not be older than the database, and whether it is still written into. A segment that is not among those
    `taken` comes without what is known of it, as one that was open when the process died: it is read and counted again.
    Names come last, for whatever has a number here has its name there."""
    counted = home / "segments" / "counted.json"
    if counted.exists():
        yield counted, True
    for path in sorted((home / "lake").rglob("*")):
        if path.is_file() and path.name != LOCK and path.suffix not in (".part", ".torn"):
            yield path, path.name in OVERWRITTEN
    for path in sorted((home / "segments").glob("*.arrow")):
        if path not in taken:
            yield path, True
    for path in sorted(home.glob("*.names")):
        yield path, True
