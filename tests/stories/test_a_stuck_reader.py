"""A bug in one reader is seen, and the others go on; a database that is away is nobody's bug."""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import make_url

from cityloop.app.http import app_for
from cityloop.app.scenarios import installed
from cityloop.app.turning import Turning
from cityloop.kernels.columns import Findings, Readings, State
from cityloop.rulebook import Scenario
from cityloop.sense.facts import AlertRaised
from tests.conftest import BOTH
from tests.stories.moves import FAST, work_off
from tests.town import Hands, Town

FAULTY = "faulty.overspeed"


class Faulty:
    """A detector that stumbles until it is mended."""

    def __init__(self, step: Callable[..., tuple[State, Findings]]) -> None:
        self.step, self.mended = step, False

    def __call__(self, state: State, readings: Readings, **parameters: Any) -> tuple[State, Findings]:
        if not self.mended:
            raise ZeroDivisionError("a bug")
        return self.step(state, readings, **parameters)


@pytest.fixture
def fault() -> Faulty:
    return Faulty(_overspeed().step)


def _overspeed() -> Any:
    return next(d for scenario in installed() for d in scenario.detectors if d.name == "trucks.overspeed")


@pytest.fixture
def town(tmp_path: Path, town_map: Path, clock: Hands, database: str, fault: Faulty) -> Iterator[Town]:
    faulty = Scenario(name="faulty", signals=(), detectors=(replace(_overspeed(), name=FAULTY, step=fault),))
    with Town.founded(tmp_path / "city", town_map, clock, database, (faulty,)) as town:
        yield town


@BOTH
def test_a_reader_that_fails_is_seen_the_others_go_on_and_it_can_be_unstuck(town: Town, clock: Hands, fault: Faulty) -> None:
    health = Turning(town.city).health
    assert health()["stuck"] == {}
    town.drive("渝D·K0001", *FAST)
    assert health()["stuck"] == {FAULTY: "ZeroDivisionError"}
    dispatcher = town.desk("dispatcher")
    assert len(dispatcher.alerts("渝D·K0001")) == 1 and dispatcher.alerts("渝D·K0001", FAULTY) == []
    clock.forward(minutes=30)
    town.drive("渝D·K0002", *FAST)
    assert len(dispatcher.alerts("渝D·K0002")) == 1

    town.city.unstick(FAULTY)
    town.city.settle()
    assert FAULTY in town.city.stuck()
    fault.mended = True
    town.city.unstick(FAULTY)
    town.city.settle()
    assert health()["stuck"] == {} and health()["unread_readings"] == 0
    assert [len(dispatcher.alerts(plate, FAULTY)) for plate in ("渝D·K0001", "渝D·K0002")] == [1, 1]


@BOTH
def test_a_fact_that_cannot_be_handled_sticks_only_its_own_reader(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    with town.city.work(by="test") as work:
        work.tell(AlertRaised(alert=999))
    town.drive("渝D·K0002", *FAST)
    health = Turning(town.city).health()
    assert "decide.cases.actions.open_for_alert" in health["stuck"]  # type: ignore[operator]
    patrol = town.desk("patrol")
    work_off(patrol, 1)
    town.city.settle()
    assert patrol.case(1)["verifications"] != []
    assert len(patrol.alerts("渝D·K0002")) == 1 and patrol.alerts("渝D·K0002")[0]["case"] is None


@BOTH
def test_the_age_of_what_waits_is_told(town: Town, clock: Hands) -> None:
    turning = Turning(town.city)
    town.drive("渝D·K0001", *FAST)
    with town.city.work(by="test") as work:
        work.tell(AlertRaised(alert=1))
    clock.forward(seconds=90)
    health = turning.health()
    assert health["oldest_unread_fact_s"] == 90.0 and health["unread_readings"] == 0
    assert health["turning"] is False


@pytest.mark.filterwarnings("ignore:.*deleted while still open")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_was_restarted_leaves_no_reader_stuck(town: Town, fault: Faulty, database: str) -> None:
    """Every connection is cut, again and again, while the loop turns and a person asks."""
    fault.mended = True
    town.http.__exit__(None, None, None)
    turning = Turning(town.city)
    with TestClient(app_for(town.city, turning), raise_server_exceptions=False) as town.http:
        address = make_url(database)
        name, admin = address.database, address.set(drivername="postgresql", database="postgres")
        for number in range(8):
            town.send(f"{number}", _speeding(town, f"渝A·{number}"))
            with psycopg.connect(admin.render_as_string(hide_password=False), autocommit=True) as connection:
                connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
            time.sleep(0.05)
        began = time.monotonic()
        while time.monotonic() - began < 30:
            if _cases(town) == 8:  # the town's clock stands still, so that no fact is ever said to wait
                break
            time.sleep(0.1)
        answer = town.http.get("/healthz")
        assert (answer.status_code, answer.json()["unread_readings"], answer.json()["stuck"]) == (200, 0, {})
        assert _cases(town) == 8
    gc.collect()  # a cursor whose connection was cut cannot be closed, and says so when it goes: here, not in another's story


def _cases(town: Town) -> int:
    """How many of the trucks have one alert, with a case; as long as the database is away, none."""
    dispatcher = town.desk("dispatcher")
    found = [dispatcher.get("/api/alerts", subject=f"渝A·{number}", limit=1000) for number in range(8)]
    seen = [[one for one in each.json() if one["detector"] == "trucks.overspeed"] for each in found if each.status_code == 200]
    return sum(len(each) == 1 and each[0]["case"] is not None for each in seen)


def _speeding(town: Town, plate: str) -> list[dict[str, Any]]:
    at = [town.clock() - timedelta(seconds=10 * back) for back in range(5, -1, -1)]
    return [
        {"signal": "trucks.position", "subject": plate, "at": one.isoformat(), "value": 80, "lon": 106.556, "lat": 29.556}
        for one in at
    ]
