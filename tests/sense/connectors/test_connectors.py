"""Connectors as people meet them: set up, changed, paused and ended while the city runs; mapped, tried, taken back."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cityloop.sense.connectors.mapping import Mapping as Mapped
from tests.sense.connectors.towns import PLAIN, health, made, ms, operator, stored, until
from tests.town import Desk, Town

KEY = "a key that nobody guesses"
IN_CM = {
    "signal": {"constant": "water.level"},
    "subject": {"path": "station"},
    "at": {"path": "when"},
    "value": {"path": "cm"},
    "unit": "cm",
}
NONE: Mapping[str, str] = {}
AT = "2026-03-02T08:00:00+08:00"


def call(town: Town, name: str, said: Any, key: str = KEY, ago_s: float = 0, headers: Mapping[str, str] = NONE) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    stamp = str(int(town.clock().timestamp() - ago_s))
    signed = hmac.new(key.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    told = {"x-cityloop-timestamp": stamp, "x-cityloop-signature": f"sha256={signed}", **headers}
    return town.http.post(f"/hooks/{name}", content=body, headers=told)


def level(subject: str, value: float, at: str = AT) -> dict[str, Any]:
    return {"signal": "water.level", "subject": subject, "at": at, "value": value}


def hook(desk: Desk, name: str = "works") -> int:
    return made(desk, name, "webhook", {}, secrets={"key": KEY})


def test_a_signed_call_is_on_disk_when_it_is_answered(town: Town) -> None:
    hook(operator(town))
    answer = call(town, "works", [level("A", 1.5), level("B", 2.5)])
    assert answer.status_code == 200
    assert answer.json() == {"stored": 2, "late": 0, "doubled": 0, "refused": 0, "reasons": []}
    assert set(stored(town)) == {("water.level", "A", ms(AT), 1.5), ("water.level", "B", ms(AT), 2.5)}


def test_a_call_that_comes_again_is_known(town: Town) -> None:
    hook(operator(town))
    call(town, "works", level("A", 1.5))
    assert call(town, "works", level("A", 1.5)).json()["doubled"] == 1
    assert sum(stored(town).values()) == 1


def test_who_cannot_sign_or_comes_too_late_learns_nothing(town: Town) -> None:
    hook(operator(town))
    answers = [
        call(town, "works", level("A", 1), key="another key, just as long"),
        call(town, "works", level("A", 1), ago_s=301),
        call(town, "works", level("A", 1), ago_s=-301),
        call(town, "works", level("A", 1), headers={"x-cityloop-timestamp": "soon"}),
        call(town, "works", level("A", 1), headers={"x-cityloop-signature": ""}),
        call(town, "nobody", level("A", 1)),
    ]
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    assert not stored(town)


def test_two_keys_hold_while_a_sender_changes_over(town: Town) -> None:
    desk = operator(town)
    number = hook(desk)
    newer = "the key of next year"
    told = desk.post(f"/api/connectors/{number}/settings", settings={}, secrets={"key": newer, "older_key": KEY}).json()
    assert told["secrets"] == ["key", "older_key"]
    until(lambda: call(town, "works", level("A", 1), key=newer).status_code == 200)
    assert call(town, "works", level("B", 1)).status_code == 200
    desk.post(f"/api/connectors/{number}/settings", settings={}, secrets={"older_key": ""})
    until(lambda: call(town, "works", level("C", 1)).status_code == 401)
    assert call(town, "works", level("C", 1), key=newer).status_code == 200


def test_a_secret_is_never_shown(town: Town) -> None:
    desk = operator(town)
    number = hook(desk)
    seen = [desk.get("/api/connectors").text, desk.get(f"/api/connectors/{number}").text]
    assert all(KEY not in one for one in seen)


def test_only_an_operator_may_set_connectors_up(town: Town) -> None:
    number = hook(operator(town))
    for login in ("clerk", "board", "dispatcher"):
        desk = town.desk(login)
        asked = [
            desk.get("/api/connectors"),
            desk.get(f"/api/connectors/{number}/specimens"),
            desk.post("/api/connectors", name="mine", kind="webhook", settings={}, secrets={"key": KEY}),
            desk.post(f"/api/connectors/{number}/pause"),
            desk.post(f"/api/connectors/{number}/mappings", mapping={"gives": PLAIN}, why="no"),
            desk.delete(f"/api/connectors/{number}"),
        ]
        assert [one.status_code for one in asked] == [403] * 6


def test_a_connector_rests_and_goes_on_while_the_city_runs(town: Town) -> None:
    desk = operator(town)
    number = hook(desk)
    assert desk.post(f"/api/connectors/{number}/pause").json()["paused"]
    until(lambda: call(town, "works", level("A", 1)).status_code == 401)
    assert health(desk, number)["state"] == "paused"
    desk.post(f"/api/connectors/{number}/start")
    until(lambda: call(town, "works", level("A", 1)).status_code == 200)
    assert desk.delete(f"/api/connectors/{number}").status_code == 204
    until(lambda: call(town, "works", level("A", 1)).status_code == 401)
    assert desk.get(f"/api/connectors/{number}").status_code == 404


def test_a_connector_does_not_take_the_name_of_another_source(town: Town) -> None:
    desk = operator(town)
    hook(desk)
    for name in ("gps", "works"):
        again = desk.post("/api/connectors", name=name, kind="webhook", settings={}, secrets={"key": KEY})
        assert (again.status_code, again.json()["error"]) == (409, "NameTaken")
    assert town.send("still", [], town.token).status_code == 200


def test_what_is_wrong_with_settings_is_said(town: Town) -> None:
    desk = operator(town)
    answer = desk.post("/api/connectors", name="works", kind="webhook", settings={"window_s": 1}, secrets={"key": "short"})
    assert answer.status_code == 422 and "window_s" in answer.json()["detail"]
    assert desk.post("/api/connectors", name="works", kind="pigeon", settings={}).status_code == 404
    assert desk.post("/api/connectors", name="../works", kind="webhook", settings={}).status_code == 422


def test_a_mapping_is_tried_on_what_came_then_published_then_taken_back(town: Town) -> None:
    desk = operator(town)
    number = hook(desk)
    foreign = {"station": "渝中一号", "when": "2026-03-02 08:00:00", "cm": 250}
    assert call(town, "works", foreign).json()["refused"] == 1

    (specimen,) = [one for one in desk.get(f"/api/connectors/{number}/specimens").json() if one["why"]]
    assert json.loads(specimen["said"]) == foreign
    mapping = {"gives": [IN_CM]}
    (seen, *_) = desk.post(f"/api/connectors/{number}/try", mapping=mapping).json()
    assert seen["before"]["readings"][0]["refused"] == "This signal is not in the rulebook."
    assert seen["after"]["readings"] == [
        {
            "signal": "water.level",
            "subject": "渝中一号",
            "at": "2026-03-02T00:00:00Z",
            "value": 2.5,
            "lon": None,
            "lat": None,
            "refused": "",
        }
    ]
    assert not stored(town), "trying takes nothing in"

    assert desk.post(f"/api/connectors/{number}/mappings", mapping=mapping, why=" ").status_code == 422
    assert desk.post(f"/api/connectors/{number}/mappings", mapping=mapping, why="As the works write it").json()["number"] == 2
    assert desk.post(f"/api/connectors/{number}/mappings", mapping=mapping, why="again").status_code == 409
    until(lambda: call(town, "works", foreign).json()["stored"] == 1)
    assert set(stored(town)) == {("water.level", "渝中一号", ms(AT), 2.5)}

    assert desk.post(f"/api/connectors/{number}/mappings/1/again", why="Too early").json()["number"] == 3
    versions = desk.get(f"/api/connectors/{number}/mappings").json()
    assert [(one["number"], one["why"]) for one in versions] == [(3, "Too early"), (2, "As the works write it"), (1, "")]
    assert {one["by"] for one in versions} == {"keeper"}
    assert versions[0]["said"] == versions[2]["said"] != versions[1]["said"]
    until(lambda: call(town, "works", foreign).json()["refused"] == 1)


def test_who_fails_is_seen_and_the_others_go_on(town: Town) -> None:
    desk = operator(town)
    hook(desk)
    broken = desk.post("/api/connectors", name="broken", kind="mqtt", settings={"host": "127.0.0.1", "port": 1, "topics": ["a"]})
    number = broken.json()["id"]
    until(lambda: health(desk, number)["failures"] > 2)
    assert health(desk, number)["state"] in ("failed", "starting")
    assert "does not answer" in health(desk, number)["error"]
    assert call(town, "works", level("A", 1)).status_code == 200


def test_every_kind_has_forms_and_a_mapping_that_makes_sense(town: Town) -> None:
    kinds = operator(town).get("/api/connectors/kinds").json()
    assert {one["name"] for one in kinds} == {"mqtt", "files", "sql", "webhook", "jt808"}
    for one in kinds:
        assert one["settings"]["type"] == one["secrets"]["type"] == "object"
        Mapped.model_validate(one["mapping"])
