"""Many requests in one, and arrays of observations; and whatever is asked, the answer is an answer."""

import json
import random
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.sense.sensorthings import ROOT, Speaker, ago, datastream, thing
from tests.town import Town


@pytest.fixture
def speaker(town: Town) -> Speaker:
    return Speaker.of(town)


def batch(speaker: Speaker, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    answer = speaker.ask("POST", "$batch", {"requests": list(requests)})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["responses"])


@BOTH
def test_a_json_batch_does_its_requests_in_order_and_may_speak_of_what_it_made(speaker: Speaker) -> None:
    said = batch(
        speaker,
        {"id": "t", "method": "POST", "url": "Things", "body": thing("Post", datastream())},
        {"id": "p", "method": "PATCH", "url": "$t", "body": {"name": "Pillar"}},
        {"id": "o", "method": "POST", "url": "Observations", "body": {"result": 4, "Datastream": {"@iot.id": 1}}},
        {"id": "g", "method": "GET", "url": "Things?$select=name&$expand=Datastreams($expand=Observations($select=result))"},
        {"id": "x", "method": "DELETE", "url": f"{ROOT}/Things(99)"},
    )
    assert [one["status"] for one in said] == [201, 200, 201, 200, 404]
    (seen,) = said[3]["body"]["value"]
    assert seen["name"] == "Pillar" and seen["Datastreams"][0]["Observations"] == [{"result": 4}]


@BOTH
def test_a_group_is_kept_whole_or_not_at_all(speaker: Speaker) -> None:
    good = {"id": "1", "method": "POST", "url": "Things", "body": thing("Post"), "atomicityGroup": "a"}
    bad = {"id": "2", "method": "POST", "url": "Things", "body": {"name": "half"}, "atomicityGroup": "a"}
    told = datastream(Thing={"@iot.id": "$1"}, Observations=[{"result": 1}])
    more = {"id": "3", "method": "POST", "url": "Datastreams", "body": told, "atomicityGroup": "a"}
    assert [one["status"] for one in batch(speaker, good, bad)] == [400, 400]
    assert speaker.get("Things") == {"value": []}
    assert [one["status"] for one in batch(speaker, good, more)] == [201, 201]
    assert len(speaker.get("Observations")["value"]) == 1


def test_a_multipart_batch_is_answered_part_by_part(speaker: Speaker) -> None:
    change = (
        "--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST /sta/v1.1/Things HTTP/1.1\r\n"
        f"Content-Type: application/json\r\n\r\n{json.dumps(thing('Post'))}\r\n"
        "--c\r\nContent-Type: application/http\r\nContent-ID: 2\r\n\r\nPATCH $1 HTTP/1.1\r\n"
        'Content-Type: application/json\r\n\r\n{"name": "Pillar"}\r\n--c--'
    )
    body = (
        "--b\r\nContent-Type: application/http\r\n\r\nGET Things HTTP/1.1\r\n\r\n\r\n"
        f"--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n{change}\r\n"
        "--b\r\nContent-Type: application/http\r\n\r\nGET Things?$select=name HTTP/1.1\r\n\r\n\r\n--b--\r\n"
    )
    kind = {"content-type": "multipart/mixed;boundary=b"}
    answer = speaker.ask("POST", "$batch", headers=kind, content=body.encode())
    assert answer.status_code == 200
    assert [line.split()[1] for line in answer.text.splitlines() if line.startswith("HTTP/1.1")] == ["200", "201", "200", "200"]
    assert '{"value":[{"name":"Pillar"}]}' in answer.text


def test_an_array_says_of_each_row_what_became_of_it(speaker: Speaker) -> None:
    speaker.make("Things", thing("Post", datastream()))
    rows = [[ago(3), 1], [ago(2), "x"], [ago(1), 2], [ago(-9999), 3], ["yesterday", 4], [ago(1)]]
    group = {
        "Datastream": {"@iot.id": 1},
        "components": ["phenomenonTime", "result"],
        "dataArray@iot.count": 6,
        "dataArray": rows,
    }
    answer = speaker.ask("POST", "CreateObservations", [group])
    assert answer.status_code == 201
    assert [one.startswith("error") for one in answer.json()] == [False, True, False, True, True, True]
    again = speaker.ask("POST", "CreateObservations", [group | {"dataArray": [[ago(3), 1], [ago(1), 9]]}]).json()
    assert [one.startswith("error") for one in again] == [False, True]
    assert [one["result"] for one in speaker.get("Datastreams(1)/Observations")["value"]] == [1, 2]


