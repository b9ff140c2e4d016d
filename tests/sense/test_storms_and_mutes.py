"""Many alerts at once, and times in which nobody is called."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cityloop.rulebook import Detector
from cityloop.sense.alerts import actions as alerts
from cityloop.sense.alerts.rules import Sighting
from tests.conftest import BOTH
from tests.town import CENTRE, Town


def sighting(town: Town, subject: str, minute: int = 0, lon: float = CENTRE[0], lat: float = CENTRE[1]) -> Sighting:
    at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute)
    return Sighting(subject, at, at + timedelta(minutes=1), 70.0, lon, lat)


def overspeed(town: Town) -> Detector:
    with town.city.glance(by="test") as work:
        return replace(work.rulebook.detector("trucks.overspeed"), fold_at=20)


def notice(town: Town, *sightings: Sighting) -> None:
    with town.city.work(by="loop") as work:
        alerts.notice(work, overspeed(town), sightings)
    town.city.settle()


def seen(town: Town, **about: Any) -> list[dict[str, Any]]:
    return list(town.desk("dispatcher").get("/api/alerts", limit=1000, **about).json())


@BOTH
def test_a_thousand_simultaneous_breaches_of_one_sensor_are_one_alert(town: Town) -> None:
    detector = overspeed(town)

    def breach(number: int) -> None:
        with town.city.work(by="loop") as work:
            alerts.notice(work, detector, [sighting(town, "渝A·1", number % 7)])

    with ThreadPoolExecutor(32) as crowd:
        list(crowd.map(breach, range(1000)))
    town.city.settle()
    (alert,) = seen(town)
    assert (alert["subject"], alert["open"]) == ("渝A·1", True)
    assert alert["began"] == "2026-03-02T00:00:00Z" and alert["ended"] == "2026-03-02T00:07:00Z"
    assert 1 <= alert["count"] <= 7
    assert len(town.desk("dispatcher").get("/api/cases").json()) == 1


@BOTH
def test_a_storm_on_one_street_is_one_line_and_one_case(town: Town) -> None:
    notice(town, *(sighting(town, f"truck {number}") for number in range(400)))
    (head,) = seen(town)
    assert head["storm"].startswith("area:500103") and head["count"] == 400
    assert len(seen(town, head=head["id"])) == 400
    assert len(town.desk("dispatcher").get("/api/cases").json()) == 1
    notice(town, *(sighting(town, f"late {number}", 2) for number in range(5)))
    (head,) = seen(town)
    assert head["count"] == 405
    town.clock.forward(hours=2)
    town.city.all_rounds()
    assert seen(town, open_only=True) == []


def test_what_came_one_by_one_is_taken_into_the_storm_it_was_the_beginning_of(town: Town) -> None:
    for number in range(19):
        notice(town, sighting(town, f"truck {number}"))
    assert len(seen(town)) == 19
    notice(town, sighting(town, "the last straw"))
    (head,) = seen(town)
    assert head["count"] == 20
    assert len(town.desk("dispatcher").get("/api/cases").json()) == 20  # nineteen were called for before it was a storm


def test_a_few_alerts_are_no_storm(town: Town) -> None:
    notice(town, *(sighting(town, f"truck {number}") for number in range(19)))
    assert [alert["storm"] for alert in seen(town)] == [""] * 19


def test_what_hangs_on_one_thing_is_one_storm_wherever_it_is(town: Town) -> None:
    keeper = town.hire("keeper", "device_keeper", "500103")
    spread = [(CENTRE[0] + step / 1000, CENTRE[1]) for step in range(20)]
    for number, (lon, lat) in enumerate(spread):
        said = {"code": f"lamp-{number}", "name": "灯", "kind": "lamp", "lon": lon, "lat": lat, "asset": "substation-7"}
        assert keeper.post("/api/devices", **said).status_code == 200
    notice(town, *(sighting(town, f"lamp-{number}", 0, *place) for number, place in enumerate(spread)))
    (head,) = seen(town)
    assert head["storm"] == "network:substation-7"


def quiet(town: Town, hours: float, **about: Any) -> dict[str, Any]:
    said = {"area": "500103", "detector": "trucks.overspeed", "reason": "周六管线施工"}
    span = {"since": town.clock().isoformat(), "until": (town.clock() + timedelta(hours=hours)).isoformat()}
    return dict(town.desk("dispatcher").post("/api/mutes", **(said | span | about)).json())


@BOTH
def test_in_a_planned_quiet_time_alerts_are_recorded_and_nobody_is_called(town: Town) -> None:
    mute = quiet(town, hours=2)
    leader = town.hire("leader", "leader", "50")
    assert leader.post(f"/api/mutes/{mute['id']}/approve").json()["approved_by"] == "leader"
    notice(town, sighting(town, "渝A·1"))
    (alert,) = seen(town)
    assert alert["mute"] == mute["id"]
    assert town.desk("dispatcher").get("/api/cases").json() == []


def test_what_goes_on_after_the_quiet_time_is_called_then(town: Town) -> None:
    mute = quiet(town, hours=1)
    town.hire("leader", "leader", "50").post(f"/api/mutes/{mute['id']}/approve")
    notice(town, sighting(town, "渝A·1"))
    town.clock.forward(minutes=61)
    notice(town, sighting(town, "渝A·1", 60)._replace(began=datetime(2026, 3, 2, tzinfo=UTC)))
    town.city.all_rounds()
    town.city.settle()
    assert len(town.desk("dispatcher").get("/api/cases").json()) == 1


def test_what_a_quiet_time_kept_back_is_called_as_one_storm(town: Town) -> None:
    mute = quiet(town, hours=1, detector="pipes.leak")
    town.hire("leader", "leader", "50").post(f"/api/mutes/{mute['id']}/approve")
    for minute in (0, 60):
        with town.city.work(by="loop") as work:
            found = [sighting(town, f"junction {number}", minute) for number in range(40)]
            going_on = [one._replace(began=datetime(2026, 3, 2, tzinfo=UTC)) for one in found]
            alerts.notice(work, work.rulebook.detector("pipes.leak"), going_on)
        town.clock.forward(minutes=61)
    town.city.all_rounds()
    town.city.settle()
    heads = [one for one in seen(town) if one["storm"]]
    assert [head["count"] for head in heads] == [40]
    assert len(town.hire("chief", "dispatcher", "50").get("/api/cases").json()) == 1


def test_nothing_is_quiet_before_a_second_person_agrees(town: Town) -> None:
    mute = quiet(town, hours=2)
    answer = town.desk("dispatcher").post(f"/api/mutes/{mute['id']}/approve")
    assert answer.json()["error"] == "SecondApprover"
    notice(town, sighting(town, "渝A·1"))
    assert len(town.desk("dispatcher").get("/api/cases").json()) == 1


def test_a_quiet_time_without_reason_or_end_is_refused(town: Town) -> None:
    assert "reason" in quiet(town, hours=2, reason=" ")["detail"]
    assert "ends after" in quiet(town, hours=-1)["detail"]
    assert "at most" in quiet(town, hours=24 * 40)["detail"]


def test_a_storm_is_called_by_its_place_and_each_subject_still_finds_its_own_alerts(town: Town) -> None:
    notice(town, sighting(town, "渝A·1"), *(sighting(town, f"truck {number}") for number in range(20)))
    town.clock.forward(hours=2)
    town.city.all_rounds()
    notice(town, sighting(town, "渝A·1", 120))
    dispatcher = town.desk("dispatcher")
    (head,) = (one for one in seen(town) if one["storm"])
    storm, lone = dispatcher.get("/api/cases").json()
    assert storm["storm"] == head["storm"] == f"area:{head['area']}" and storm["area_name"].startswith("渝中区 ")
    assert (lone["storm"], lone["subject"]) == ("", "渝A·1")
    mine = seen(town, subject="渝A·1")
    assert [one["head"] for one in mine] == [None, head["id"]]
    assert seen(town, subject="渝A·1", open_only=True) == mine[:1]
    assert seen(town, subject="渝A·2") == [] == town.desk("stranger").get("/api/alerts", subject="渝A·1").json()
    past = dispatcher.get(f"/api/alerts/{lone['alert_id']}/card").json()["past"]
    assert {one["storm"] for one in past} == {"", head["storm"]}
