"""A real Mosquitto on this machine's own network, that can be taken away and put back."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion

from tests.stories.serving import free_port

MOSQUITTO = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
LOGIN, PASSWORD = "city", "a broker's password"


class Broker:
    def __init__(self, home: Path, *lines: str) -> None:
        if MOSQUITTO is None:
            assert "CI" not in os.environ, "Mosquitto is not installed"
            pytest.skip("Mosquitto is not installed")
        self.port, self._home = free_port(), home
        self._process: subprocess.Popen[bytes] | None = None
        kept = ["user root", "persistence true", f"persistence_location {home}/", "autosave_interval 1"]
        said = [f"listener {self.port} 127.0.0.1", "allow_anonymous true", "max_queued_messages 100000", *kept, *lines]
        (home / "mosquitto.conf").write_text("\n".join(said) + "\n")

    def start(self) -> None:
        assert MOSQUITTO
        with (self._home / "said.log").open("ab") as said:
            self._process = subprocess.Popen([MOSQUITTO, "-c", str(self._home / "mosquitto.conf")], stdout=said, stderr=said)
        began = time.monotonic()
        while time.monotonic() - began < 10:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError((self._home / "said.log").read_text())

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    @contextmanager
    def running(self) -> Iterator["Broker"]:
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def publish(self, said: Iterable[tuple[str, bytes]], login: str = "") -> None:
        """As a device does, at QoS 1; returns when the broker has it."""
        client = Client(CallbackAPIVersion.VERSION2)
        if login:
            client.username_pw_set(login, PASSWORD)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        sent: list[MQTTMessageInfo] = [client.publish(topic, body, qos=1) for topic, body in said]
        for one in sent:
            one.wait_for_publish(20)
        client.disconnect()
        client.loop_stop()
