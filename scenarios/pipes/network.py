"""What is known about the pipe network before any reading: sensors, places, distances and how each leak would look."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Names = NDArray[np.str_]


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
