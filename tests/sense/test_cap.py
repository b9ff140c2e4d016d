"""Warnings in the Common Alerting Protocol: what others send, and what the city sends."""

from datetime import timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from cityloop.sense.warnings.cap import NAMESPACE, read, wrong
from tests.conftest import BOTH
from tests.town import CENTRE, Town

RING = " ".join(
    f"{CENTRE[1] + dy},{CENTRE[0] + dx}"
    for dx, dy in ((-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, 0.01), (-0.01, -0.01))
)


def document(town: Town, identifier: str = "CQ-1", kind: str = "Alert", severity: str = "Extreme", **about: str) -> bytes:
    sent = about.pop("sent", (town.clock()).isoformat(timespec="seconds"))
    expires = (town.clock() + timedelta(hours=3)).isoformat(timespec="seconds")
    references = about.pop("references", "")
    inside = about.pop("parameter", "")
    polygon = about.pop("polygon", RING)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="{NAMESPACE}">
  <identifier>{identifier}</identifier><sender>weather@example.org</sender><sent>{sent}</sent>
  <status>{about.pop("status", "Actual")}</status><msgType>{kind}</msgType><scope>Public</scope>
  {f"<references>{references}</references>" if references else ""}
  <info><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>{severity}</severity>
    <certainty>Likely</certainty><expires>{expires}</expires><headline>暴雨预警</headline>{inside}
    <area><areaDesc>渝中区</areaDesc><polygon>{polygon}</polygon></area></info>
