"""A request that carries a key is done once, however often it is sent, by however many, and whatever is killed meanwhile."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2 as httpx
from sqlalchemy import func, select

from cityloop.app import rounds
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit import once
from cityloop.kit.once import Answer
from cityloop.sense.reports.tables import Report
from tests.conftest import BOTH
from tests.stories.serving import Served, founded
from tests.town import CENTRE, PASSWORD, PNG, Desk, Hands, Town

pytestmark = BOTH

SAID = {"title": "井盖缺失", "lon": CENTRE[0], "lat": CENTRE[1]}


def reported(desk: Desk, key: str, **about: Any) -> Any:
    body = SAID | about
    headers = {"authorization": f"Bearer {desk.key}", "idempotency-key": key}
    return desk.http.post("/api/reports", json=body, headers=headers)


def counted(town: Town, kind: Any = Report) -> int:
    with town.city.glance(by="test") as work:
        return work.session.scalar(select(func.count()).select_from(kind)) or 0


def test_what_is_sent_again_is_answered_as_the_first_time_and_done_once(town: Town) -> None:
    grid = town.hire("grid", "grid_member", "500103001")
    first, again = reported(grid, "a"), reported(grid, "a")
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert reported(grid, "b").json()["id"] != first.json()["id"]
    assert counted(town) == 2


def test_a_key_is_good_for_one_request_of_one_person(town: Town) -> None:
    grid, other = town.hire("grid", "grid_member", "500103001"), town.desk("clerk")
    number = reported(grid, "a").json()["id"]
    assert reported(grid, "a", title="另一件事").json()["error"] == "KeyUsed"
    assert reported(other, "a").json()["id"] != number
    for bad in ("", "x" * 101, "井"):
        headers = {b"authorization": f"Bearer {grid.key}".encode(), b"idempotency-key": bad.encode()}
        assert grid.http.post("/api/whereabouts", json={"lon": 1, "lat": 1}, headers=headers).status_code == 422


def test_many_at_once_are_one(town: Town) -> None:
    grid = town.hire("grid", "grid_member", "500103001")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: reported(grid, "a"), range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1 and counted(town) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1


def test_what_was_refused_may_be_sent_again_under_the_same_key(town: Town) -> None:
    grid = town.hire("grid", "grid_member", "500103001")
    headers = {"authorization": f"Bearer {grid.key}", "idempotency-key": "leave"}
    assert grid.http.post("/api/attendance/leave", headers=headers).status_code == 409
    assert grid.post("/api/attendance/come", shares=True, lon=CENTRE[0], lat=CENTRE[1]).status_code == 200
    left = grid.http.post("/api/attendance/leave", headers=headers)
    assert left.status_code == 200 and left.json()["ended"]
    assert grid.http.post("/api/attendance/leave", headers=headers).json() == left.json()


def test_a_process_that_is_killed_while_it_answers_has_done_it_once_or_not_at_all(
    tmp_path: Path, town_map: Path, database: str
) -> None:
    """Somebody sends one report again and again, whatever becomes of the server; it is killed at odd moments meanwhile."""
    home, answers = tmp_path / "killed", list[int]()
    founded(home, town_map, database)
    served = Served(home, database=database)
    odd = random.Random(7)

    def insist(url: str, key: str, headers: dict[str, str], over: threading.Event) -> None:
        while not over.is_set():
            with suppress(httpx.TransportError):
                answer = httpx.post(f"{url}/api/reports", json=SAID, headers=headers | {"idempotency-key": key}, timeout=5)
                answers.append(answer.json()["id"])

    served.start()
    served.wait_until_it_turns()
    key = httpx.post(f"{served.url}/api/session", json={"login": "clerk", "password": PASSWORD}).json()["key"]
    headers, over = {"authorization": f"Bearer {key}"}, threading.Event()
    senders = [threading.Thread(target=insist, args=(served.url, f"key {n}", headers, over)) for n in range(3)]
    for sender in senders:
        sender.start()
    for _ in range(2):
        time.sleep(odd.uniform(0.005, 0.05))
        served.kill()
        served.start()
        served.wait_until_it_turns()
    time.sleep(0.2)
    over.set()
    for sender in senders:
        sender.join()
    served.kill()
    city = open_city(Settings(home=home, database=database), installed())
    with city.glance(by="test") as work:
        assert sorted(work.session.scalars(select(Report.id))) == sorted(set(answers)) and len(set(answers)) == 3
    city.engine.dispose()


def test_a_picture_is_the_same_however_the_browser_parts_its_form(town: Town) -> None:
    grid = town.hire("grid", "grid_member", "500103001")
    names = []
    for boundary in ("one", "another"):
        body = (
            (
                f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n'
                f"content-type: image/png\r\n\r\n"
            ).encode()
            + PNG
            + f"\r\n--{boundary}--\r\n".encode()
        )
        headers = {
            "authorization": f"Bearer {grid.key}", "idempotency-key": "photo",
            "content-type": f"multipart/form-data; boundary={boundary}",
        }  # fmt: skip
        answer = grid.http.post("/api/files", content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        names.append(answer.json()["name"])
    assert names[0] == names[1] and counted(town, Answer) == 1


def test_answers_are_forgotten_after_the_days_that_were_agreed(town: Town, clock: Hands) -> None:
    grid = town.hire("grid", "grid_member", "500103001")
    reported(grid, "a")
    clock.forward(days=59)
    reported(town.desk("clerk"), "b")
    (prune,) = [one for one in rounds.ROUNDS if one.do is once.prune]
    town.city.go_round(prune)
    assert counted(town, Answer) == 2
    clock.forward(days=2)
    town.city.go_round(prune)
    assert counted(town, Answer) == 1
    assert "once" in {one["detector"] for one in town.desk("board").get("/api/parameters").json()}
