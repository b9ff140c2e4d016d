"""What several tests share: the whole city, drawn once (tests that need it are one xdist group)."""

from pathlib import Path
from typing import NamedTuple

import pytest

from cityloop.places import areas
from cityloop.places.areas.drawing import Drawn, draw
from cityloop.places.areas.known import Known, read_known

CHONGQING = Path(areas.__file__).parent / "chongqing"


class City(NamedTuple):
    known: Known
    drawn: Drawn
    steps: list[tuple[int, int]]


@pytest.fixture(scope="session")
def city() -> City:
    known, steps = read_known(CHONGQING), list[tuple[int, int]]()
    return City(known, draw(*known, progress=lambda done, of: steps.append((done, of))), steps)
