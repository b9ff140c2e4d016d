"""States: what each fold remembers, kept together with the offset it has read to."""

import threading
from pathlib import Path

import numpy as np

from cityloop.kernels.columns import State
from cityloop.kit.frames.disk import write_whole

OFFSET = "@offset"


class States:
    """Checkpoints in a folder, one a reader. After a crash a fold starts at its checkpoint and reads the rest again."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._home = home
        self._live: dict[str, tuple[State, int]] = {}
        self._saved: dict[str, int] = {}
        self._lock = threading.Lock()

    def of(self, reader: str) -> tuple[State, int]:
        """The reader's state and the offset it has read to; an empty state and 0 for a new one."""
        with self._lock:
            if reader not in self._live:
                self._live[reader] = self._load(reader)
            return self._live[reader]

    def begin(self, reader: str, offset: int) -> None:
        """Let a reader that has never read begin at `offset`, and keep that: it is not to dig up what was before it."""
        if not self._path(reader).exists():
            self.advance(reader, {}, offset)
            self.save(reader)

    def advance(self, reader: str, state: State, offset: int) -> None:
        with self._lock:
            self._live[reader] = (state, offset)

    def forget(self, reader: str) -> None:
        """Go back to the last checkpoint: the state was changed by a step that did not hold."""
        with self._lock:
            self._live.pop(reader, None)

    def saved(self, reader: str) -> int:
        """The offset of the reader's last checkpoint: after a crash it will read again from there."""
        if reader not in self._saved:
            path = self._path(reader)
            if not path.exists():
                return 0
            with np.load(path, allow_pickle=False) as kept:
                self._saved[reader] = int(kept[OFFSET])
        return self._saved[reader]

    def offsets(self) -> dict[str, int]:
        with self._lock:
            return {reader: offset for reader, (_, offset) in self._live.items()}

    def save(self, reader: str) -> None:
        """Checkpoint one reader, if it has moved. To be called by the thread that steps it, between two steps."""
        state, offset = self.of(reader)
        if self._saved.get(reader) == offset:
            return
        kept = {OFFSET: np.array(offset), **state}
        write_whole(self._path(reader), lambda file: np.savez(file, allow_pickle=False, **kept))
        self._saved[reader] = offset

    def _path(self, reader: str) -> Path:
        return self._home / f"{reader}.npz"

    def _load(self, reader: str) -> tuple[State, int]:
        path = self._path(reader)
        if not path.exists():
            return {}, 0
        with np.load(path, allow_pickle=False) as kept:
            state = {name: kept[name] for name in kept.files if name != OFFSET}
            return state, int(kept[OFFSET])
