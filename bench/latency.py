"""From a reading at the door to the open case on a screen, while 50,000 other readings a second come in."""

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bench.machine import line
from bench.server import Served

RATE, ROWS = 50_000, 1000
SECONDS, EVERY_S = 20, 0.2
TARGET_MS = 1000
STORM, MOST_S = 2000, 120


def measure(served: Served, key: str) -> Iterator[str]:
    token = served.token("trucks")
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    over = threading.Event()
    threads = [
        threading.Thread(target=_crowd, args=(served, token, over)),
        threading.Thread(target=_screen, args=(served, key, seen, over), daemon=True),
    ]
    for thread in threads:
        thread.start()
    time.sleep(2)
    for number in range(int(SECONDS / EVERY_S)):
        plate = f"fast-{number}"
        sent[plate] = time.perf_counter()
        _post(served, token, f"fast {number} {time.time_ns()}", _speeding(plate))
        time.sleep(EVERY_S)
    time.sleep(3)
    over.set()
    threads[0].join()
    took = [(seen[plate] - at) * 1000 for plate, at in sent.items() if plate in seen]
    if len(took) < len(sent):
        yield f"reading → case: {len(sent) - len(took)} of {len(sent)} cases never came to the screen: MISSED"
    yield line(f"reading → open case on screen at {RATE}/s, p50", [float(np.quantile(took, 0.5))], "ms")
    yield line(f"reading → open case on screen at {RATE}/s, p99", [float(np.quantile(took, 0.99))], "ms", TARGET_MS, least=False)


def storm(served: Served) -> Iterator[str]:
    """Two thousand trucks speeding at once: until the last case is open and handed out."""
    token, before = served.token("storm"), served.get("/healthz")["facts"]
    readings = [reading for number in range(STORM) for reading in _speeding(f"storm-{number}")]
    began = time.perf_counter()
    _post(served, token, f"storm {time.time_ns()}", readings)
    while served.get("/healthz")["facts"] < before + 3 * STORM and time.perf_counter() - began < MOST_S:
        time.sleep(0.1)
    yield line(f"{STORM} alerts at once until the last case is handed out", [time.perf_counter() - began], "s")


def _speeding(plate: str) -> list[dict[str, Any]]:
    now = int(datetime.now(UTC).timestamp() * 1000)
    ats = [now - 10_000 * step for step in (3, 2, 1, 0)]
    return [{"signal": "trucks.position", "subject": plate, "at": at, "value": 90, "lon": 106.55, "lat": 29.56} for at in ats]


def _post(served: Served, token: str, batch: str, readings: list[dict[str, Any]]) -> None:
    body = json.dumps({"batch": batch, "readings": readings}).encode()
    request = urllib.request.Request(served.url + "/readings", body, {"authorization": f"Bearer {token}"})
    urllib.request.urlopen(request, timeout=30).read()


def _crowd(served: Served, token: str, over: threading.Event) -> None:
    began, number = time.perf_counter(), 0
    while not over.is_set():
        now = int(time.time() * 1000)
        subject = [f"crowd-{(number * ROWS + row) % 50_000}" for row in range(ROWS)]
        said = {
            "batch": f"crowd {now} {number}",
            "signal": ["trucks.position"] * ROWS,
            "subject": subject,
            "at": [now] * ROWS,
            "value": [3.0] * ROWS,
        }
        request = urllib.request.Request(
            served.url + "/readings", json.dumps(said).encode(), {"authorization": f"Bearer {token}"}
        )
        urllib.request.urlopen(request, timeout=30).read()
        number += 1
        over.wait(max(0.0, began + number * ROWS / RATE - time.perf_counter()))


def _screen(served: Served, key: str, seen: dict[str, float], over: threading.Event) -> None:
    """A screen: hears of a case, asks for it, and then it is there."""
    request = urllib.request.Request(served.url + "/api/live", headers={"authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=60) as stream:
        for raw in stream:
            if over.is_set():
                return
            if not raw.startswith(b"data: ") or b'"CaseOpened"' not in raw:
                continue
            case = json.loads(raw[6:])["about"]["case"]
            subject = served.get(f"/api/cases/{case}", key)["case"]["subject"]
            seen[subject] = time.perf_counter()
