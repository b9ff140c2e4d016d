"""What is known about the pipe network before any reading: sensors, places, distances and how each leak would look."""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Names = NDArray[np.str_]

EDITION = "1"  # raise it when the meaning of a stored column changes: old caches are then computed anew


class Sensors(NamedTuple):
    """Names in the order of the subjects: all pressures, then the inlets, the pump and the tank level."""

    pressure: tuple[str, ...]
    inlets: tuple[str, ...]
    pump: str
    level: str

    def subjects(self) -> tuple[str, ...]:
        return (*self.pressure, *self.inlets, self.pump, self.level)


class Network(NamedTuple):
    """Arrays only, so that it is stored as it is and bound to the folds.

    `week` is the nominal model's own reading of every sensor in 5-minute steps from Monday 00:00 (m, m3/h); `nominal`
    gives pressure (m) from the features of the boundary; `signature` the change of the pressure residual (m for one
    m3/h) by size of leak, pipe and sensor; `flows` those sizes (m3/h); `distance` along the pipes (m, inf: no way).
    """

    sensors: Names
    boundary: NDArray[np.int32]  # subjects of the inlets, then the pump, then the tank level
    pipes: Names
    x: Floats  # midpoint of each pipe, in the model's own coordinates, m
    y: Floats
    week: Floats  # (2016, sensors)
    nominal: Floats  # (features, pressure sensors)
    flows: Floats  # (sizes,)
    signature: Floats  # (sizes, pipes, pressure sensors)
    distance: Floats  # (pipes, pipes)


def sensors_of(path: Path) -> Sensors:
    """Reads the list published with the model; it names the pump among the flow sensors, so it is told apart here."""
    listed = json.loads(path.read_text(encoding="utf-8"))
    flow = [str(name) for name in listed["flow_sensors"]]
    (pump,) = (name for name in flow if name.startswith("PUMP"))
    (level,) = listed["level_sensors"]
    return Sensors(tuple(listed["pressure_sensors"]), tuple(name for name in flow if name != pump), pump, level)


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
