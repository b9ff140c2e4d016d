"""Bytes become frames, payloads numbers: however they are cut, whatever they are."""

import json
import math
import struct

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.kernels.plain_json import NO_TIME
from cityloop.sense.mqtt import packets
from cityloop.sense.mqtt.cutting import BEGIN, END, HEAD, LETTERS, PAYLOAD, TOO_LARGE, TOPIC, cut, room
from cityloop.sense.mqtt.packets import Broken, framed, packed, text
from cityloop.sense.mqtt.payloads import Unusual, odd, read
from cityloop.sense.mqtt.topics import STRANGE, Topics
from tests.sense.talking import connect, publish

LARGEST = 1 << 20
Frame = tuple[int, bytes]


def cut_in(parts: list[bytes], version: int = 4, largest: int = LARGEST) -> tuple[list[Frame], int]:
    """The frames of one connection whose bytes come in these parts, and what was wrong in the end."""
    found: list[Frame] = []
    left = b""
    for part in parts:
        said = left + part
        buffer = np.frombuffer(said, np.uint8)
        came = cut(buffer, np.array([0]), np.array([len(said)]), np.array([version], np.int32), largest, room(len(said)))
        found += [(head, said[begin:end]) for head, begin, end in came.frames[[HEAD, BEGIN, END]].T.tolist()]
        if came.fault[0]:
            return found, int(came.fault[0])
        left = said[came.rest[0] :]
    return found, 0


messages = st.builds(
    publish,
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40),
    st.binary(max_size=300),
    st.integers(1, 65535),
    st.integers(0, 2),
    st.just(5),
    st.sampled_from([b"", b"\x23\0\7", b"\x26\0\1a\0\1b"]),
)
others = st.sampled_from([b"\xc0\0", b"\x62\2\0\1", framed(0x82, b"\0\1\0" + text("a") + b"\0"), b"\xe0\0"])


@given(st.lists(messages | others, max_size=12), st.data())
@settings(deadline=None)
def test_every_way_to_split_a_stream_gives_the_same_frames(said: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(said)
    places = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    parts = [stream[a:b] for a, b in zip([0, *places], [*places, len(stream)], strict=True)]
    assert cut_in(parts, 5) == ([(one[0], one) for one in said], 0)


def test_byte_by_byte_is_a_way_to_split_too() -> None:
    said = [publish("a/b", b"1" * size, 7, 1) for size in (0, 1, 120, 130, 20_000)]
    assert cut_in([bytes([byte]) for byte in b"".join(said)]) == ([(0x32, one) for one in said], 0)


@given(st.binary(max_size=200), st.sampled_from([4, 5]))
@settings(deadline=None, max_examples=400)
def test_random_bytes_are_frames_that_lie_within_them_or_a_fault(said: bytes, version: int) -> None:
    buffer = np.frombuffer(said, np.uint8)
    end = np.array([len(said)])
    found = cut(buffer, np.array([0]), end, np.array([version], np.int32), LARGEST, room(len(said)))
    assert (found.frames[END] <= len(said)).all() and (found.frames[BEGIN] >= 0).all()
    assert 0 <= found.rest[0] <= len(said)
    published = found.frames[:, found.frames[HEAD] >> 4 == 3]
    assert (published[TOPIC] + published[LETTERS] <= published[PAYLOAD]).all()
    assert (published[PAYLOAD] <= published[END]).all()


@given(messages, st.integers(0, 30), st.integers(0, 255))
@settings(deadline=None)
def test_a_frame_that_was_tampered_with_is_never_read_beyond_its_end(said: bytes, place: int, byte: int) -> None:
    wrong = bytearray(said)
    wrong[place % len(wrong)] = byte
    after = publish("after", b"1", 0, 0, 5)
    found, _ = cut_in([bytes(wrong) + after], 5)
    assert sum(len(one) for _, one in found) <= len(wrong) + len(after)


@pytest.mark.parametrize(
    "wrong",
    [
        b"\x36\5\0\1a\0\1",  # QoS 3
        b"\x38\3\0\1a",  # sent again, but QoS 0
        b"\x32\5\0\1a\0\0",  # packet id 0
        b"\x30\2\0\5",  # a topic longer than the packet
        b"\x30\2\0\0",  # no topic
        b"\x32\3\0\1a",  # no packet id
        b"\x30\xff\xff\xff\xff\1",  # a length of five bytes
    ],
    ids=bytes.hex,
)
def test_a_malformed_frame_is_a_fault_and_what_came_before_it_is_not(wrong: bytes) -> None:
    good = publish("a", b"1")
    assert cut_in([good + wrong]) == ([(0x30, good)], packets.MALFORMED)


def test_a_frame_is_too_large_as_soon_as_it_says_so() -> None:
    assert cut_in([b"\x30\xff\xff\x7f"], largest=1000) == ([], TOO_LARGE)


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**18), 10**18)
objects = st.fixed_dictionaries(
    {},
    optional={
        "value": numbers | st.none(),
        "lon": numbers | st.none(),
        "lat": numbers | st.none(),
        "at": st.integers(-(1 << 60), 1 << 60) | st.none() | st.datetimes(timezones=st.timezones()).map(lambda t: t.isoformat()),
        "more": st.integers(),
    },
)
seps = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")])
written = st.one_of(
    st.builds(lambda said, sep: json.dumps(said, separators=sep).encode(), numbers | objects, seps),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda d: str(d).encode()),
    st.binary(max_size=30),
    st.sampled_from(
        [
            b"",
            b"null",
            b"true",
            b"01",
            b"1.",
            b".5",
            b"-",
            b"-0",
            b"+1",
            b"1e3",
            b"{}",
            b'{"at":}',
            b'{"value":1}x',
            b"{",
            b'{"value":1,}',
        ]
    ),
    st.text('0123456789-+.eE "{}:,valuetlon', max_size=25).map(str.encode),
)


