"""The door takes Arrow streams: the same readings, the same rules, and no trust in who wrote them."""

import random
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pytest

from tests.sense.arrows import ARROW, positions, stream, streams
from tests.sense.test_the_door import counted, post, reading, stored
from tests.town import Town

MS = 1772409600000  # 2026-03-02 08:00 in the city
AT = pa.array([MS, MS + 1000], pa.timestamp("ms", tz="UTC"))


def send(town: Town, columns: dict[str, Any], key: str = "k") -> Any:
    return post(town, stream(columns, {"batch": key}), ARROW)


@pytest.mark.parametrize(
    "at",
    [
        AT,
        AT.cast(pa.int64()),
        AT.cast(pa.timestamp("s", tz="UTC")),
        AT.cast(pa.timestamp("us", tz="UTC")),
        AT.cast(pa.timestamp("ns", tz="Asia/Shanghai")),
        AT.cast(pa.timestamp("ms", tz="+08:00")),
        AT.cast(pa.timestamp("us", tz="America/New_York")),
    ],
    ids=lambda at: str(at.type),
)
def test_times_of_any_unit_and_zone_are_the_same_instant(town: Town, at: pa.Array) -> None:
    assert counted(send(town, positions(at))) == (2, 0, 0, 0)
    assert stored(town).at.tolist() == [MS, MS + 1000]


def test_names_may_be_dictionaries_that_change_from_batch_to_batch(town: Town) -> None:
    parts = []
    for number, names in enumerate((["a", "b"], ["b", "c", "c"])):
        at = pa.array([MS + 10 * number + step for step in range(len(names))], pa.timestamp("ms", tz="UTC"))
        subject = pa.array(names).dictionary_encode()
        signal = pa.array(["trucks.position"] * len(names)).dictionary_encode()
        parts.append(pa.table(positions(at, subject, signal=signal)))
    answer = town.http.post(
        f"/readings?batch={quote('键 1')}",
        content=streams(parts),
        headers={"authorization": f"Bearer {town.token}", "content-type": ARROW},
    )
    assert counted(answer) == (5, 0, 0, 0)
    assert [town.city.frames.subjects[number] for number in stored(town).subject] == ["a", "b", "b", "c", "c"]


def test_arrow_and_json_are_one_log(town: Town) -> None:
    assert counted(send(town, positions(AT, pa.array(["a", "a"])))) == (2, 0, 0, 0)
    assert counted(town.send("json", [reading("a")])) == (0, 0, 1, 0)
    assert counted(send(town, positions(AT, pa.array(["a", "a"])))) == (0, 0, 2, 0)
    assert send(town, positions(AT, pa.array(["a", "b"]))).status_code == 409


def test_bad_rows_are_refused_and_the_good_are_stored(town: Town) -> None:
    count = 9
    columns = positions(
        pa.array([MS] * 6 + [None, 915148799000, MS + 10**9]),
        pa.array(["a", "b", "", None, "x" * 129, "f", "g", "h", "i"]),
        signal=pa.array(["trucks.position"] * 5 + ["no.such"] + ["trucks.position"] * 3),
        value=pa.array([1.0, float("inf"), 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
    )
    answer = send(town, columns)
    assert counted(answer) == (1, 0, 0, count - 1)
    reasons = {one["row"]: one["reason"] for one in answer.json()["reasons"]}
    assert sorted(reasons) == list(range(1, count))
    for row, words in {1: "finite", 2: "128", 3: "128", 4: "128", 5: "rulebook", 6: "instant", 7: "2000", 8: "future"}.items():
        assert words in reasons[row]


def test_nan_is_nothing_said(town: Town) -> None:
    nothing = pa.array([float("nan")] * 2)
    answer = send(town, positions(AT, value=nothing, lon=pa.array([float("nan"), 106.5]), lat=pa.array([float("nan"), 29.5])))
    assert counted(answer) == (1, 0, 0, 1)
    assert "or both" in answer.json()["reasons"][0]["reason"]


def test_times_without_a_zone_are_refused_row_by_row(town: Town) -> None:
    answer = send(town, positions(AT.cast(pa.timestamp("ms"))))
    assert counted(answer) == (0, 0, 0, 2)
    assert "time zone" in answer.json()["reasons"][0]["reason"]


def test_columns_not_given_say_nothing(town: Town) -> None:
    columns = positions(AT)
    del columns["lon"], columns["lat"]
    assert counted(send(town, columns)) == (2, 0, 0, 0)


WRONG: dict[str, bytes] = {
    "empty": b"",
    "not Arrow": b"hello",
    "cut short": stream(positions(AT), {"batch": "k"})[:-200],
    "no key": stream(positions(AT)),
    "no subject": stream({"signal": pa.array(["a"]), "at": pa.array([MS])}, {"batch": "k"}),
    "times as text": stream(positions(pa.array(["a", "b"])), {"batch": "k"}),
    "values as text": stream(positions(AT, value=pa.array(["a", "b"])), {"batch": "k"}),
    "values as lists": stream(positions(AT, value=pa.array([[1.0], [2.0]])), {"batch": "k"}),
    "names as bytes": stream(positions(AT, pa.array([b"\xff", b"a"])), {"batch": "k"}),
    "names as lists": stream(positions(AT, pa.array([["a"], ["b"]])), {"batch": "k"}),
    "a file": b"ARROW1\x00\x00" + stream(positions(AT)),
    "rows without end that take no bytes": stream(
        {name: pa.nulls(100_000_000) for name in ("signal", "subject", "at", "value")}, {"batch": "k"}
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_stream_that_cannot_be_read_is_refused_as_a_whole(town: Town, wrong: str) -> None:
    answer = post(town, WRONG[wrong], ARROW)
    assert answer.status_code == 422, answer.text
    assert town.city.frames.log.end == 0


def test_an_empty_stream_is_an_empty_batch(town: Town) -> None:
    empty = positions(pa.array([], pa.timestamp("ms", tz="UTC")), pa.array([], pa.string()))
    assert counted(send(town, empty)) == (0, 0, 0, 0)


DECODE_DAMAGED = """
import random, sys
from cityloop.kit.errors import Refused
from cityloop.sense.readings.arrows import ARROW
from cityloop.sense.readings.decode import decode
whole, chance = bytearray(sys.stdin.buffer.read()), random.Random(7)
read = 0
for _ in range(4000):
    damaged = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 5))):
        damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
    try:
        decode(bytes(damaged), ARROW)
        read += 1
    except Refused:
        pass
print(read)
"""


@pytest.mark.parametrize("encoded", [False, True], ids=["texts", "dictionaries"])
def test_a_damaged_stream_is_read_or_refused_and_never_brings_the_door_down(encoded: bool) -> None:
    subject = pa.array([f"渝A·{random.Random(1).random()} {n}" for n in range(40)])
    at = pa.array([datetime(2026, 3, 2, tzinfo=UTC)] * 40, pa.timestamp("ms", tz="UTC"))
    whole = stream(positions(at, subject.dictionary_encode() if encoded else subject), {"batch": "k"})
    ran = subprocess.run([sys.executable, "-c", DECODE_DAMAGED], input=whole, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    assert 0 < int(ran.stdout) < 4000
