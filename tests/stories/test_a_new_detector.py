"""A scenario that is added later looks ahead, not back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from cityloop.app.http import app_for
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.rulebook import Scenario
from cityloop.sense.alerts import queries as alerts
from tests.stories.moves import FAST
from tests.town import Hands, Town

OVERSPEED = next(d for scenario in installed() for d in scenario.detectors if d.name == "trucks.overspeed")
ADDED = Scenario(name="added", signals=(), detectors=(replace(OVERSPEED, name="added.overspeed"),))


@contextmanager
def reopened(home: Path, clock: Hands, token: str) -> Iterator[Town]:
    city = open_city(Settings(home=home), (*installed(), ADDED), clock)
    city.begin_folds()
    front = app_for(city)
    with TestClient(front) as http:
        yield Town(city, front, clock, token, http)
    city.frames.close()
    city.engine.dispose()


def test_a_detector_that_is_new_raises_nothing_for_what_was_before_it(tmp_path: Path, town_map: Path, clock: Hands) -> None:
    with Town.founded(tmp_path / "city", town_map, clock) as town:
        town.drive("渝D·K0001", *FAST)
    with reopened(tmp_path / "city", clock, town.token) as town:
        clock.forward(minutes=30)
        town.drive("渝D·K0002", *FAST)
        with town.city.glance(by="dispatcher") as work:
            raised = {(alert.detector, alert.subject) for alert in alerts.newest(work)}
    assert ("trucks.overspeed", "渝D·K0001") in raised
    assert ("added.overspeed", "渝D·K0001") not in raised
    assert ("added.overspeed", "渝D·K0002") in raised
