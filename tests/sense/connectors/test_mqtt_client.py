"""A client of a real broker: nothing is acknowledged before the disk, nothing lost while either side is away."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sense.connectors.brokers import LOGIN, PASSWORD, Broker
from tests.sense.connectors.towns import health, made, ms, operator, stored, until
from tests.town import Town

MAPPING = {
    "gives": [
        {
            "signal": {"constant": "water.level"},
            "subject": {"path": "@topic[1]"},
            "at": {"path": "t"},
            "time": "ms",
            "value": {"path": "v"},
        }
    ]
}
BEGAN = ms("2026-03-01 08:00+08:00")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    (tmp_path / "broker").mkdir()
    with Broker(tmp_path / "broker").running() as broker:
        yield broker


def said(first: int, last: int, station: str = "north") -> list[tuple[str, bytes]]:
    return [(f"water/{station}", json.dumps({"t": BEGAN + n, "v": n}).encode()) for n in range(first, last)]


def settings(broker: Broker, **more: Any) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": broker.port, "topics": ["water/+"], **more}


@pytest.mark.parametrize("version", [4, 5])
def test_what_is_published_is_in_the_log(town: Town, broker: Broker, version: int) -> None:
    desk = operator(town)
    number = made(desk, "works", "mqtt", settings(broker, version=version), mapping=MAPPING)
    broker.publish([*said(0, 500), *said(0, 500, "south"), ("sewage/north", b"{}")])
    until(lambda: health(desk, number)["stored"] == 1000, lambda: health(desk, number))
    assert stored(town)["water.level", "south", BEGAN + 7, 7.0] == 1
    assert sum(stored(town).values()) == len(stored(town)) == 1000


def test_what_is_no_json_costs_nothing_else(town: Town, broker: Broker) -> None:
    desk = operator(town)
    number = made(desk, "works", "mqtt", settings(broker), mapping=MAPPING)
    broker.publish([("water/north", b"\xff{"), *said(0, 3), ("water/north", b"")])
    until(lambda: health(desk, number)["stored"] == 3)
    assert health(desk, number)["refused"] == 2


def test_what_is_said_while_the_connector_rests_is_kept_by_the_broker(town: Town, broker: Broker) -> None:
    desk = operator(town)
    number = made(desk, "works", "mqtt", settings(broker), mapping=MAPPING)
    broker.publish(said(0, 10))
    until(lambda: health(desk, number)["stored"] == 10)
    desk.post(f"/api/connectors/{number}/pause")
    until(lambda: health(desk, number)["state"] == "paused")
    broker.publish(said(10, 300))
    desk.post(f"/api/connectors/{number}/start")
    until(lambda: len(stored(town)) == 300, lambda: health(desk, number))


def test_a_broker_that_goes_away_is_waited_for_and_said_so(town: Town, broker: Broker) -> None:
    desk = operator(town)
    number = made(desk, "works", "mqtt", settings(broker), mapping=MAPPING)
    broker.publish(said(0, 100))
    until(lambda: health(desk, number)["stored"] == 100)
    broker.stop()
    until(lambda: health(desk, number)["failures"] > 0)
    assert "The broker" in health(desk, number)["error"]
    broker.start()
    until(lambda: health(desk, number)["state"] == "running")
    broker.publish(said(100, 200))
    until(lambda: len(stored(town)) == 200, lambda: health(desk, number))


def test_two_connectors_of_one_share_divide_the_work(town: Town, broker: Broker) -> None:
    desk = operator(town)
    numbers = [made(desk, f"works{n}", "mqtt", settings(broker, share="city"), mapping=MAPPING) for n in range(2)]
    broker.publish(said(0, 400))
    until(lambda: len(stored(town)) == 400)

    def each() -> list[int]:
        return [int(health(desk, number)["read"]) for number in numbers]

    until(lambda: sum(each()) == 400, each)
    assert min(each()) > 50, each()


def test_a_broker_asks_for_a_password(town: Town, tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    passwords = tmp_path / "broker" / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), LOGIN, PASSWORD], check=True)
    passwords.chmod(0o644)
    desk = operator(town)
    with Broker(tmp_path / "broker", "allow_anonymous false", f"password_file {passwords}").running() as broker:
        asked = settings(broker, login=LOGIN)
        number = desk.post(
            "/api/connectors", name="works", kind="mqtt", settings=asked, secrets={"password": "wrong"}, mapping=MAPPING
        ).json()["id"]
        until(lambda: "refuses" in health(desk, number)["error"], lambda: health(desk, number))
        desk.post(f"/api/connectors/{number}/settings", settings=asked, secrets={"password": PASSWORD})
        until(lambda: health(desk, number)["state"] == "running")
        broker.publish(said(0, 5), login=LOGIN)
        until(lambda: len(stored(town)) == 5)
