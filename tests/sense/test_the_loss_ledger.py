"""The loss ledger: what was sent is stored, late, doubled, refused or waiting, and nothing else, whatever happens."""

import json
import os
from datetime import datetime, timedelta
from typing import Any

import pytest

from cityloop.app.rounds import ROUNDS
from cityloop.kit.frames import Frames
from cityloop.sense.readings.decode import decode
from cityloop.sense.sources.actions import admit
from tests.conftest import BOTH
from tests.disks import full_disk
from tests.sense.arrows import ARROW
from tests.sense.test_the_door import counted, post, reading
from tests.town import Desk, Hands, Town

pytestmark = BOTH


@pytest.fixture
def desk(town: Town) -> Desk:
    return town.hire("watch", "dispatcher", "50")


def cells(desk: Desk, **about: Any) -> dict[tuple[str, int], dict[str, Any]]:
    """By source and hour of the city's day."""
    answer = desk.get("/api/ledger", **about)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    began = datetime.fromisoformat(said["since"])
    return {
        (one["source"], int((datetime.fromisoformat(cell["hour"]) - began) / timedelta(hours=1))): cell
        for one in said["sources"]
        for cell in one["cells"]
    }


def rows_of(readings: list[dict[str, Any]]) -> bytes:
    return json.dumps({"batch": "k", "readings": readings}).encode()


def fates(cell: dict[str, Any]) -> tuple[int, int, int, int, dict[str, int], int]:
    assert cell["missing"] == 0, cell
    return cell["sent"], cell["stored"], cell["late"], cell["doubled"], cell["refused"], cell["waiting"]


def post_tallies(town: Town) -> None:
    town.city.go_round(next(one for one in ROUNDS if one.name == "sense.ledger.actions.post"))


def everything(town: Town) -> None:
    """Two hours of all that can become of a row: 22 rows, 2 bodies nobody can read, two sources."""
    town.send("a", [reading("a", 60), reading("b", 60), reading("c", 60, value=-1), reading("d", at="yesterday")])
    town.send("a", [reading("a", 60), reading("b", 60), reading("c", 60, value=-1), reading("d", at="yesterday")])
    town.send("b", [reading("a", 90), reading("a", 0)])
    town.send("b", [reading("a", 30)])  # the key was used: all of it is refused
    town.send("", [reading("a", 10)])
    post(town, b"no JSON at all")
    town.clock.forward(hours=1)
    with town.city.work(by="operator") as work:
        other = admit(work, "meters")
    town.clock.forward(seconds=5)
    town.send("c", [reading("x"), reading("y", signal="no.such"), reading("z", back_s=-7200)], token=other)
    town.send("c", [reading(f"{n}", 5) for n in range(4)])


EVERYTHING = {
    ("gps", 8): (13, 3, 1, 2, {"out_of_range": 2, "unreadable": 2, "key_used": 1, "key_missing": 1, "unreadable_body": 1}, 0),
    ("gps", 9): (4, 4, 0, 0, {}, 0),
    ("meters", 9): (3, 1, 0, 0, {"unknown_signal": 1, "future": 1}, 0),
}


def test_every_row_is_accounted_for_by_source_and_hour(town: Town, desk: Desk) -> None:
    everything(town)
    assert {place: fates(cell) for place, cell in cells(desk).items()} == EVERYTHING


def test_counts_stay_what_they_are_when_they_are_posted_and_when_the_city_starts_again(town: Town, desk: Desk) -> None:
    everything(town)
    for _ in range(3):
        post_tallies(town)
        assert {place: fates(cell) for place, cell in cells(desk).items()} == EVERYTHING
    for _ in range(2):
        town.city.frames.close()
        town.city.frames = Frames(town.city.frames._home)
        assert {place: fates(cell) for place, cell in cells(desk).items()} == EVERYTHING
        post_tallies(town)


