"""The process is killed while devices publish by MQTT: every message that was acknowledged is in the log, none of them twice."""

import json
import random
import time
from collections import Counter
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings, clock
from cityloop.app.stores import open_city
from tests.kit.logs import replayed
from tests.sense.test_the_door import POSITION
from tests.stories.serving import Served, founded, free_port

BEGAN_MS = int(clock().timestamp() * 1000) - 10 * 86_400_000  # the city is served by the wall clock
DEVICES, KILLS = 4, 2


class Device:
    """Publishes with QoS 1 as fast as it is answered and connects again when it must; paho keeps account of the answers."""

    def __init__(self, number: int, port: int, token: str) -> None:
        self.subject, self._port = f"d{number}", port
        self.sent: list[int] = []  # numbers of packets: what is said while nobody listens is sent when somebody does
        self._answered: set[int] = set()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=self.subject, clean_session=False)
        self._client.username_pw_set("gps", token)
        self._client.reconnect_delay_set(1, 1)
        self._client.max_inflight_messages_set(20)
        self._client.on_publish = lambda client, data, packet, *more: self._answered.add(packet)

    @property
    def acknowledged(self) -> list[int]:
        return [number for number, packet in enumerate(self.sent) if packet in self._answered]

    def start(self) -> None:
        self._client.connect_async("127.0.0.1", self._port)
        self._client.loop_start()

    def publish(self, count: int) -> None:
        for number in range(len(self.sent), len(self.sent) + count):
            said = json.dumps({"value": number % 100, "at": BEGAN_MS + number})
            self.sent.append(self._client.publish(f"v1/{POSITION}/{self.subject}", said, qos=1).mid)

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.mark.slow
def test_what_was_acknowledged_by_mqtt_is_in_the_log_once_whenever_the_process_is_killed(tmp_path: Path, town_map: Path) -> None:
    home, port = tmp_path / "city", free_port()
    token = founded(home, town_map)
    served, chance = Served(home, mqtt=port), random.Random(7)
    devices = [Device(number, port, token) for number in range(DEVICES)]
    served.start()
    try:
        served.wait_until_it_turns()
        for device in devices:
            device.start()
        for _ in range(KILLS):
            until = time.monotonic() + chance.uniform(1, 2)
            while time.monotonic() < until:
                for device in devices:
                    device.publish(10)
                time.sleep(0.05)
            served.kill()
            served.start()
            served.wait_until_it_turns()
        until = time.monotonic() + 60
        while any(len(device.acknowledged) < len(device.sent) for device in devices) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        for device in devices:
            device.stop()
        served.kill()
    city = open_city(Settings(home=home), installed())
    names = city.frames.subjects
    mine = city.frames.signals.known("trucks.position")  # the city says things to itself in the same log
    rows = replayed(city.frames.log, limit=1 << 20)
    held = Counter((names[subject], at - BEGAN_MS) for signal, subject, at, _ in rows if signal == mine)
    city.frames.close()
    city.engine.dispose()
    acknowledged = {(device.subject, number) for device in devices for number in device.acknowledged}
    assert len(acknowledged) == sum(len(device.sent) for device in devices) > 1000
    assert acknowledged <= set(held), "acknowledged and lost"
    assert max(held.values()) == 1, "a twin"
