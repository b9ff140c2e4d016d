from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cityloop.people.logins.rules import Signing
from tests.town import Hands, Town


@pytest.fixture
def town(tmp_path: Path, town_map: Path, clock: Hands, database: str) -> Iterator[Town]:
    """A town in which nobody has to log in again while weeks go by."""
    patient = Signing(idle=timedelta(days=400), sitting=timedelta(days=400))
    with Town.founded(tmp_path / "city", town_map, clock, database, signing=patient) as town:
        yield town
