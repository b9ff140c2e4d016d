"""The areas of a city in one file: an Arrow table that is mapped, not read; polygons are parsed when asked for."""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.levels import Areas, Texts

Rows = NDArray[np.integer] | NDArray[np.bool_]

BOX = ("west", "south", "east", "north")


class Stored(NamedTuple):
    """Areas as in `Areas`, with their boxes; `polygons` parses the outlines of the rows wanted."""

    code: Texts
    name: Texts
    level: NDArray[np.uint8]
    parent: Texts
    drawn: NDArray[np.bool_]
    label: NDArray[np.float64]  # f8[n, 2], degrees
    box: NDArray[np.float64]  # f8[n, 4], degrees: west, south, east, north
    wkb: pa.Array

    def polygons(self, rows: Rows | None = None) -> NDArray[np.object_]:
        """Polygons of some rows, given as numbers or as a mask, or of all."""
        chosen = self.wkb if rows is None else self.wkb.take(pa.array(np.arange(len(self.wkb))[rows]))
        parsed: NDArray[np.object_] = shapely.from_wkb(chosen.to_numpy(zero_copy_only=False))
        return parsed


def save(path: Path, areas: Areas) -> None:
    """Write the areas to a file in one step: a reader sees the old file or the new one, never half of it."""
    columns: dict[str, pa.Array] = {
        "code": pa.array(areas.code, pa.string()),
        "name": pa.array(areas.name, pa.string()),
        "level": pa.array(areas.level),
        "parent": pa.array(areas.parent, pa.string()),
        "drawn": pa.array(areas.drawn),
        "label_lon": pa.array(areas.label[:, 0]),
        "label_lat": pa.array(areas.label[:, 1]),
    }
    bounds = shapely.bounds(areas.polygon)
    columns |= {side: pa.array(bounds[:, place]) for place, side in enumerate(BOX)}
    columns["wkb"] = pa.array(shapely.to_wkb(areas.polygon, byte_order=1), pa.binary())
    table = pa.table(columns)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(1, table.num_rows))
    os.replace(beside, path)


def load(path: Path) -> Stored:
    """The areas in a file that `save` wrote. Raises OSError or pyarrow.ArrowInvalid if it cannot be read."""
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all().combine_chunks()
    plain = {name: table.column(name).combine_chunks() for name in table.column_names}
    numbers = {name: column.to_numpy(zero_copy_only=False) for name, column in plain.items() if name != "wkb"}
    texts = {name: np.array(numbers[name], dtype=np.str_) for name in ("code", "name", "parent")}
    return Stored(
        texts["code"],
        texts["name"],
        numbers["level"],
        texts["parent"],
        numbers["drawn"],
        np.stack([numbers["label_lon"], numbers["label_lat"]], axis=1),
        np.stack([numbers[side] for side in BOX], axis=1),
        plain["wkb"],
    )
