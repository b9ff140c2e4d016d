"""The process is killed at twenty moments while devices speak and people work: what was acknowledged has happened, once."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from cityloop.app.cli import cli
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.decide.facts import TaskFinished, TaskTaken
from cityloop.kit.facts import FactRow
from cityloop.sense.alerts import queries as alerts
from cityloop.supervise.facts import CaseVerified
from tests.kit.logs import replayed
from tests.stories.serving import Served, founded
from tests.town import CENTRE, PASSWORD, PNG

KILLS, SENDERS, TRUCKS, STEPS, A_BATCH = 20, 3, 4, 40, 5
FAST = range(12, 19)  # the steps at which every second truck is too fast

Reading = tuple[str, int]  # subject, at


class Load:
    """Devices and people, each a thread that goes on whatever becomes of the server, and what they were told."""

    def __init__(self, served: Served, token: str) -> None:
        self.served, self.token, self.over = served, token, threading.Event()
        self.sent: list[Reading] = []
        self.planted: set[str] = set()
        self.moves: list[tuple[str, int]] = []  # kind of fact, task or verification
        self.oddities: list[str] = []

    @contextmanager
    def going(self) -> Iterator[None]:
        jobs: list[Callable[[httpx.Client], None]] = [lambda http, n=n: self._send(http, n) for n in range(SENDERS)]  # type: ignore[misc]
        threads = [threading.Thread(target=self._keep, args=(job,)) for job in (*jobs, self._patrol, self._inspect)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _keep(self, job: Callable[[httpx.Client], None]) -> None:
        with httpx.Client(base_url=self.served.url, timeout=10) as http:
            job(http)

    def ask(self, http: httpx.Client, method: str, path: str, **about: Any) -> Any:
        """The answer, None if nobody gave one; what was meant to be refused is the asker's to judge."""
        try:
            answer = http.request(method, path, **about)
        except httpx.TransportError:
            time.sleep(0.05)
            return None
        if answer.status_code >= 500:
            self.oddities.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer

    # devices ----------------------------------------------------------------------------------------------------------

    def _send(self, http: httpx.Client, sender: int) -> None:
        trip = 0
        while not self.over.is_set():
            plates = [f"S{sender}-{trip}-{truck}" for truck in range(TRUCKS)]
            began = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 (the served city has a real clock)
            for first in range(0, STEPS, A_BATCH):
                self._bring(http, f"{sender} {trip} {first}", plates, began, range(first, first + A_BATCH))
            self.planted.update(plates[::2])
            trip += 1

    def _bring(self, http: httpx.Client, key: str, plates: list[str], began: datetime, steps: range) -> None:
        """Send one batch again and again until it is acknowledged."""
        rows = [
            {
                "signal": "trucks.position",
                "subject": plate,
                "at": int((began + timedelta(seconds=10 * step)).timestamp() * 1000),
                "value": 80 if step in FAST and not place % 2 else 50,
                "lon": CENTRE[0],
                "lat": CENTRE[1],
            }
            for step in steps
            for place, plate in enumerate(plates)
        ]
        body = {"batch": key, "readings": rows}
        while True:
            answer = self.ask(http, "POST", "/readings", json=body, headers={"authorization": f"Bearer {self.token}"})
            if answer is not None and answer.status_code == httpx.codes.OK:
                said = answer.json()
                if said["late"] or said["refused"] or said["stored"] + said["doubled"] != len(rows):
                    self.oddities.append(f"{key}: {said}")
                break
        self.sent += [(str(row["subject"]), int(str(row["at"]))) for row in rows]
        time.sleep(0.02)

    # people -----------------------------------------------------------------------------------------------------------

    def _log_in(self, http: httpx.Client, login: str) -> None:
        while not self.over.is_set():
            answer = self.ask(http, "POST", "/api/session", json={"login": login, "password": PASSWORD})
            if answer is not None and answer.status_code == httpx.codes.OK:
                http.headers["authorization"] = f"Bearer {answer.json()['key']}"
                return

    def _moved(self, http: httpx.Client, kind: str, about: int, path: str, **said: Any) -> None:
        answer = self.ask(http, "POST", path, json=said)
        if answer is not None and answer.status_code == httpx.codes.OK:
            self.moves.append((kind, about))

    def _patrol(self, http: httpx.Client) -> None:
        self._log_in(http, "patrol")
        while not self.over.is_set():
            for case in self._cases(http, "dispatched", "at_work"):
                self._work_off(http, case)
            time.sleep(0.05)

    def _work_off(self, http: httpx.Client, case: int) -> None:
        page = self.ask(http, "GET", f"/api/cases/{case}")
        photo = self.ask(http, "POST", "/api/files", files={"file": ("a.png", PNG, "image/png")})
        if page is None or photo is None:
            return
        for task in page.json()["tasks"]:
            path = f"/api/cases/{case}/tasks/{task['id']}"
            if task["state"] == "waiting":
                self._moved(http, TaskTaken.__name__, task["id"], f"{path}/take")
            if task["state"] != "finished":
                done = {"note": "已核实", "photos": [photo.json()["name"]], "outcome": "settled"}
                self._moved(http, TaskFinished.__name__, task["id"], f"{path}/finish", **done)

    def _inspect(self, http: httpx.Client) -> None:
        self._log_in(http, "inspector")
        while not self.over.is_set():
            for case in self._cases(http, "done"):
                page = self.ask(http, "GET", f"/api/cases/{case}")
                if page is not None and page.json()["verifications"]:
                    asked = page.json()["verifications"][-1]["id"]
                    self._moved(http, CaseVerified.__name__, asked, f"/api/verifications/{asked}/accept", note="")
            time.sleep(0.05)

    def _cases(self, http: httpx.Client, *states: str) -> list[int]:
        answer = self.ask(http, "GET", "/api/cases", params={"state": states, "limit": 5})
        return [] if answer is None else [case["id"] for case in answer.json()]


