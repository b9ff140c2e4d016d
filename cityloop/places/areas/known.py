"""What is known of a city before its areas are drawn: outlines of districts, names of streets and communities."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any, NamedTuple

from cityloop.places.areas.levels import Named


class Known(NamedTuple):
    """What `draw` takes."""

    outlines: dict[str, Any]  # GeoJSON of the districts, with `adcode`, `name_current` and `cp`, the label point
    streets: list[Named]
    communities: list[Named]


def read_known(folder: Path) -> Known:
    """From districts.geojson.gz, streets.csv.gz and communities.csv.gz in a folder. Raises OSError if none."""
    with gzip.open(folder / "districts.geojson.gz", "rt", encoding="utf-8") as file:
        outlines = json.load(file)
    return Known(outlines, _rows(folder / "streets.csv.gz"), _rows(folder / "communities.csv.gz"))


def _rows(path: Path) -> list[Named]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [Named(row["code"], row["name"]) for row in csv.DictReader(file)]
