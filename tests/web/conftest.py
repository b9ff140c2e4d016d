"""A browser in front of a real server of a small town."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from cityloop.app.founding import found
from cityloop.app.http import WEB
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings, clock
from cityloop.app.stores import open_city
from cityloop.sense.sources.actions import admit
from tests.town import CENTRE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PATIENCE_MS = 20_000
START_S = 60


@dataclass
class Served:
    """A town that is served: where, the one password of its people, the token of its devices, its home."""

    url: str
    password: str
    token: str
    home: Path

    def drive(self, plate: str, *speeds: float, every_s: float = 10) -> None:
        """A truck that has driven at these speeds until now."""
        began = clock() - timedelta(seconds=every_s * (len(speeds) - 1))
        rows: list[dict[str, Any]] = [
            {
                "signal": "trucks.position",
                "subject": plate,
                "at": (began + timedelta(seconds=every_s * step)).isoformat(),
                "value": speed,
                "lon": CENTRE[0],
                "lat": CENTRE[1],
            }
            for step, speed in enumerate(speeds)
        ]
        said = {"batch": f"{plate} {began.isoformat()}", "readings": rows}
        answer = httpx.post(f"{self.url}/readings", json=said, headers={"authorization": f"Bearer {self.token}"})
        assert answer.status_code == httpx.codes.OK, answer.text


@pytest.fixture
def served(tmp_path: Path, town_map: Path) -> Iterator[Served]:
    """A server process of its own, with people and a token, and no readings yet."""
    home = tmp_path / "city"
    shutil.copytree(town_map, home)
    city = open_city(Settings(home=home), installed())
    password = found(city, home / "demo-password")
    with city.work(by="operator") as work:
        token = admit(work, "gps")
    city.frames.close()
    city.engine.dispose()

    port = _free_port()
    command = [str(Path(sys.executable).parent / "cityloop"), "serve", "--home", str(home)]
    with subprocess.Popen(command, env=os.environ | {"CITYLOOP_PORT": str(port)}) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _await(f"{url}/healthz", server)
            yield Served(url, password, token, home)
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What starts browsers: one for the whole session."""
    missing = "Chromium is not installed" if not CHROMIUM else ""
    if not (WEB / "index.html").exists():
        missing = "web/dist is not built: cd web; npm ci; npm run build"
    if missing and not os.environ.get("CI"):
        pytest.skip(missing)
    assert not missing, missing
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    browser = chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@dataclass
class Desk:
    """Someone at a browser, and what went wrong in it."""

    context: BrowserContext
    page: Page
    errors: list[str]


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Any]:
    """`desk("inspector", "/cases/1")`: logged in by hand, and sent on to where they wanted to go."""
    desks: list[Desk] = []

    def sit_down(login: str, path: str = "/") -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        desks.append(Desk(context, page, errors))
        page.goto(f"{served.url}{path}")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码", exact=True).fill(served.password)
        page.get_by_role("button", name="登 录").click()
        page.get_by_role("navigation").wait_for()
        return page

    yield sit_down
    for one in desks:
        one.context.close()
    assert [error for one in desks for error in one.errors] == []


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {START_S} s")
