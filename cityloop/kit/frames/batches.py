"""What comes to the reading log, what became of it, and where it came to lie."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Readings
from cityloop.kit.frames.history import Digests, among


@dataclass(frozen=True)
class Batch:
    """What one sender brought in one go: `key` is the sender's own, `digest` says whether it is the same again."""

    source: str
    key: str
    digest: str
    readings: Readings


@dataclass
class Counts:
    """What became of a batch: rows stored in time, stored late, known already."""

    stored: int = 0
    late: int = 0
    doubled: int = 0
    offset: int = 0


@dataclass
class Closed:
    """A segment that is closed for good, and what a reader must know to pass it over."""

    path: Path
    first: int
    rows: int
    oldest: int
    newest: int
    keys: Digests | None = field(default=None, repr=False)

    def holds(self, wanted: Digests) -> NDArray[np.bool_]:
        if self.keys is None:
            self.keys = np.load(self.path.with_suffix(".keys.npy"), mmap_mode="r")
        return among(self.keys, wanted)
