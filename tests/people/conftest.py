from collections.abc import Iterator

import pytest

from tests.people.outside import Address, standing
from tests.people.telling import Letterbox, Told, letterbox
from tests.town import Town


@pytest.fixture
def outside() -> Iterator[Address]:
    with standing() as address:
        yield address


@pytest.fixture
def told(town: Town, outside: Address) -> Told:
    return Told(town, outside)


@pytest.fixture
def mails() -> Iterator[tuple[Letterbox, int]]:
    with letterbox() as box:
        yield box
