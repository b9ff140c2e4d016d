"""What stories are told with: a city with a clock one can move, its map, its people, and its front door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.town import Hands, Town, drawn_town


@pytest.fixture(scope="session")
def town_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small map, drawn once: one district, its streets, communities and grids."""
    return drawn_town(tmp_path_factory.mktemp("map"))


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-03-02 08:00")


@pytest.fixture
def town(tmp_path: Path, town_map: Path, clock: Hands) -> Iterator[Town]:
    with Town.founded(tmp_path / "city", town_map, clock) as town:
        yield town
