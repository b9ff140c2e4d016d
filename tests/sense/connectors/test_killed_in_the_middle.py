"""The city is killed again and again while a broker, a folder and a database are brought in: each reading is there, once."""

import json
import os
import random
import sqlite3
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings, clock
from cityloop.app.stores import open_city
from cityloop.people.duties.actions import give
from cityloop.people.members.actions import join_hashed
from cityloop.sense.connectors.actions import make
from cityloop.sense.signals.actions import declare
from tests.sense.connectors.brokers import Broker
from tests.sense.connectors.towns import LEVEL, Said, held, until
from tests.stories.serving import Served, founded
from tests.town import HASHED, PASSWORD

KILLS, ROUNDS, LINES = 3, 240, 4000
WHOSE = ("broker", "folder", "base")
BEGAN = clock().replace(microsecond=0) - timedelta(days=10)  # the city is served by the wall clock


def instant(step: int) -> datetime:
    return BEGAN + timedelta(seconds=step)


def ms(step: int) -> int:
    return int(instant(step).timestamp() * 1000)


def set_up(home: Path, town_map: Path, broker: Broker) -> None:
    """A city with three connectors, made before it is served."""
    founded(home, town_map)
    city = open_city(Settings(home=home), installed())
    with city.work(by="founder") as work:
        declare(work, LEVEL)
        give(work, join_hashed(work, "keeper", "Keeper", HASHED).id, "operator", "50")
    signal, subject, value = {"constant": LEVEL.name}, {"path": "who"}, {"path": "v"}
    gives = {"signal": signal, "subject": subject, "at": {"path": "t"}, "time": "ms", "value": value}
    with city.work(by="keeper") as work:
        mapping = {"gives": [gives]}
        make(work, "broker", "mqtt", {"host": "127.0.0.1", "port": broker.port, "topics": ["#"]}, {}, mapping)
        make(work, "folder", "files", {"settle_s": 0, "every_s": 0.1}, {}, mapping)
        theirs = {"url": "sqlite:///theirs.db", "table": "said", "watermark": "t", "key": ["no"], "every_s": 0.1, "rows": 50}
        make(work, "base", "sql", theirs, {}, mapping)
    city.engine.dispose()


class Others:
    """Those who speak, in a thread, whatever becomes of the city, until they are asked to end; and all that they said."""

    def __init__(self, home: Path, broker: Broker) -> None:
        self.said: set[Said] = set()
        self._home, self._broker = home, broker
        for name in ("folder", "base"):
            (home / "inbox" / name).mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(home / "inbox" / "base" / "theirs.db", check_same_thread=False)
        self._base.execute("create table said (no integer primary key, who text, t integer, v real)")
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._speak)
        self._thread.start()

    def end(self) -> None:
        self._ends.set()
        self._thread.join()
        self._base.close()

    def _speak(self) -> None:
        for number in range(ROUNDS):
            if self._ends.wait(0.05):
                break
            messages = [(f"m{number % 5}", number * 10 + n) for n in range(10)]
            self._broker.publish([("a/b", json.dumps({"who": w, "t": ms(n), "v": n}).encode()) for w, n in messages])
            with self._base:
                self._base.execute("insert into said values (?, 'base', ?, ?)", (number, ms(number // 3), number))
            if number // 3 * 3 == number:
                self.said.add((LEVEL.name, "base", ms(number // 3), float(number)))
            self.said |= {(LEVEL.name, who, ms(n), float(n)) for who, n in messages}
            if number % 10 == 0:
                self._put(number // 10)

    def _put(self, number: int) -> None:
        folder, who = self._home / "inbox" / "folder", f"f{number}"
        lines = [f"{who},{ms(n)},{n}" for n in range(LINES)]
        aside = folder / f".{who}.part"
        aside.write_text("\n".join(["who,t,v", *lines]))
        os.replace(aside, folder / f"{who}.csv")
        self.said |= {(LEVEL.name, who, ms(n), float(n)) for n in range(LINES)}


def fates_of(door: httpx.Client, *sources: str) -> dict[str, int]:
    """What became of all rows of these sources, by the loss ledger of the served city; whatever day it is."""
    found = dict.fromkeys(("sent", "stored", "late", "doubled", "waiting", "missing", "refused"), 0)
    for day in (clock().date() + timedelta(days=back) for back in (-1, 0, 1)):
        said: dict[str, Any] = door.get("/api/ledger", params={"day": str(day)}).json()
        for one in (cell for source in said["sources"] if source["source"] in sources for cell in source["cells"]):
            for what in found:
                found[what] += sum(one[what].values()) if what == "refused" else one[what]
    return found


@pytest.mark.slow
def test_each_reading_is_there_once_whenever_the_city_is_killed(tmp_path: Path, town_map: Path) -> None:
    home, chance = tmp_path / "city", random.Random(5)
    (tmp_path / "broker").mkdir()
    with Broker(tmp_path / "broker").running() as broker:
        set_up(home, town_map, broker)
        served = Served(home)
        served.start()
        try:
            served.wait_until_it_turns()
            others = Others(home, broker)
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.2, 1.5))
                served.kill()
                served.start()
                served.wait_until_it_turns()
            others.end()
            folder, all_of = home / "inbox" / "folder", len(others.said)
            until(lambda: not list(folder.glob("*.csv")), lambda: list(folder.iterdir()), 100)
            with httpx.Client(base_url=served.url, timeout=20) as door:
                door.post("/api/session", json={"login": "keeper", "password": PASSWORD}).raise_for_status()
                until(lambda: fates_of(door, *WHOSE)["stored"] >= all_of, lambda: (fates_of(door, *WHOSE), all_of), 100)
                fates = fates_of(door, *WHOSE)
        finally:
            served.kill()
    city = open_city(Settings(home=home), installed())
    there = held(city.frames)
    city.frames.close()
    city.engine.dispose()
    own = {said: times for said, times in there.items() if said[0] == LEVEL.name}
    assert set(own) == others.said
    assert max(own.values()) == 1
    assert (fates["stored"], fates["missing"], fates["late"], fates["refused"]) == (all_of, 0, 0, 0), fates