</alert>""".encode()


def send(town: Town, said: bytes, token: str | None = None) -> Any:
    headers = {"authorization": f"Bearer {token or town.token}", "content-type": "application/cap+xml"}
    answer = town.http.post("/cap", content=said, headers=headers)
    town.city.settle()
    town.city.all_rounds()
    town.city.settle()
    return answer


def warned(town: Town) -> list[tuple[str, bool]]:
    town.city.all_rounds()
    seen = town.desk("dispatcher").get("/api/alerts").json()
    return [(alert["detector"], alert["open"]) for alert in reversed(seen)]


@BOTH
def test_a_warning_from_outside_is_an_alert_of_its_colour_with_a_case(town: Town) -> None:
    assert send(town, document(town)).json()["level"] == 4
    assert warned(town) == [("weather.red", True)]
    (case,) = town.desk("dispatcher").get("/api/cases").json()
    assert case["duty"] == "emergency_office" and case["area"].startswith("500103")
    assert send(town, document(town)).status_code == 200
    assert warned(town) == [("weather.red", True)]


def test_an_update_changes_the_colour_and_a_cancellation_ends_it(town: Town) -> None:
    send(town, document(town))
    town.clock.forward(minutes=30)
    send(town, document(town, "CQ-2", "Update", "Moderate", references="weather@example.org,CQ-1,2026-03-02T08:00:00+08:00"))
    town.clock.forward(minutes=1)
    assert warned(town) == [("weather.red", False), ("weather.yellow", True)]
    send(town, document(town, "CQ-3", "Cancel", references="weather@example.org,CQ-2,2026-03-02T08:30:00+08:00"))
    town.clock.forward(minutes=1)
    assert [still for _, still in warned(town)] == [False, False]


def test_a_cancellation_sent_in_the_same_second_ends_it_too(town: Town) -> None:
    send(town, document(town))
    send(town, document(town, "CQ-2", "Cancel", references="weather@example.org,CQ-1,2026-03-02T08:00:00+08:00"))
    town.clock.forward(minutes=1)
    assert warned(town) == [("weather.red", False)]


def test_a_warning_ends_when_its_time_has_run_out(town: Town) -> None:
    send(town, document(town))
    town.clock.forward(hours=4)
    town.city.all_rounds()
    town.city.settle()
    town.clock.forward(seconds=10)
    assert warned(town) == [("weather.red", False)]


def test_an_exercise_calls_nobody(town: Town) -> None:
    assert send(town, document(town, status="Exercise")).json()["level"] == 0
    assert warned(town) == []


def test_the_colour_a_message_says_goes_before_its_severity(town: Town) -> None:
    said = "<parameter><valueName>预警等级</valueName><value>橙色</value></parameter>"
    assert send(town, document(town, parameter=said)).json()["level"] == 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"not xml", "XML"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><alert>&e;</alert>', "XML"),
        (b"<alert/>", "no alert of"),
        (f'<alert xmlns="{NAMESPACE}"><identifier>a</identifier></alert>'.encode(), "sender is missing"),
    ],
    ids=["no xml", "entities", "no namespace", "half"],
)
def test_what_is_no_cap_is_refused_with_why(town: Town, said: bytes, why: str) -> None:
    answer = send(town, said)
    assert answer.status_code == 422 and why in answer.json()["detail"]


def test_what_breaks_the_standard_is_named(town: Town) -> None:
    assert "no time with a zone" in send(town, document(town, sent="2026-03-02T08:00:00")).json()["detail"]
    assert "severity is not" in send(town, document(town, severity="Bad")).json()["detail"]
    assert "ends where it begins" in send(town, document(town, polygon="29,106 29,107 30,107 30,106")).json()["detail"]
    assert "references of what" in send(town, document(town, kind="Cancel")).json()["detail"]


def test_a_stranger_warns_nobody(town: Town) -> None:
    assert send(town, document(town), token="guess").status_code == 401


def test_an_alert_leaves_the_city_as_cap_with_its_area(town: Town) -> None:
    town.drive("渝A·1", 50, 72, 75, 71, 73, 70)
    (alert,) = town.desk("dispatcher").alerts("渝A·1")
    answer = town.desk("dispatcher").get(f"/api/alerts/{alert['id']}/cap")
    assert wrong(fromstring(answer.content)) == []
    said = read(answer.content)
    assert (said.kind, said.level, said.status) == ("Alert", 1, "Actual")
    assert abs(said.lon - CENTRE[0]) < 0.02 and abs(said.lat - CENTRE[1]) < 0.02
    town.clock.forward(hours=1)
    town.city.all_rounds()
    over = read(town.desk("dispatcher").get(f"/api/alerts/{alert['id']}/cap").content)
    assert (over.kind, over.references) == ("Cancel", (said.identifier,))
    assert town.desk("stranger").get(f"/api/alerts/{alert['id']}/cap").status_code == 404


def test_what_came_from_outside_is_listed_with_where_it_stands_and_the_alert_it_led_to(town: Town) -> None:
    send(town, document(town, status="Exercise", identifier="CQ-0"))
    said = document(town)
    send(town, said)
    town.clock.forward(minutes=30)
    send(town, document(town, "CQ-2", "Update", "Moderate", references="weather@example.org,CQ-1,2026-03-02T08:00:00+08:00"))
    dispatcher = town.desk("dispatcher")
    update, first, exercise = dispatcher.get("/api/warnings").json()
    assert [one["stand"] for one in (update, first, exercise)] == ["in_force", "replaced", "not_real"]
    assert (update["severity"], update["urgency"], exercise["status"]) == ("Moderate", "Expected", "Exercise")
    yellow = dispatcher.get("/api/alerts", open_only=True).json()[0]
    assert (update["alert"], yellow["detector"]) == (yellow["id"], "weather.yellow")
    assert town.desk("stranger").get("/api/warnings").json()[0]["alert"] is None  # a clerk elsewhere sees the warning alone
    page = dispatcher.get(f"/api/warnings/{update['id']}").json()
    assert page["warning"] == update and [one["id"] for one in page["chain"]] == [update["id"], first["id"]]
    assert len(page["rings"][0]) == 5 and page["rings"][0][0] == page["rings"][0][-1]
    assert dispatcher.get(f"/api/warnings/{first['id']}/cap").content == said
    town.clock.forward(hours=4)
    town.city.all_rounds()
    stands = [one["stand"] for one in dispatcher.get("/api/warnings").json()]
    assert stands == ["over", "replaced", "replaced", "not_real"]
    assert dispatcher.get("/api/warnings/999").status_code == 404
