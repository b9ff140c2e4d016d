"""The demo's devices: a process of its own that brings readings by the public door, like any other source.

`python -m cityloop.app.devices URL`; the token and the time of the city's founding come on standard input, and when that
ends the devices fall silent.
"""

import math
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx2 as httpx

from cityloop.app.scenarios import installed
from cityloop.app.settings import clock
from cityloop.rulebook import Played, Scenario

BEAT_S = 1.0
MOST = 20_000  # readings in a batch


def main(url: str) -> None:
    token, founded = sys.stdin.readline().strip(), datetime.fromisoformat(sys.stdin.readline().strip())
    over = threading.Event()
    threading.Thread(target=_listen, args=(over,), daemon=True).start()
    playing = [scenario for scenario in installed() if scenario.demo]
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=30) as door:
        told = {scenario.name: clock() - scenario.demo.history for scenario in playing if scenario.demo}
        while not over.wait(BEAT_S):
            for scenario in playing:
                until = clock()
                if _say(door, scenario, (told[scenario.name], until), founded, over):
                    told[scenario.name] = until


def _listen(over: threading.Event) -> None:
    """Wait for the end of standard input: then the city that started the devices is gone."""
    sys.stdin.read()
    over.set()


def _say(
    door: httpx.Client, scenario: Scenario, stretch: tuple[datetime, datetime], founded: datetime, over: threading.Event
) -> bool:
    """Bring what is said in the stretch. False if the door cannot be reached or is full: it is said again then."""
    assert scenario.demo
    played = scenario.demo.play(*stretch, founded)
    for number, batch in enumerate(_batches(played)):
        batch["batch"] = f"{scenario.name} {stretch[0].isoformat()} {number}"
        try:
            answer = door.post("/readings", json=batch)
        except httpx.TransportError:
            return False
        if answer.status_code != httpx.codes.OK or over.is_set():
            return False
    return True


def _batches(played: Played) -> Iterator[dict[str, Any]]:
    said = played.readings
    for first in range(0, said.at.size, MOST):
        rows = slice(first, first + MOST)
        yield {
            "signal": [played.signals[place] for place in said.signal[rows]],
            "subject": [played.subjects[place] for place in said.subject[rows]],
            "at": said.at[rows].tolist(),
            **{
                name: [None if math.isnan(number) else number for number in column[rows].tolist()]
                for name, column in (("value", said.value), ("lon", said.lon), ("lat", said.lat))
            },
        }


if __name__ == "__main__":
    main(sys.argv[1])
