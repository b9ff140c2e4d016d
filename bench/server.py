"""A city served as it is shipped, in a process and a home of its own."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any


class Served:
    """`cityloop serve` on a free port. The map is drawn at the first start and stays."""

    def __init__(self, home: Path, demo: bool = False) -> None:
        self.home, self.port, self.mqtt_port = home, free_port(), free_port()
        command = [sys.executable, "-m", "cityloop", "serve", "--home", str(home), *(["--demo"] if demo else [])]
        began = time.perf_counter()
        said = (home.parent / "server.log").open("a") if os.environ.get("BENCH_LOG") else subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, env=environment(self.port, self.mqtt_port), stdout=subprocess.DEVNULL, stderr=said
        )
        while not self.healthy():
            if self.process.poll() is not None:
                raise RuntimeError("the city did not start")
            time.sleep(0.02)
        self.started_s = time.perf_counter() - began

    def healthy(self) -> bool:
        try:
            return bool(self.get("/healthz")["turning"])
        except OSError:
            return False

    def get(self, path: str, key: str = "") -> Any:
        request = urllib.request.Request(self.url + path, headers={"authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, name: str) -> str:
        command = [sys.executable, "-m", "cityloop", "token", name, "--home", str(self.home)]
        token = subprocess.run(command, check=True, capture_output=True, text=True, env=environment(self.port)).stdout.strip()
        time.sleep(2.1)  # the door asks for new tokens every two seconds
        return token

    def key(self, login: str) -> str:
        """Logged in as one of the demo's people: only where they were made up."""
        password = (self.home / "demo-password").read_text().strip()
        body = json.dumps({"login": login, "password": password}).encode()
        request = urllib.request.Request(self.url + "/api/session", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(json.load(answer)["key"])

    def memory_mb(self) -> float:
        """What is resident, without files that are only mapped."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"RssAnon:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def cpu_s(self) -> float:
        """Processor time it has used since it began, in the program and in the kernel for it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def caught_up(self, within_s: float = 60) -> None:
        """Wait until the loop has read everything."""
        until = time.perf_counter() + within_s
        while self.get("/healthz")["unread_readings"] and time.perf_counter() < until:
            time.sleep(0.1)

    def stop(self) -> None:
        """It puts on disk what it remembers, which takes a while where that is much."""
        self.process.terminate()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(port: int, mqtt_port: int = 0) -> dict[str, str]:
    return os.environ | {"CITYLOOP_PORT": str(port), "CITYLOOP_MQTT_PORT": str(mqtt_port)}