def killed_again_and_again(served: Served, chance: random.Random) -> None:
    """Half the times when it has come up, half the times a moment after it was started, whatever it is doing then."""
    for number in range(KILLS):
        if number % 2:
            served.wait_until_it_turns()
            time.sleep(chance.uniform(0, 1.2))
        else:
            time.sleep(chance.uniform(0.1, 3))
        served.kill()
        served.start()
    served.wait_until_it_turns()


@pytest.mark.slow
def test_what_was_acknowledged_has_happened_once_whenever_the_process_is_killed(tmp_path: Path, town_map: Path) -> None:
    home = tmp_path / "city"
    load = Load(served := Served(home), founded(home, town_map))
    served.start()
    try:
        served.wait_until_it_turns()
        with load.going():
            killed_again_and_again(served, random.Random(9))
            time.sleep(2)
        health = served.wait_until_caught_up()
    finally:
        served.kill()

    assert load.oddities == []
    assert health["stuck"] == {}
    assert (health["unread_readings"], health["oldest_unread_reading_s"], health["oldest_unread_fact_s"]) == (0, 0, 0)
    assert len(load.planted) > 20 and len(load.moves) > 20, "too little happened to say anything"
    assert_all_is_there(home, load)
    ran = CliRunner().invoke(cli, ["verify", "--home", str(home)])
    assert ran.exit_code == 0, ran.output
    print(f"starts {[round(s, 1) for s in served.starts_s]} s, {len(load.sent)} readings, {len(load.moves)} moves")


def assert_all_is_there(home: Path, load: Load) -> None:
    city = open_city(Settings(home=home), installed())
    subjects = city.frames.subjects
    mine = city.frames.signals.known("trucks.position")  # the city says things to itself in the same log
    rows = replayed(city.frames.log, limit=1 << 20)
    held = Counter((subjects[subject], at) for signal, subject, at, _ in rows if signal == mine)
    assert held == Counter(load.sent)

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    with city.glance(by="test") as work:
        raised = Counter(
            alert.subject for alert in alerts.began_between(work, "trucks.overspeed", long_ago, work.now + timedelta(days=1))
        )
        told = Counter(
            (row.kind, row.body["verification" if row.kind == CaseVerified.__name__ else "task"])
            for row in work.session.scalars(select(FactRow))
            if row.kind in {TaskTaken.__name__, TaskFinished.__name__, CaseVerified.__name__}
        )
    assert raised == Counter(load.planted)
    assert set(load.moves) <= set(told)
    assert max(told.values()) == 1
    city.frames.close()
    city.engine.dispose()
