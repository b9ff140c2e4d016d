"""The MQTT door when the disk refuses or the intake is full: nothing is lost, nothing is answered that is not kept."""

import json
import struct

import pytest

from tests.disks import full_disk
from tests.sense.talking import publish, talking
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


def test_while_the_intake_is_full_nothing_is_dropped_and_nothing_is_answered(town: Town, port: int) -> None:
    """The log is held, so that what comes in waits until no more is taken."""
    body = {"signal": [POSITION] * 20_000, "subject": ["a"] * 20_000, "value": [1.0] * 20_000}
    with talking(port, town.token) as client:
        with town.city.frames.log._lock:
            sent = 0
            client.sock.settimeout(0.5)
            try:
                for number in range(400):
                    times = list(range(1772322000000 + number * 20_000, 1772322000000 + (number + 1) * 20_000))
                    client.say(publish("v1/readings", json.dumps(body | {"at": times}).encode(), number + 1, 1))
                    sent += 1
            except TimeoutError:
                pytest.skip("half a message is on the way: the socket is full before the intake is")
            with pytest.raises(TimeoutError):
                client.hear()
        client.sock.settimeout(60)
        assert [client.hear() for _ in range(sent)][-1][:2] == ACK
    assert town.city.frames.log.end == sent * 20_000


def test_bodies_with_a_time_that_cannot_be_read_are_refused_row_by_row_wherever_they_stand(town: Town, port: int) -> None:
    rows = [{"signal": POSITION, "subject": "a", "at": at, "value": 1} for at in ("2026-03-01T00:00:00", 7, 1772322000000)]
    body = json.dumps({"readings": [*rows, {"at": "never"}]}).encode()
    with talking(port, town.token) as client:
        client.say(*(publish("v1/readings", body, number, 1) for number in range(1, 40)))
        assert [client.hear()[3] for _ in range(1, 40)] == list(range(1, 40))
    assert said(town) == [("a", 1)]
