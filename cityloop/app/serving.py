"""Serving: the process that holds a city."""

import gc
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from rich.console import Console

from cityloop.app.city import City
from cityloop.app.doorway import Doorway
from cityloop.app.founding import FIRST
from cityloop.app.http import app_for, loop_for, web_for
from cityloop.app.mqtt import ports
from cityloop.app.roles import Role
from cityloop.app.sending import Sending
from cityloop.app.settings import Settings
from cityloop.app.turning import Turning
from cityloop.kit import facts
from cityloop.kit.outside import networks
from cityloop.sense.sources.actions import admit


def serve(city: City, settings: Settings, console: Console, password: str, role: Role = Role.all) -> None:
    """Serve until told to stop; with a password, the demo's devices speak up too."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app = _application(city, settings, role)
    protocol: Any = Doorway if role.holds_log else "httptools"
    plain = {
        "access_log": False, "log_level": "warning", "timeout_graceful_shutdown": 3, "proxy_headers": False, "http": protocol
    }  # fmt: skip
    config = uvicorn.Config(app, settings.host, settings.port, **plain)
    gc.freeze()  # what is there now stays; to look through it again and again would stop the door each time
    url = f"http://{settings.host}:{settings.port}"
    console.print(f"[bold]CityLoop[/bold] {url}" + (f" ({role})" if role is not Role.all else ""))
    if not role.holds_log:
        uvicorn.Server(config).run()
        return
    if not password:
        console.print("Readings: POST /readings with a token from `cityloop token NAME`. Stop with Ctrl-C.", soft_wrap=True)
        uvicorn.Server(config).run()
        return
    who = ", ".join([*FIRST, *(duty.name for scenario in city.scenarios for duty in scenario.duties)])
    console.print(f"Log in as {who}; the password is [bold]{password}[/bold]", soft_wrap=True)
    console.print("Readings: POST /readings with a token from `cityloop token NAME`. Stop with Ctrl-C.", soft_wrap=True)
    with _devices(city, url):
        uvicorn.Server(config).run()


def _application(city: City, settings: Settings, role: Role) -> Any:
    """What this process answers with, by its role."""
    turning = Turning(city, role)
    sending = Sending(city, networks(settings.inner), settings.public) if role in (Role.all, Role.loop) else None
    if sending and role is Role.loop:
        return loop_for(turning, sending)
    about: dict[str, Any] = {"public": settings.public, "signing": settings.signing, "provider": settings.provider}
    if role is Role.web:
        keeping = web_for(city, turning, settings.door, **about)
        keeping.app.state.helpers = settings.call_helpers
        return keeping
    front = app_for(city, turning, mqtt=ports(settings), sending=sending, **about)
    front.app.state.helpers = settings.call_helpers
    return front


@contextmanager
def _devices(city: City, url: str) -> Iterator[None]:
    """The demo's devices: a process of its own that comes in by the public door like any other."""
    with city.work(by="founder") as work:
        token = admit(work, "demo")
        founded = facts.since(work.session, 0, 1)[0].at
    command = [sys.executable, "-m", "cityloop.app.devices", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as devices:
        assert devices.stdin
        devices.stdin.write(f"{token}\n{founded.isoformat()}\n")
        devices.stdin.flush()
        try:
            yield
        finally:
            devices.terminate()
