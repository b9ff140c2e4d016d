"""Bodies of many readings by MQTT: the quick way says what the slow one says, and what is refused can be brought again."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels.bodies import Many, alike
from cityloop.sense.mqtt.cutting import END, PAYLOAD
from cityloop.sense.mqtt.scanning import scan
from cityloop.sense.readings.decode import from_json
from tests.sense.talking import Talking, connect, publish, talking
from tests.sense.test_mqtt_by_stock_clients import port, said
from tests.sense.test_mqtt_rules import ACK, door_of
from tests.sense.test_the_door import NOW, POSITION, reading
from tests.sense.test_the_loss_ledger import cells, fates
from tests.sense.test_the_quarantine import LEVEL, heaps, measured, replay
from tests.town import Town

__all__ = ["port"]

Row = tuple[str, str, int, str, str, str]
T0_MS = int(NOW.timestamp() * 1000)

names = st.text(max_size=12) | st.sampled_from(["a", "渝A·1", "level", "\\", '"', "\x01"])
numbers = st.none() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
whens = st.integers(0, 1 << 50) | st.sampled_from(["2026-03-02T08:00:00+08:00", "2026-03-02T08:00:00", "never", None, 1.5])
rows = st.fixed_dictionaries(
    {}, optional={"signal": names, "subject": names, "at": whens, "value": numbers, "lon": numbers, "lat": numbers, "more": names}
)
good = st.fixed_dictionaries(
    {"signal": names, "subject": names, "at": st.integers(0, 1 << 50)}, optional={"value": numbers, "lon": numbers}
)


@st.composite
def columns(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(0, 5))
    kinds = {"signal": names, "subject": names, "at": whens, "value": numbers, "lat": numbers}
    wanted = draw(st.lists(st.sampled_from(list(kinds)), unique=True)) if draw(st.booleans()) else list(kinds)
    odd = draw(st.sampled_from([*kinds, "", "", "", ""]))
    return {name: draw(st.lists(kinds[name], min_size=count, max_size=count + (name == odd))) for name in wanted}


bodies = st.one_of(
    st.builds(lambda rows: {"readings": rows}, st.lists(good, max_size=5)),
    st.builds(lambda rows, key: {"readings": rows, "batch": key}, st.lists(rows, max_size=4), names),
    columns(),
    st.builds(lambda a, b: a | {"readings": b}, columns(), st.lists(good, max_size=2)),
)
separators = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")])


@st.composite
def written(draw: st.DrawFn) -> bytes:
    body = json.dumps(draw(bodies), separators=draw(separators), ensure_ascii=draw(st.booleans())).encode(
        "utf-8", "surrogatepass"
    )
    if draw(st.booleans()):
        return body
    wrong = bytearray(body)
    for place, letter in draw(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255) | st.sampled_from(list(b'{}[]",:0'))))):
        wrong[place % len(wrong)] = letter
    return bytes(wrong)


def scanned(*payloads: bytes) -> tuple[list[list[Row]], list[int]]:
    """What each payload says by the quick way, and which were left to the slow one."""
    whole = b"".join(payloads)
    buffer, ends = np.frombuffer(whole, np.uint8), np.cumsum([len(one) for one in payloads])
    frames = np.zeros((10, len(payloads)), np.int32)
    frames[PAYLOAD], frames[END] = ends - [len(one) for one in payloads], ends
    many, left = Many.room(len(whole)), np.zeros(len(payloads), np.int64)
    count, leaves = scan(buffer, frames, np.arange(len(payloads)), many, left)
    found: list[list[Row]] = [[] for _ in payloads]
    for row in range(count):
        signal, subject = (whole[many.name[n, row] : many.name[n + 1, row]].decode() for n in (0, 2))
        about = map(repr, (many.numbers[:, row] + 0.0).tolist())
        found[many.message[row]].append((signal, subject, int(many.at[row]), *about))
    return found, left[:leaves].tolist()


def slowly(payload: bytes) -> Iterator[Row]:
    said = from_json(payload)
    assert not said.refused
    for row in range(said.at.size):
        numbers = (repr(float(column[row]) + 0.0) for column in (said.value, said.lon, said.lat))
        yield said.signal.of(row), said.subject.of(row), int(said.at[row]), *numbers  # type: ignore[misc]


@given(st.lists(written(), min_size=1, max_size=3))
@settings(deadline=None, max_examples=500)
def test_the_quick_way_to_read_bodies_says_what_the_slow_one_says(payloads: list[bytes]) -> None:
    found, left = scanned(*payloads)
    for number, payload in enumerate(payloads):
        if number not in left:
            assert found[number] == list(slowly(payload)), payload
        else:
            assert found[number] == []


USUAL = [reading("渝A·1", 0), reading("b", 1, value=None), reading("", at=T0_MS), reading("c", at="2026-03-02T08:00:00.512Z")]


@pytest.mark.parametrize("spaced", [True, False])
def test_what_gateways_usually_send_is_read_the_quick_way(spaced: bool) -> None:
    apart = None if spaced else (",", ":")
    in_columns = {name: [one[name] for one in USUAL] for name in USUAL[0]}
    for body in ({"readings": USUAL}, {"batch": "k", "readings": USUAL}, in_columns, in_columns | {"batch": "渝"}):
        payload = json.dumps(body, separators=apart, ensure_ascii=False).encode()
        found, left = scanned(payload)
        assert left == [] and found == [list(slowly(payload))]


def test_names_that_come_again_are_known_as_the_same() -> None:
    letters = b"aabbabcab"
    start, end = np.array([0, 2, 4, 1, 6, 7]), np.array([2, 4, 6, 2, 6, 9])  # aa bb ab a "" ab
    first, of = alike(np.frombuffer(letters, np.uint8), start, end)
    assert (first.tolist(), of.tolist()) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 2])
    wide = np.frombuffer(b"".join(b"%04d" % n for n in range(2000)), np.uint8)
    first, _ = alike(wide, np.arange(0, 8000, 4), np.arange(4, 8004, 4))
    assert first.size == 0, "too many to be compared one by one"


def packed(*rows: dict[str, Any], escaped: bool = False) -> bytes:
    """A body; `escaped` has it read the slow way."""
    return json.dumps({"readings": rows} | ({"batch": "\n"} if escaped else {}), ensure_ascii=False).encode()


def test_bodies_of_all_kinds_and_single_readings_come_side_by_side(town: Town, port: int) -> None:
    in_columns = {"signal": [POSITION] * 2, "subject": ["c", "渝"], "at": [T0_MS, T0_MS], "value": [3, 4.5]}
    with talking(port, town.token) as client:
        client.say(
            publish("v1/readings", packed(reading("a", value=1)), 1, 1)
            + publish(f"v1/{POSITION}/s", json.dumps({"value": 9, "at": T0_MS}).encode(), 2, 1)
            + publish("v1/readings", packed(reading("b", value=2), escaped=True), 3, 1)
            + publish("v1/readings", json.dumps(in_columns).encode(), 4, 1)
        )
        assert [client.hear() for _ in range(4)] == [ACK + bytes([0, n]) for n in range(1, 5)]
    assert sorted(said(town)) == [("a", 1), ("b", 2), ("c", 3), ("s", 9), ("渝", 4.5)]


@pytest.mark.parametrize("escaped", [True, False])
def test_a_device_may_bring_its_own_in_bodies_and_no_others(town: Town, escaped: bool) -> None:
    own, other = reading("truck 7", value=1), reading("truck 8", value=2)
    with door_of(town, [0.0]) as port, Talking(port) as client:
        assert client.say(connect("one", "truck 7", "x", 5)).hear()[3] == 0
        both = [publish("v1/readings", packed(*rows, escaped=escaped), 1, 1, 5) for rows in ((other, own), (own,))]
        answers = [client.say(one).hear() for one in both]
        assert [0 if len(one) == 4 else one[4] for one in answers] == [0x87, 0]
        client.say(publish(f"v1/{POSITION}/truck 8", json.dumps(other).encode(), 3, 1, 5))
        assert client.hear()[4] == 0x87
    assert said(town) == [("truck 7", 1)]
    desk = town.hire("watch", "dispatcher", "50")
    assert heaps(desk) == {("own", "unreadable"): 2}
    assert replay(desk) == [("unreadable", 0, 2)], "it does not speak for another by being brought again"
    assert said(town) == [("truck 7", 1)]


@pytest.mark.parametrize("escaped", [True, False])
def test_refused_rows_of_bodies_are_brought_again_and_the_ledger_balances(town: Town, port: int, escaped: bool) -> None:
    desk = town.hire("watch", "dispatcher", "50")
    rows = [reading(f"{n}", n, value=n, **LEVEL) for n in range(4)] + [reading("a"), reading("b", at="2026-03-02T00:00:00")]
    with talking(port, town.token, version=5) as client:
        client.say(publish("v1/readings", packed(*rows, escaped=escaped), 1, 1, 5))
        assert client.hear()[4] == 0, "something of it was taken"
        client.say(publish("v1/water.level/5", json.dumps({"value": 2, "at": T0_MS}).encode(), 2, 1, 5))
        assert client.hear()[4] == 0x99
        client.say(publish("v1/trucks.position/c", json.dumps({"value": 2, "at": "2026-03-02T00:00:00"}).encode(), 3, 1, 5))
        assert client.hear()[4] == 0x99
    assert fates(cells(desk)["gps", 8]) == (8, 1, 0, 0, {"unknown_signal": 5, "bad_at": 2}, 0)
    bad = {one["content"] for one in desk.get("/api/quarantine/rows", reason="bad_at").json()}
    assert all(json.loads(one)["at"] == "2026-03-02T00:00:00" for one in bad)
    assert {json.loads(one)["subject"] for one in bad} == {"b", "c"}
    measured(town, most=10)
    assert sorted(replay(town.desk("watch"))) == [("bad_at", 0, 2), ("unknown_signal", 5, 0)]
    assert fates(cells(town.desk("watch"))["gps", 8]) == (8, 6, 0, 0, {"bad_at": 2}, 0)
    assert town.city.frames.log.end == 6


def test_a_body_nobody_can_read_waits_as_it_came(town: Town, port: int) -> None:
    desk = town.hire("watch", "dispatcher", "50")
    with talking(port, town.token, version=5) as client:
        assert client.say(publish("v1/readings", '{"readings": 渝'.encode(), 1, 1, 5)).hear()[4] == 0x99
    (row,) = desk.get("/api/quarantine/rows").json()
    assert json.loads(row["content"]) == {"topic": "v1/readings", "payload": '{"readings": 渝'}
    assert replay(desk) == [("unreadable", 0, 1)]
