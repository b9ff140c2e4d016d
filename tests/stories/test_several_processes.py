"""A city on PostgreSQL served by five processes: who logs in at one acts at another, and what dies is taken over."""

import json
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
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from cityloop.app import upgrading
from cityloop.app.cli import cli
from cityloop.app.roles import LEADS, Lead, Role
from cityloop.app.settings import Settings
from cityloop.app.stores import OlderServes, StillServed, engine_for, go_back, open_city, serving
from cityloop.decide.facts import CaseDispatched
from cityloop.kit import seals
from cityloop.kit.facts import FactRow
from cityloop.sense.facts import AlertRaised
from tests.stories.moves import FAST
from tests.stories.serving import Served, founded
from tests.town import CENTRE, PASSWORD

BURST = 60  # trucks that speed at once
LEADING = f"from pg_locks where locktype = 'advisory' and objid = {LEADS} and granted"


class Several:
    """One process at the door, two that turn the loop, two that serve the web."""

    def __init__(self, home: Path, town_map: Path, database: str) -> None:
        self.home, self.database = home, database
        self.token = founded(home, town_map, database)
        self.door = Served(home, role="door", database=database)
        self.loops = [Served(home, role="loop", database=database) for _ in range(2)]
        self.webs = [Served(home, role="web", database=database, door=self.door.url) for _ in range(2)]
        self.engine = engine_for(database)

    @contextmanager
    def serving(self) -> Iterator[None]:
        every = [self.door, *self.loops, *self.webs]
        for one in every:
            one.start()
        try:
            for one in every:
                one.wait_until_it_turns()
            yield
        finally:
            for one in every:
                one.kill()
            self.engine.dispose()

    def at(self, web: int, key: str = "") -> httpx.Client:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.webs[web].url, headers=headers, timeout=30)

    def log_in(self, web: int, login: str) -> str:
        with self.at(web) as http:
            return str(http.post("/api/session", json={"login": login, "password": PASSWORD}).json()["key"])

    def speed(self, *plates: str) -> None:
        """Trucks that speed, told to a process that does not hold the reading log."""
        now = datetime.now(UTC)  # noqa: TID251 (the served city has a real clock)
        rows = [
            {"signal": "trucks.position", "subject": plate, "at": (now - timedelta(seconds=10 * ago)).isoformat()}
            | {"value": speed, "lon": CENTRE[0], "lat": CENTRE[1]}
            for plate in plates
            for ago, speed in zip(range(len(FAST), 0, -1), FAST, strict=True)
        ]
        with self.at(0, self.token) as http:
            answer = http.post("/readings", json={"batch": plates[0], "readings": rows})
        assert (answer.status_code, answer.json()["stored"]) == (200, len(rows)), answer.text

    def told(self, kind: type) -> list[FactRow]:
        with Session(self.engine) as session:
            return list(session.scalars(select(FactRow).where(FactRow.kind == kind.__name__).order_by(FactRow.id)))

    def stuck(self) -> dict[str, Any]:
        health = self.webs[0].health()
        assert health is not None
        return dict(health["stuck"])


class Screen:
    """A live stream at one of the processes, read in a thread."""

    def __init__(self, http: httpx.Client) -> None:
        self.heard: list[dict[str, Any]] = []
        self.moved: set[str] = set()
        self.beats = 0
        self.greeted = threading.Event()
        self._http = http
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self.greeted.wait(20)

    def _listen(self) -> None:
        try:
            with self._http.stream("GET", "/api/live") as stream:
                kind = ""
                for line in stream.iter_lines():
                    name, _, value = line.partition(": ")
                    kind = value if name == "event" else kind
                    if name == "data" and kind == "hello":
                        self.greeted.set()
                    if name == "data" and kind == "fact":
                        self.heard.append(json.loads(value))
                    if name == "data" and kind == "moved":
                        self.moved |= {one["subject"] for one in json.loads(value)}
                    if name == "data" and kind == "beat":
                        self.beats += 1
        except httpx.HTTPError:
            pass  # the story is over


def until(what: Callable[[], Any], seconds: float = 60) -> Any:
    """What is waited for, once it is so."""
    began = time.monotonic()
    while not (found := what()):
        assert time.monotonic() - began < seconds, "it does not come"
        time.sleep(0.1)
    return found


@pytest.fixture
def several(tmp_path: Path, town_map: Path, new_database: Callable[[], str]) -> Iterator[Several]:
    several = Several(tmp_path / "city", town_map, new_database())
    with several.serving():
        yield several


@pytest.mark.slow
def test_five_processes_are_one_city(several: Several) -> None:
    key = several.log_in(0, "patrol")
    with several.at(1, key) as other, several.at(0, key) as one:
        assert other.get("/api/session").json()["login"] == "patrol"
        screen = Screen(several.at(1, key))
        several.speed("渝A·1")
        case = until(lambda: other.get("/api/cases", params={"states": ["dispatched"]}).json())[0]["id"]
        task = one.get(f"/api/cases/{case}").json()["tasks"][0]["id"]
        assert one.post(f"/api/cases/{case}/tasks/{task}/take").status_code == 200
        until(lambda: [line for line in screen.heard if line["kind"] == "TaskTaken" and line["about"]["case"] == case])
        assert other.get(f"/api/cases/{case}").json()["tasks"][0]["taken_by"] == "patrol"
        assert other.get("/api/vitals").status_code == 200, "what lies in the reading log is asked where it is"

    what_moves_is_on_every_screen(several)
    a_token_asks_no_faster_at_two_than_at_one(several)
    a_worker_dies_in_the_middle(several)
    only_one_holds_the_log(several)

    several.door.kill()
    with several.at(0, key) as one:
        refused = one.get("/api/vitals")
        assert (refused.status_code, refused.json()["error"]) == (503, "HeldElsewhere")
        assert one.get(f"/api/cases/{case}").status_code == 200


