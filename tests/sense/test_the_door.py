"""The door: what devices are told, and what the log holds afterwards."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cityloop.kernels.columns import Readings
from cityloop.sense.readings.queries import window
from cityloop.sense.sources.actions import admit
from tests.town import CENTRE, Hands, Town

POSITION = "trucks.position"
NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in the city


def reading(subject: str = "渝A·1", back_s: float = 0, **about: Any) -> dict[str, Any]:
    at = (NOW - timedelta(seconds=back_s)).isoformat()
    return {"signal": POSITION, "subject": subject, "at": at, "value": 50, "lon": CENTRE[0], "lat": CENTRE[1]} | about


def counted(answer: Any) -> tuple[int, int, int, int]:
    assert answer.status_code == 200, answer.text
    said = answer.json()
    return said["stored"], said["late"], said["doubled"], said["refused"]


def stored(town: Town) -> Readings:
    with town.city.glance(by="test") as work:
        return window(work, [POSITION], NOW - timedelta(days=9999), NOW + timedelta(days=1))


def post(town: Town, body: bytes | Iterator[bytes], kind: str = "application/json", **headers: str) -> Any:
    asked = {"authorization": f"Bearer {town.token}", "content-type": kind} | headers
    return town.http.post("/readings", content=body, headers=asked)


def test_rows_are_stored_as_they_were_said(town: Town) -> None:
    said = [reading("a", 20, value=10.5), reading("b", 10, value=None), reading("c", 0, lon=None, lat=None)]
    assert counted(town.send("k", said)) == (3, 0, 0, 0)
    rows = stored(town)
    assert [town.city.frames.subjects[number] for number in rows.subject] == ["a", "b", "c"]
    assert rows.at.tolist() == [int((NOW - timedelta(seconds=s)).timestamp() * 1000) for s in (20, 10, 0)]
    assert str(rows.value.tolist()) == "[10.5, nan, 50.0]"
    assert str(rows.lon.tolist()) == f"[{CENTRE[0]}, {CENTRE[0]}, nan]"


def test_columns_say_the_same_as_rows(town: Town) -> None:
    columns = {
        "signal": [POSITION] * 2,
        "subject": ["a", "b"],
        "at": [NOW.isoformat(), int(NOW.timestamp() * 1000)],
        "value": [50, None],
        "lon": [None, 106.5],
        "lat": [None, 29.5],
    }
    assert counted(post(town, json.dumps({"batch": "k"} | columns).encode())) == (2, 0, 0, 0)
    assert counted(town.send("other", [reading("a"), reading("b")])) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    "at",
    ["2026-03-02T00:00:00Z", "2026-03-02T08:00:00+08:00", "2026-03-01T14:00:00.000-10:00", 1772409600000],
)
def test_an_instant_may_be_said_in_any_zone_or_in_milliseconds(town: Town, at: str | int) -> None:
    assert counted(town.send("k", [reading(at=at)])) == (1, 0, 0, 0)
    assert stored(town).at.tolist() == [1772409600000]


def test_the_same_batch_again_is_all_doubled(town: Town) -> None:
    said = [reading("a", step) for step in range(10)]
    assert counted(town.send("k", said)) == (10, 0, 0, 0)
    for _ in range(3):
        assert counted(town.send("k", said)) == (0, 0, 10, 0)
    assert stored(town).at.size == 10


def test_a_key_with_other_readings_is_refused(town: Town) -> None:
    town.send("k", [reading("a")])
    answer = town.send("k", [reading("a", value=51)])
    assert (answer.status_code, answer.json()["error"]) == (409, "KeyUsed")
    assert "k" in answer.json()["detail"]
    assert stored(town).value.tolist() == [50]


def test_the_same_readings_under_another_key_are_doubled(town: Town) -> None:
    said = [reading("a", step) for step in range(5)]
    town.send("k", said)
    assert counted(town.send("l", [*said, reading("a", 0), reading("b")])) == (1, 0, 6, 0)


def test_late_readings_are_counted_and_kept(town: Town) -> None:
    town.send("k", [reading("a", 0)])
    assert counted(town.send("l", [reading("a", 60), reading("a", 30), reading("b", 90)])) == (1, 2, 0, 0)
    assert stored(town).at.size == 4
    assert counted(town.send("m", [reading("a", 60), reading("a", 61)])) == (0, 1, 1, 0)


def test_out_of_order_inside_a_batch_is_not_late(town: Town) -> None:
    assert counted(town.send("k", [reading("a", back) for back in (0, 30, 10, 20)])) == (4, 0, 0, 0)


BAD_ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown signal": ({"signal": "trucks.colour"}, "rulebook"),
    "no subject": ({"subject": ""}, "1 to 128"),
    "blank subject": ({"subject": "  "}, "1 to 128"),
    "long subject": ({"subject": "x" * 129}, "1 to 128"),
    "unprintable subject": ({"subject": "a\x00b"}, "1 to 128"),
    "subject of two lines": ({"subject": "a\nb"}, "1 to 128"),
    "turned-round subject": ({"subject": "a\u202eb"}, "1 to 128"),
    "no time zone": ({"at": "2026-03-02T00:00:00"}, "time zone"),
    "no time": ({"at": "yesterday"}, "$.at"),
    "year 1999": ({"at": "1999-12-31T23:59:59Z"}, "2000"),
    "seconds for milliseconds": ({"at": 1772409600}, "2000"),
    "six minutes ahead": ({"back_s": -360}, "future"),
    "far ahead": ({"at": "9999-12-31T23:59:59Z"}, "future"),
    "huge time": ({"at": 10**30}, "instant"),
    "just too large a time": ({"at": 2**63}, "instant"),
    "negative huge time": ({"at": -(10**30)}, "instant"),
    "time as a float": ({"at": 1772409600000.5}, "$.at"),
    "time as truth": ({"at": True}, "$.at"),
    "time as nothing": ({"at": None}, "$.at"),
    "neither value nor position": ({"value": None, "lon": None, "lat": None}, "or both"),
    "lon 181": ({"lon": 181}, "-180 to 180"),
    "lat -91": ({"lat": -91}, "-90 to 90"),
    "half a position": ({"lat": None}, "-180 to 180"),
    "value under the range": ({"value": -0.1}, "outside"),
    "value over the range": ({"value": 250.1}, "outside"),
    "value as text": ({"value": "50"}, "$.value"),
    "value as truth": ({"value": True}, "$.value"),
    "huge value": ({"value": 10**300}, "outside"),
    "subject as a number": ({"subject": 7}, "$.subject"),
    "signal as a list": ({"signal": [POSITION]}, "$.signal"),
}


@pytest.mark.parametrize("wrong", BAD_ROWS)
def test_a_bad_row_is_refused_with_its_number_and_reason_and_the_good_are_stored(town: Town, wrong: str) -> None:
    about, reason = BAD_ROWS[wrong]
    said = [reading("a"), reading("b"), reading(**({"subject": "c"} | about)), reading("d")]
    answer = town.send("k", said)
    assert counted(answer) == (3, 0, 0, 1)
    (refused,) = answer.json()["reasons"]
    assert refused["row"] == 2 and reason in refused["reason"], refused
    assert stored(town).at.size == 3
    assert counted(town.send("k", said)) == (0, 0, 3, 1)


def test_rows_that_are_no_readings_are_refused_each_for_itself(town: Town) -> None:
    missing = {"signal": POSITION, "subject": "a"}
    said: list[Any] = [None, reading("a"), 3, "x", [], {}, missing, reading("b", extra="ignored")]
    answer = town.send("k", said)
    assert counted(answer) == (2, 0, 0, 6)
    assert [one["row"] for one in answer.json()["reasons"]] == [0, 2, 3, 4, 5, 6]


def test_refused_rows_are_numbered_in_columns_too(town: Town) -> None:
    columns = {"batch": "k", "signal": [POSITION] * 3, "subject": ["a", 7, "c"], "at": ["x", 0, 1772409600000]}
    answer = post(town, json.dumps(columns | {"value": [1, 2, 3]}).encode())
    assert counted(answer) == (1, 0, 0, 2)
    assert [one["row"] for one in answer.json()["reasons"]] == [0, 1]


def test_only_the_first_hundred_reasons_are_said(town: Town) -> None:
    answer = town.send("k", [reading(f"{n}", value=-1) for n in range(150)])
    assert counted(answer) == (0, 0, 0, 150)
    assert len(answer.json()["reasons"]) == 100


ROW = json.dumps(reading()).encode()
BAD_BODIES: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"hello",
    "cut short": b'{"batch": "k", "readings": [' + ROW,
    "cut short after a bad row": b'{"batch": "k", "readings": [{"signal": 1}, ' + ROW,
    "more after the end": b'{"batch": "k", "readings": [{"signal": 1}]} and more',
    "not a number": b'{"batch": "k", "readings": [{"signal": "a", "subject": "a", "at": 1, "value": NaN}]}',
    "infinity": b'{"batch": "k", "readings": [{"signal": "a", "subject": "a", "at": 1, "value": Infinity}]}',
    "a number too large for any": b'{"batch": "k", "readings": [{"signal": "a", "subject": "a", "at": 1, "value": 1e999}]}',
    "a number of 5000 digits": b'{"batch": "k", "readings": [{"signal": 1, "at": 1' + b"0" * 5000 + b"}]}",
    "a list at the top": b"[" + ROW + b"]",
    "nothing at the top": b"null",
    "a text at the top": b'"readings"',
    "no readings": b'{"batch": "k"}',
    "readings that are one": b'{"batch": "k", "readings": ' + ROW + b"}",
    "columns of different lengths": b'{"batch": "k", "signal": ["a"], "subject": ["a", "b"], "at": [1, 2]}',
    "columns and a bad cell of different lengths": b'{"batch": "k", "signal": ["a"], "subject": ["a", 1], "at": [1, 2]}',
    "a column that is none": b'{"batch": "k", "signal": "a", "subject": ["a"], "at": [1]}',
    "no key": b'{"readings": [' + ROW + b"]}",
    "an empty key": b'{"batch": "", "readings": [' + ROW + b"]}",
    "a long key": b'{"batch": "' + b"k" * 201 + b'", "readings": [' + ROW + b"]}",
    "a key that is a number": b'{"batch": 7, "readings": [' + ROW + b"]}",
    "nested too deep": b'{"batch": "k", "readings": ' + b"[" * 200_000,
    "nested too deep aside": b'{"x": ' + b'{"x":' * 200_000,
    "half a character": b'{"batch": "k", "readings": [{"signal": "\xff"}]}',
    "half a pair": b'{"batch": "k", "readings": [{"signal": "\\ud800"}]}',
    "in UTF-16": '{"batch": "k"}'.encode("utf-16"),
}


@pytest.mark.parametrize("wrong", BAD_BODIES)
def test_a_body_that_cannot_be_read_is_refused_as_a_whole_with_a_sentence(town: Town, wrong: str) -> None:
    answer = post(town, BAD_BODIES[wrong])
    assert answer.status_code == 422, answer.text
    assert len(answer.json()["detail"]) > 10
    assert town.city.frames.log.end == 0


def test_more_than_8_mib_is_too_large_whether_its_length_is_said_or_not(town: Town) -> None:
    large = b"x" * 10_000_000
    assert post(town, large).status_code == 413
    assert post(town, iter([large[:5_000_000], large[5_000_000:]])).status_code == 413


def test_packed_bodies_are_refused_with_a_sentence(town: Town) -> None:
    answer = post(town, b"\x1f\x8b", **{"content-encoding": "gzip"})
    assert answer.status_code == 415 and "unpacked" in answer.json()["detail"]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic {}", "{}", "Bearer é"])
def test_only_who_has_a_token_brings_readings(town: Town, authorization: str) -> None:
    headers = {b"authorization": authorization.format(town.token).encode("latin-1")}
    answer = town.http.post("/readings", json={"batch": "k", "readings": [reading()]}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "StrangeToken")
    assert town.city.frames.log.end == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_readings_are_only_posted(town: Town, method: str) -> None:
    headers = {"authorization": f"Bearer {town.token}"}
    assert town.http.request(method, "/readings", headers=headers).status_code == 405


def test_a_token_given_anew_ends_the_old_one(town: Town, clock: Hands) -> None:
    with town.city.work(by="operator") as work:
        fresh = admit(work, "gps")
    clock.forward(seconds=3)
    assert town.send("k", [reading()]).status_code == 401
    assert town.send("k", [reading()], token=fresh).status_code == 200
