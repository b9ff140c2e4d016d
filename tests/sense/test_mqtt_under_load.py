"""The MQTT door when the disk refuses or the intake is full: nothing is lost, nothing is answered that is not kept."""

import json
import struct
from contextlib import ExitStack
from dataclasses import replace

import pytest

from cityloop.sense.mqtt.door import Door, Port
from cityloop.sense.mqtt.rules import Identity
from tests.disks import full_disk
from tests.sense.connectors.towns import until as eventually
from tests.sense.talking import publish, talking
from tests.sense.test_back_pressure import held
from tests.sense.test_mqtt_by_stock_clients import port, said
from tests.sense.test_mqtt_rules import ACK, TOPIC, at
from tests.sense.test_the_door import POSITION
from tests.town import Town

__all__ = ["port"]


def test_a_disk_that_refuses_acknowledges_nothing_and_what_waited_is_stored_once_later(town: Town, port: int) -> None:
    with talking(port, town.token) as client:
        client.say(publish(TOPIC, at(0), 1, 1))
        assert client.hear() == ACK + b"\0\1"
        client.sock.settimeout(0.7)
        with full_disk(1000):
            client.say(*(publish(TOPIC, at(n), n + 1, 1) for n in range(1, 400)))
            with pytest.raises(TimeoutError):
                client.hear()
            assert town.city.frames.log.end == 1
        client.sock.settimeout(20)
        assert [struct.unpack(">H", client.hear()[2:])[0] for _ in range(399)] == list(range(2, 401))
    assert len(said(town)) == 400


def test_while_the_intake_is_full_nothing_is_dropped_and_nothing_is_answered(town: Town) -> None:
    """The disk stands still and the intake has little room: what it would not take waits at the door, the rest in sockets."""
    intake, beat = town.front.app.state.intake, [0.0]
    intake.limits = replace(intake.limits, waiting_rows=400)
    with ExitStack() as here:
        door = Door(intake, lambda client, user, word: Identity("gps"), town.clock, lambda: beat[0])
        here.callback(door.stop)
        (port,) = door.listen([Port("127.0.0.1", 0)])
        door.start()
        clients = [here.enter_context(talking(port, "x", f"c{number}", keep=10)) for number in range(10)]
        with held(town) as disk:
            clients[0].say(publish(TOPIC, at(0), 1, 1))
            assert disk.came.acquire(timeout=30)
            for turn in range(2, 100):
                for number, client in enumerate(clients):
                    client.say(publish(f"v1/{POSITION}/{number}", at(turn), turn, 1))
            eventually(lambda: door.health()["held_rows"] > 0)
            beat[0] += 100  # longer than anyone may be silent
            clients[0].sock.settimeout(0.7)
            with pytest.raises(TimeoutError):
                clients[0].hear()
            assert door.health()["connections"] == len(clients)
            assert intake.turned_away == {}, "nobody was told to come back"
            assert town.city.frames.log.end == 0
            disk.go_on()
        clients[0].sock.settimeout(20)
        assert clients[0].hear() == ACK + b"\0\1"
        for client in clients:
            assert [struct.unpack(">H", client.hear()[2:])[0] for _ in range(2, 100)] == list(range(2, 100))
        assert door.health()["held_rows"] == 0
    assert town.city.frames.log.end == 1 + 98 * len(clients)


def test_bodies_with_a_time_that_cannot_be_read_are_refused_row_by_row_wherever_they_stand(town: Town, port: int) -> None:
    rows = [{"signal": POSITION, "subject": "a", "at": at, "value": 1} for at in ("2026-03-01T00:00:00", 7, 1772322000000)]
    body = json.dumps({"readings": [*rows, {"at": "never"}]}).encode()
    with talking(port, town.token) as client:
        client.say(*(publish("v1/readings", body, number, 1) for number in range(1, 40)))
        assert [client.hear()[3] for _ in range(1, 40)] == list(range(1, 40))
    assert said(town) == [("a", 1)]