def what_moves_is_on_every_screen(several: Several) -> None:
    """Of a process that holds no reading log too, and as far as each may see it."""
    patrol, stranger = (Screen(several.at(1, several.log_in(0, login))) for login in ("patrol", "stranger"))
    beaten = patrol.beats
    several.speed("渝A·2", "渝A·3")
    until(lambda: {"渝A·2", "渝A·3"} <= patrol.moved)
    until(lambda: patrol.beats > beaten)
    assert stranger.moved == set()


def a_token_asks_no_faster_at_two_than_at_one(several: Several) -> None:
    key = several.log_in(0, "patrol")
    with several.at(0, key) as http:
        made = http.post("/api/account/tokens", json={"name": "machine", "a_minute": 6}).json()["key"]
    with several.at(0, made) as one, several.at(1, made) as other:
        answers = [http.get("/api/session").status_code for _ in range(6) for http in (one, other)]
        refused = other.get("/api/session")
    assert Counter(answers)[200] in (6, 7)  # a real clock may give one back meanwhile
    assert refused.status_code == 429 and 1 <= int(refused.headers["retry-after"]) <= 10


def a_worker_dies_in_the_middle(several: Several) -> None:
    """Whichever of the two it is, the other does what is left, and nothing twice."""
    plates = [f"渝B·{number:03d}" for number in range(BURST)]
    several.speed(*plates)
    until(lambda: len(several.told(CaseDispatched)) > 3)
    several.loops[0].kill()
    until(lambda: len(several.told(AlertRaised)) == BURST + 3)
    until(lambda: len(several.told(CaseDispatched)) == BURST + 3)
    with Session(several.engine) as session:
        sealed = session.scalar(text("select max(last) from seal")) or 0
    until(lambda: _sealed(several) > sealed)  # rounds go on, led by the one that is left
    assert several.stuck() == {}
    alerts = Counter(row.body["alert"] for row in several.told(AlertRaised))
    cases = Counter(row.body["case"] for row in several.told(CaseDispatched))
    assert (len(alerts), len(cases), *map(max, (alerts.values(), cases.values()))) == (BURST + 3, BURST + 3, 1, 1)
    with Session(several.engine) as session:
        assert session.execute(text('select count(*), count(distinct alert_id) from "case"')).one() == (BURST + 3, BURST + 3)
        assert list(seals.breaks(session)) == []


def _sealed(several: Several) -> int:
    with Session(several.engine) as session:
        return session.scalar(text("select max(last) from seal")) or 0


def only_one_holds_the_log(several: Several) -> None:
    elsewhere = {"CITYLOOP_DATABASE": several.database, "CITYLOOP_PORT": "0", "CITYLOOP_MQTT_PORT": "0"}
    home = several.home.parent / "elsewhere"
    refused = CliRunner().invoke(cli, ["serve", "--home", str(home), "--role", "door"], env=elsewhere)
    assert (refused.exit_code, "another process" in refused.output) == (1, True)
    with pytest.raises(StillServed):
        go_back(Settings(home=home, database=several.database), "0001")


def test_a_city_in_sqlite_is_served_by_one_process(tmp_path: Path) -> None:
    refused = CliRunner().invoke(cli, ["serve", "--home", str(tmp_path / "city"), "--role", "web"])
    assert (refused.exit_code, "served by one process" in " ".join(refused.output.split())) == (1, True)


def test_one_leads_and_another_takes_over(new_database: Callable[[], str]) -> None:
    address = new_database()
    engines = engine_for(address), engine_for(address)
    one, other = map(Lead, engines)
    assert (one.held(), one.held(), other.held()) == (True, True, False)
    one.leave()
    assert (other.held(), one.held()) == (True, False)
    with engines[0].connect() as connection:  # its connection dies, as when its process is killed
        connection.execute(text(f"select pg_terminate_backend(pid) {LEADING}"))
    until(one.held, 10)
    with pytest.raises(OperationalError):  # who led learns of it when it looks, and does not go on
        other.held()
    assert not other.held()
    one.leave()
    for engine in engines:
        engine.dispose()


def test_tables_are_not_brought_up_under_an_older_release_that_serves(tmp_path: Path, new_database: Callable[[], str]) -> None:
    settings = Settings(home=tmp_path, database=new_database())
    engine = engine_for(settings.database_url)
    upgrading.bring_up(engine)
    upgrading.take_down(engine, "0020")
    with serving(engine, Role.web), pytest.raises(OlderServes):
        open_city(settings, ())
    city = open_city(settings, ())
    assert upgrading.is_newest(engine)
    city.frames.close()
    city.engine.dispose()
    engine.dispose()
