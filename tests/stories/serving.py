"""A city served by a process of its own, which can be killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
from sqlalchemy import insert

from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.records import Record
from cityloop.people.duties.actions import give
from cityloop.people.members.actions import join_hashed
from cityloop.sense.sources.actions import admit
from tests.town import HASHED, PEOPLE, survey_of

SERVE = "from cityloop.app.cli import cli; cli()"


def founded(home: Path, town_map: Path, database: str = "") -> str:
    """People and a source in a new home; the source's token."""
    shutil.copytree(town_map, home)
    city = open_city(Settings(home=home, database=database), installed())
    with city.work(by="founder") as work:
        if database:
            work.session.execute(insert(Record.metadata.tables["survey"]), survey_of(town_map))
        for login, (duty, area) in PEOPLE.items():
            give(work, join_hashed(work, login, login.title(), HASHED).id, duty, area)
        token = admit(work, "gps")
    city.engine.dispose()
    return token


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Served:
    home: Path
    port: int = field(default_factory=free_port)
    mqtt: int = 0  # not spoken
    role: str = "all"
    database: str = ""
    door: str = ""
    process: subprocess.Popen[bytes] | None = None
    starts_s: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-c", SERVE, "serve", "--home", str(self.home), "--role", self.role]
        environment = os.environ | {"CITYLOOP_PORT": str(self.port), "CITYLOOP_MQTT_PORT": str(self.mqtt)}
        environment |= {"CITYLOOP_DATABASE": self.database, "CITYLOOP_DOOR": self.door}
        with (self.home / "said.log").open("ab") as said:
            self.process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def health(self) -> dict[str, Any] | None:
        """What /healthz says; None while nobody answers."""
        try:
            answer = httpx.get(f"{self.url}/healthz", timeout=5)
        except httpx.TransportError:
            return None
        return dict(answer.json()) if answer.status_code == httpx.codes.OK else None

    def wait_until_it_turns(self, seconds: float = 120) -> None:
        began = time.monotonic()
        while self.health() is None:
            assert self.process and self.process.poll() is None, (self.home / "said.log").read_text()[-3000:]
            assert time.monotonic() - began < seconds, "it does not start"
            time.sleep(0.05)
        self.starts_s.append(time.monotonic() - began)

    def wait_until_caught_up(self, seconds: float = 60) -> dict[str, Any]:
        began = time.monotonic()
        while True:
            health = self.health()
            quiet = health and not health["unread_readings"] and not health["oldest_unread_fact_s"]
            if health and (quiet or time.monotonic() - began > seconds):
                return health
            time.sleep(0.1)
