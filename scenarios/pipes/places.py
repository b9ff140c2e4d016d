"""Where the network lies: L-Town is a real town's network made anonymous, so it is laid into the drawn city."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.pipes.network import Network

CORNER = (106.5600, 29.6150)  # lon, lat of the network's south-western corner: 渝北区, drawn
METRES_A_DEGREE = 111_195.0

Place = tuple[float, float]


def places(inp: Path) -> dict[str, Place]:
    """Lon, lat of every node of the model."""
    nodes = {node: (float(x), float(y)) for node, x, y in _section(inp, "COORDINATES")}
    west, south = np.array(list(nodes.values())).min(axis=0).tolist()
    narrow = METRES_A_DEGREE * math.cos(math.radians(CORNER[1]))
    return {
        node: (round(CORNER[0] + (x - west) / narrow, 6), round(CORNER[1] + (y - south) / METRES_A_DEGREE, 6))
        for node, (x, y) in nodes.items()
    }


def ends(inp: Path) -> dict[str, tuple[str, str]]:
    """The two nodes of every link."""
    return {row[0]: (row[1], row[2]) for name in ("PIPES", "PUMPS", "VALVES") for row in _section(inp, name)}


def middles(inp: Path) -> dict[str, Place]:
    """Lon, lat of the middle of every link."""
    node = places(inp)
    return {
        link: ((node[one][0] + node[other][0]) / 2, (node[one][1] + node[other][1]) / 2)
        for link, (one, other) in ends(inp).items()
    }


def pipes_shown(inp: Path) -> dict[str, Any]:
    """The pipes as GeoJSON lines."""
    node = places(inp)
    return _collection(
        ({"type": "LineString", "coordinates": [node[one], node[other]]}, {"name": link})
        for link, (one, other) in ends(inp).items()
    )


def sensors_shown(inp: Path, known: Network) -> dict[str, Any]:
    """The places of the sensors as GeoJSON points."""
    node, link = places(inp), middles(inp)
    at = {str(name): node.get(str(name)) or link[str(name)] for name in known.sensors}
    return _collection(({"type": "Point", "coordinates": place}, {"name": name}) for name, place in at.items())


def _collection(shapes: Iterator[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    features = [{"type": "Feature", "geometry": shape, "properties": about} for shape, about in shapes]
    return {"type": "FeatureCollection", "features": features}


def _section(inp: Path, name: str) -> Iterator[list[str]]:
    """The rows of one section of an EPANET input file, comments left out."""
    inside = False
    for line in inp.read_text(encoding="latin-1").splitlines():
        row = line.partition(";")[0].split()
        if line.startswith("["):
            inside = line.strip() == f"[{name}]"
        elif inside and row:
            yield row[:3]