TEXTS = [
    "", " ", "0", "-1", "1", "9" * 30, "9" * 5000, "x", "'", "''", "'x'", "1-1", "1-" + "9" * 15, "渝", "\x00", "a\x00",
    "\u202e", "😀", "null", "name", "id", "result", "properties/a", "properties/0/1", "location", "time", "phenomenonTime",
    "Datastreams", "Datastreams/name", "Thing/name", "Datastream/Thing/Locations/location", "Observations/result",
    "geography'POINT (1 2)'", "geography'POINT'", "2026-03-02T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "2026-03-02", "1e308", "()", "length(name)", "year(time)", "now()", "mindatetime()",
    "true", "-name", "not true", "parameters/x", "resultTime", "unitOfMeasurement/symbol",
]  # fmt: skip
PATTERNS = [
    "{}", "{} eq {}", "{} gt {}", "{} add {} lt {}", "not ({} eq {})", "substringof({}, {})",
    "substring({}, {}, {}) eq {}", "geo.distance({}, {}) lt {}", "st_within({}, {})", "st_relate({}, {}, 'T********')",
    "round({}) eq {}", "date({}) eq {}", "{} ne null", "{} eq null or {}", "{} div {} gt {}", "{} mod {} eq {}",
    "concat({}, {}) eq {}", "({}", "{})", "{} desc", "{},{}", "{}($filter={})", "{}($expand={};$top={})",
    "geo.length({}) ge {}", "indexof({}, {}) ge {}", "totaloffsetminutes({}) eq {}",
]  # fmt: skip
SETS = [
    "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties", "Observations",
    "FeaturesOfInterest", "Things(1)", "Datastreams(1)/Observations", "Things(1)/Locations",
    "FeaturesOfInterest(1)/Observations", "Observations('1-1')",
]  # fmt: skip


@BOTH
def test_whatever_is_asked_is_answered(speaker: Speaker) -> None:
    noted = {"phenomenonTime": ago(9), "result": 2, "parameters": {"x": 1}}
    speaker.make("Things", thing("Post", datastream(Observations=[{"result": 1}, noted]), properties={"a": [1, {"b": 2}]}))
    chance, answered = random.Random(7), set[int]()
    for _ in range(900):
        option = chance.choice(
            ["$filter", "$filter", "$filter", "$orderby", "$expand", "$select", "$top", "$skip", "$after", "$count"]
        )
        text = chance.choice(PATTERNS)
        text = text.format(*(chance.choice(TEXTS) for _ in range(text.count("{}"))))
        answer = speaker.ask("GET", chance.choice(SETS), params={option: text})
        assert answer.status_code < 500, (option, text, answer.text)
        answered.add(answer.status_code)
    assert answered >= {200, 400, 404}


@BOTH
def test_whatever_is_said_is_answered(speaker: Speaker) -> None:
    chance = random.Random(8)
    speaker.make("Things", thing("Post", datastream()))
    whole = thing("Post", datastream(Observations=[{"phenomenonTime": ago(1), "result": 1, "parameters": {}}]))
    numbers, texts = [None, 0, -1, 10**30, 1.5, True], ["", "x", "\x00", "渝", ago(0)]
    junk: list[Any] = [*numbers, *texts, [], {}, [[]], *({"@iot.id": id} for id in (1, "x", -1))]
    paths = [*SETS[:12], "Things(1)/$ref", "Sensors(1)", "CreateObservations", "$batch", "Datastreams(1)"]
    for _ in range(400):
        body: Any = json.loads(json.dumps(whole))
        at = chance.choice([body, body["Locations"][0], body["Datastreams"][0], body["Datastreams"][0]["Observations"][0]])
        at[chance.choice([*at, "code", "location", "Datastream", "requests", "op"])] = chance.choice(junk)
        body = chance.choice([body, at, [at], {"requests": [at]}, chance.choice(junk)])
        kind = chance.choice(["application/json", "application/json-patch+json", "multipart/mixed; boundary=x"])
        method, path = chance.choice(["POST", "POST", "PATCH", "PUT", "DELETE"]), chance.choice(paths)
        answer = speaker.ask(method, path, headers={"content-type": kind}, content=json.dumps(body).encode())
        assert answer.status_code < 500, (method, path, body, answer.text)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 9_000, b'{"name": "\\ud800"}', b"NaN", b"1" * 5000]
)
def test_what_is_no_json_is_answered(speaker: Speaker, body: bytes) -> None:
    for path in ("Things", "Observations", "CreateObservations", "$batch"):
        assert speaker.ask("POST", path, content=body).status_code in (400, 404, 422), path
