"""The network as it is kept: worked out from the model once, and read from a file from then on."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.pipes.network import Network, sensors_of

EDITION = "1"  # raise it when the meaning of a stored column changes: old caches are then computed anew


def network(inp: Path, cache: Path) -> Network:
    """The network of `inp` (its `sensors.json` beside it): from the cache if that belongs to the same files."""
    declared = inp.with_name("sensors.json")
    key = hashlib.sha256(EDITION.encode() + inp.read_bytes() + declared.read_bytes()).hexdigest()
    if cache.exists():
        with np.load(cache) as stored:
            if str(stored["key"]) == key:
                return Network(*(_wide(stored[name]) for name in Network._fields))
    from scenarios.pipes.twin import build  # noqa: PLC0415 (the engine is needed only where the cache is made)

    built = Network(*(_narrow(column) for column in build(inp, sensors_of(declared))))
    cache.parent.mkdir(parents=True, exist_ok=True)
    fresh = cache.with_suffix(".new.npz")
    np.savez_compressed(fresh, key=np.array(key), allow_pickle=False, **built._asdict())
    fresh.replace(cache)
    return Network(*(_wide(column) for column in built))


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """Seven digits are plenty for metres and keep the file small; what is used is the same, fresh or stored."""
    return column.astype(np.float32) if column.dtype == np.float64 else column


def _wide(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(np.float64) if column.dtype == np.float32 else column
