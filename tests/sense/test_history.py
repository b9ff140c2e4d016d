"""History through the door: what was sent is asked for again, from the segments, from the lake, after a crash."""

from datetime import timedelta
from typing import Any

from tests.town import CENTRE, Town


def sent(town: Town, count: int) -> list[dict[str, Any]]:
    began = town.clock() - timedelta(hours=5)
    rows = [
        {
            "signal": "trucks.position",
            "subject": f"渝A·{step % 2}",
            "at": (began + timedelta(minutes=step)).isoformat(),
            "value": float(step),
            "lon": CENTRE[0],
            "lat": CENTRE[1],
        }
        for step in range(count)
    ]
    assert town.send("history", rows).status_code == 200
    return rows


def asked(town: Town, **about: Any) -> Any:
    since, until = town.clock() - timedelta(hours=6), town.clock() + timedelta(hours=1)
    about = {"signal": "trucks.position", "since": since.isoformat(), "until": until.isoformat()} | about
    return town.desk("board").get("/api/readings", **about)


def test_history_is_the_same_from_the_segments_and_from_the_lake(town: Town) -> None:
    rows = sent(town, 200)
    before = asked(town, tier="raw").json()
    assert before["columns"]["value"] == [row["value"] for row in rows]
    assert before["subject"] == [row["subject"] for row in rows]
    town.city.settle()
    for fold in town.city.folds:
        town.city.frames.states.save(fold)
    town.clock.forward(minutes=2)
    town.city.keep_lake()
    assert town.city.frames.rolling.health()["rows"] == town.city.frames.log.end
    assert asked(town, tier="raw").json() == before
    one = asked(town, tier="raw", subject="渝A·1").json()
    assert one["columns"]["value"] == [row["value"] for row in rows if row["subject"] == "渝A·1"]
    assert town.send("history", rows).json()["doubled"] == 200


def test_history_by_the_hour_counts_every_reading_once(town: Town) -> None:
    sent(town, 200)
    hours = asked(town, tier="hourly", subject="渝A·0").json()
    assert hours["tier"] == "hourly"
    assert sum(hours["columns"]["rows"]) == 100
    assert sum(hours["columns"]["sum"]) == sum(range(0, 200, 2))
    assert (hours["columns"]["first"][0], hours["columns"]["last"][-1]) == (0.0, 198.0)
    assert asked(town, tier="daily", subject="渝A·0").json()["columns"]["max"][-1] == 198.0
    assert asked(town, tier="raw", limit=10).json()["more"] is True


def test_what_was_said_last_is_told_of_those_who_spoke_and_of_those_who_did_not(town: Town) -> None:
    rows = sent(town, 20)
    said = town.desk("board").get("/api/readings/latest", signal="trucks.position", subject=["渝A·1", "渝B·9"]).json()
    assert said[0]["value"] == 19.0 and said[0]["at"].startswith(rows[19]["at"][:19]) and abs(said[0]["lon"] - CENTRE[0]) < 1e-6
    assert said[1] == {"subject": "渝B·9", "at": None, "value": None, "lon": None, "lat": None}


def test_who_answers_for_an_area_asks_for_readings_of_what_is_registered_there(town: Town) -> None:
    sent(town, 20)
    keeper = town.hire("keeper", "device_keeper", "500103")
    assert keeper.post("/api/devices", code="渝A·1", name="车", kind="truck", lon=CENTRE[0], lat=CENTRE[1]).status_code == 200
    for desk in (keeper, town.desk("dispatcher"), town.desk("patrol"), town.desk("board")):
        (last,) = desk.get("/api/readings/latest", signal="trucks.position", subject="渝A·1").json()
        assert last["value"] == 19.0
    since, until = town.clock() - timedelta(hours=6), town.clock()
    stretch = {"signal": "trucks.position", "since": since.isoformat(), "until": until.isoformat()}
    said = town.desk("patrol").get("/api/readings", **stretch, subject="渝A·1").json()
    assert len(said["at"]) == 10 and set(said["subject"]) == {"渝A·1"}
    for about in ({}, {"subject": "渝A·0"}, {"subject": ["渝A·1", "渝A·0"]}):  # all, one that is registered nowhere, both
        answer = town.desk("dispatcher").get("/api/readings", **stretch, **about)
        assert (answer.status_code, answer.json()["error"]) == (403, "NotAllowed"), about


def test_readings_of_another_area_or_another_duty_are_refused_with_a_sentence(town: Town) -> None:
    sent(town, 2)
    keeper = town.hire("keeper", "device_keeper", "500103")
    keeper.post("/api/devices", code="渝A·1", name="车", kind="truck", lon=CENTRE[0], lat=CENTRE[1])
    elsewhere = [town.hire("other", "dispatcher", "500104"), town.hire("further", "spoil_patrol", "500105")]
    for desk in (*elsewhere, town.desk("stranger"), town.desk("water")):  # the last answers for pipes, here too
        answer = desk.get("/api/readings/latest", signal="trucks.position", subject="渝A·1")
        assert answer.status_code == 403 and "渝A·1" in answer.json()["detail"]


def test_a_reading_older_than_single_readings_are_kept_is_refused_and_a_late_one_stands_in_its_hour(town: Town) -> None:
    began = town.clock()
    rows = sent(town, 100)
    kept(town)
    town.clock.forward(days=3)
    kept(town)
    late = {**rows[0], "subject": "渝A·7", "value": 5.0}
    assert town.send("late", [late]).json()["stored"] == 1
    hours = asked(town, tier="hourly", since=(began - timedelta(hours=9)).isoformat(), until=began.isoformat()).json()
    assert sum(hours["columns"]["rows"]) == 101
    town.clock.forward(days=90)
    answer = town.send("too late", [{**late, "subject": "渝A·8"}]).json()
    assert (answer["stored"], answer["refused"]) == (0, 1) and "not kept any more" in answer["reasons"][0]["reason"]
    kept(town)
    assert asked(town, tier="raw", since=(began - timedelta(hours=9)).isoformat()).json()["at"] == []
    found = asked(town, since=(began - timedelta(hours=9)).isoformat(), until=began.isoformat()).json()
    assert found["tier"] == "hourly" and sum(found["columns"]["rows"]) == 101
    assert town.send("history", rows).json()["refused"] == 100


def kept(town: Town) -> None:
    """What came is read by all folds, rolled, summed up, and given up where its time is over."""
    town.city.settle()
    for fold in town.city.folds:
        town.city.frames.states.save(fold)
    town.clock.forward(minutes=2)
    town.city.keep_lake()