def shown(number: float) -> str:
    """Exactly, but that there is one nought."""
    return repr(number + 0.0)


@given(written)
@settings(deadline=None, max_examples=1000)
def test_the_quick_way_to_read_a_payload_says_what_the_slow_one_says(payload: bytes) -> None:
    buffer = np.frombuffer(b"\0" + payload, np.uint8)
    frames = np.zeros((10, 1), np.int32)
    frames[[PAYLOAD, END], 0] = 1, len(buffer)
    at, said = np.zeros(1, np.int64), np.zeros((3, 1))
    if read(buffer, frames, np.zeros(1, np.int64), at, said).size:
        return
    expected = odd(payload)
    assert (at[0], *map(shown, said[:, 0].tolist())) == (expected[0], *map(shown, expected[1:]))


@pytest.mark.parametrize(
    "payload",
    [b"50", b"-3.25", b"0", b'{"value": 1}', b'{"at":1772409600000,"value":2.5,"lon":106.5,"lat":29.5}']
    + [
        b'{"value":1,"at":"2026-03-02T08:00:00+08:00"}',
        b'{"value":1,"at":"2024-02-29T23:59:59.123Z"}',
        b'{"value":null,"lon":1,"lat":2}',
    ],
)
def test_what_devices_usually_send_is_read_the_quick_way(payload: bytes) -> None:
    buffer = np.frombuffer(payload, np.uint8)
    frames = np.zeros((10, 1), np.int32)
    frames[END, 0] = len(buffer)
    at, said = np.zeros(1, np.int64), np.zeros((3, 1))
    assert read(buffer, frames, np.zeros(1, np.int64), at, said).size == 0
    expected = odd(payload)
    assert (at[0], *map(shown, said[:, 0].tolist())) == (expected[0], *map(shown, expected[1:]))


def test_a_payload_without_a_time_says_so_and_one_without_sense_is_refused() -> None:
    assert odd(b"5") == (NO_TIME, 5, *[pytest.approx(math.nan, nan_ok=True)] * 2)
    for wrong in (b"on", b"[1]", b'"5"', b"\xff", b"NaN", b'{"value":"5"}', b"{" * 100_000):
        with pytest.raises(Unusual):
            odd(wrong)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0+#"), min_size=1, max_size=60), min_size=1, max_size=60)
)
@settings(deadline=None, max_examples=50)
def test_topics_are_found_by_their_bytes(names: list[str]) -> None:
    topics = Topics()
    number = {name: topics.learn(name.encode()) for name in names}
    assert len(set(number.values())) == len(number)
    said = b"".join(publish(name, b"1") for name in [*names, "not learned", *names])
    found = cut(
        np.frombuffer(said, np.uint8), np.array([0]), np.array([len(said)]), np.array([4], np.int32), LARGEST, room(len(said))
    )
    met = topics.find(np.frombuffer(said, np.uint8), found.frames, np.arange(2 * len(names) + 1))
    expected = [number[name] for name in names]
    assert met.tolist() == [*expected, number.get("not learned", STRANGE), *expected]


def test_many_topics_are_learned() -> None:
    topics = Topics()
    numbers = [topics.learn(f"v1/s/{n}".encode()) for n in range(5000)]
    assert numbers == list(range(5000)) == [topics.learn(f"v1/s/{n}".encode()) for n in range(5000)]
    assert [topics.subjects[topics.subject[n]] for n in numbers] == [str(n) for n in range(5000)]


@given(st.binary(max_size=120))
@settings(max_examples=400)
def test_a_connect_of_random_bytes_is_read_or_broken(said: bytes) -> None:
    for head in (b"", b"\0\4MQTT\4", b"\0\4MQTT\5"):
        try:
            packets.connect(head + said)
        except Broken:
            continue


def test_a_connect_says_who_comes_and_for_how_long() -> None:
    will = packed(0) + text("v1/s/a") + text("0")
    about = b"\x11" + struct.pack(">I", 60) + b"\x21\0\x0a\x26\0\1k\0\1v"
    said = connect("one", "gps", "secret", 5, 0x2C | 2, 30, will, about)
    found = packets.connect(said[2:] if said[1] < 128 else said[3:])
    assert dict(found.properties) == {0x11: 60, 0x21: 10}
    assert (found.client, found.username, found.password, found.keep_alive_s, found.clean) == ("one", "gps", b"secret", 30, True)
    assert found.will == packets.Will(b"v1/s/a", b"0", 0)


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=300)
def test_the_slow_way_reads_numbers_as_python_does(number: float) -> None:
    assert odd(repr(number).encode())[1] == number == msgspec.json.decode(repr(number).encode(), type=float)