def test_counts_that_were_not_posted_when_the_process_died_are_counted_once(town: Town, desk: Desk) -> None:
    everything(town)
    post_tallies(town)
    town.send("d", [reading("q", 5), reading("r", value=-1)])
    frames = town.city.frames
    frames.log._writer.close()  # as a process does that is killed: the open segment stays as it is
    assert frames._held is not None
    frames.signals.close()
    frames.subjects.close()
    os.close(frames._held)
    town.city.frames = Frames(frames._home)
    after = EVERYTHING | {("gps", 9): (6, 5, 0, 0, {"out_of_range": 1}, 0)}
    assert {place: fates(cell) for place, cell in cells(desk).items()} == after
    post_tallies(town)
    assert {place: fates(cell) for place, cell in cells(desk).items()} == after


def test_a_batch_whose_answer_was_lost_counts_as_sent_and_doubled(town: Town, desk: Desk) -> None:
    said = [reading("a", step) for step in range(10)]
    assert counted(town.send("k", said)) == (10, 0, 0, 0)
    assert counted(town.send("k", said)) == (0, 0, 10, 0)
    assert fates(cells(desk)["gps", 8]) == (20, 10, 0, 10, {}, 0)


def test_what_the_disk_refused_was_not_sent_yet(town: Town, desk: Desk) -> None:
    town.send("before", [reading("a", 60)])
    with full_disk(3000):
        assert town.send("k", [reading(f"{n}") for n in range(200)]).status_code == 503
    assert fates(cells(desk)["gps", 8]) == (1, 1, 0, 0, {}, 0)


def test_rows_that_a_connector_lost_on_the_way_are_seen(town: Town, desk: Desk) -> None:
    """It knows of ten rows and brings nine: nobody can account for one."""
    intake = town.front.app.state.intake
    rows = rows_of([reading("a", step) for step in range(9)])
    incoming = intake.check("gps", decode(rows, "application/json"), keyed=False, sent=10)
    town.city.frames.log.append([incoming.batch])
    assert cells(desk)["gps", 8]["missing"] == 1


def test_what_waits_for_the_disk_is_counted_as_waiting(town: Town, desk: Desk) -> None:
    intake, told = town.front.app.state.intake, list[Any]()
    with town.city.frames.log._lock:
        for number in range(3):
            said = decode(rows_of([reading(f"{number} {n}") for n in range(5)]), "application/json")
            intake.submit(intake.check("gps", said, keyed=False).batch, told.extend, None)
        assert fates(cells(desk)["gps", 8]) == (15, 0, 0, 0, {}, 15)
    for _ in range(1000):
        if len(told) == 3:
            break
        town.hire("watching", "operator", "50").get("/metrics")
    assert fates(cells(desk)["gps", 8]) == (15, 15, 0, 0, {}, 0)


def test_yesterday_has_a_page_of_its_own(town: Town, desk: Desk, clock: Hands) -> None:
    everything(town)
    clock.forward(hours=20)
    assert cells(town.desk("watch")) == {}
    assert {place: fates(cell) for place, cell in cells(town.desk("watch"), day="2026-03-02").items()} == EVERYTHING


@pytest.mark.parametrize("login", ["patrol", "clerk", "stranger", "dispatcher"])
def test_the_ledger_is_for_who_runs_the_whole_city(town: Town, login: str) -> None:
    assert town.desk(login).get("/api/ledger").status_code == 403


def test_the_metrics_say_the_same(town: Town, desk: Desk) -> None:
    everything(town)
    post(town, b"\xff", ARROW)
    said = town.hire("watching", "operator", "50").get("/metrics").text
    assert 'cityloop_rows_total{reason="",source="gps",what="sent"} 18.0' in said
    assert 'cityloop_rows_total{reason="future",source="meters",what="refused"} 1.0' in said
    assert "cityloop_rows_waiting 0.0" in said
    assert "cityloop_log_readings_total 9.0" in said
