"""A town with an operator who sets connectors up, and patience for what happens by itself."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cityloop.kit.frames import Frames
from cityloop.rulebook import Signal
from cityloop.sense.signals.actions import declare
from tests.kit.logs import replayed
from tests.town import Desk, Town

PLAIN = [{name: {"path": name} for name in ("signal", "subject", "at", "value")}]
LEVEL = Signal(name="water.level", unit="m", expect_every=timedelta(minutes=1), least=-100, most=1e9)
SOON_S = 20

Said = tuple[str, str, int, float]  # signal, subject, at, value


def operator(town: Town) -> Desk:
    with town.city.work(by="founder") as work:
        declare(work, LEVEL)
    return town.hire("keeper", "operator", "50")


def made(desk: Desk, name: str, kind: str, settings: Mapping[str, Any], **more: Any) -> int:
    """Set a connector up and wait until it runs."""
    answer = desk.post("/api/connectors", name=name, kind=kind, settings=dict(settings), **more)
    assert answer.status_code == 200, answer.text
    number = int(answer.json()["id"])
    until(lambda: health(desk, number)["state"] == "running", lambda: health(desk, number))
    return number


def health(desk: Desk, number: int) -> Mapping[str, Any]:
    return dict(desk.get(f"/api/connectors/{number}").json()["health"])


def until(holds: Callable[[], Any], said: Callable[[], Any] = lambda: "", seconds: float = SOON_S) -> Any:
    """Look again and again until it holds; fail with what is said then."""
    began = time.monotonic()
    while not (found := holds()):
        assert time.monotonic() - began < seconds, said()
        time.sleep(0.02)
    return found


def stored(town: Town) -> "Counter[Said]":
    return held(town.city.frames)


def held(frames: Frames) -> "Counter[Said]":
    """Every reading of the log, and how often it stands there."""
    rows = replayed(frames.log, limit=1 << 20)
    return Counter((frames.signals[signal], frames.subjects[subject], at, value) for signal, subject, at, value in rows)


def ms(local: str) -> int:
    return int(datetime.fromisoformat(local).astimezone(UTC).timestamp() * 1000)
