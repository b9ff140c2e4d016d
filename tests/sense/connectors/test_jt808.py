"""JT/T 808 to the byte: vectors written out from the standard's layout, and whatever a stranger may send."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cityloop.sense.connectors import jt808
from cityloop.sense.connectors.jt808 import Malformed, Splitter, Told
from cityloop.sense.connectors.parts import Parts
from tests.sense.connectors.lorries import Lorry, reported
from tests.sense.connectors.towns import ms


def only(stream: bytes) -> bytes:
    (frame,) = list(Splitter().feed(stream))
    return frame


def test_a_heartbeat_of_2019_is_read_byte_by_byte() -> None:
    plain = bytes.fromhex("0002 4000 01 00000000013912345678 0001".replace(" ", ""))
    code = 0
    for byte in plain:
        code ^= byte
    told = jt808.read(only(b"\x7e" + plain + bytes([code]) + b"\x7e"))
    assert told == Told(jt808.BEAT, "13912345678", 1, b"", True, 1)


def test_a_position_of_2013_is_read_byte_by_byte() -> None:
    body = bytes.fromhex(
        "00000002"  # alarm: too fast
        "00000003"  # engine on, located
        "01c2fc60"  # latitude
        "0659f3d4"  # longitude
        "00fa"  # 250 m
        "0226"  # 55.0 km/h
        "005a"  # east
        "260302074000"  # 2026-03-02 07:40:00 at UTC+8
        "010400002710"  # 1,000.0 km
        "310109"  # nine satellites
        "e1021234"  # a maker's own
    )
    said = jt808.position(body)
    assert said["at"] == ms("2026-03-02T07:40:00+08:00")
    assert (said["lat"], said["lon"]) == (0x01C2FC60 / 1e6, 0x0659F3D4 / 1e6)
    assert (said["speed_kmh"], said["altitude_m"], said["heading"], said["alarm"]) == (55.0, 250, 90, 2)
    assert (said["mileage_km"], said["satellites"], said["located"], said["acc"]) == (1000.0, 9, True, True)


def test_south_and_west_are_negative_and_what_is_not_located_has_no_place() -> None:
    body = struct.pack(">IIIIHHH", 0, 0b1110, 1_000_000, 2_000_000, 0, 0, 0) + bytes.fromhex("260302074000")
    assert (jt808.position(body)["lat"], jt808.position(body)["lon"]) == (-1.0, -2.0)
    nowhere = jt808.position(struct.pack(">IIIIHHH", 0, 0, 1, 1, 0, 0, 0) + bytes.fromhex("260302074000"))
    assert nowhere["lat"] is nowhere["lon"] is None


def test_the_standards_own_example_of_escaping() -> None:
    assert jt808.escaped(bytes.fromhex("307e087d55")) == bytes.fromhex("307d02087d0155")
    assert jt808.unescaped(bytes.fromhex("307d02087d0155")) == bytes.fromhex("307e087d55")


def test_answers_are_laid_out_as_the_standard_says() -> None:
    told = Told(jt808.POSITION, "13912345678", 0x7E, b"", False)
    frame = jt808.unescaped(only(jt808.general(told, 5, jt808.OK)))
    assert frame[:-1].hex() == "800100050139123456780005007e020000"
    frame = jt808.unescaped(only(jt808.registered(told, 6, 0, "abc")))
    assert frame[:-1].hex() == "810000060139123456780006007e00" + b"abc".hex()


@given(
    some.integers(0, 0xFFFF), some.integers(0, 10**12 - 1), some.integers(0, 0xFFFF), some.binary(max_size=1023), some.booleans()
)
def test_what_is_written_is_read_again(id: int, phone: int, serial: int, body: bytes, of_2019: bool) -> None:
    told = Told(id, str(phone), serial, body, of_2019, int(of_2019))
    assert jt808.read(only(jt808.written(told))) == told


@given(some.binary(max_size=400), some.lists(some.integers(1, 50), max_size=20))
def test_a_stream_is_cut_the_same_however_it_comes(noise: bytes, cuts: list[int]) -> None:
    stream = b"\x7e" + noise + b"\x7e" + Lorry(0, "13900000000", "x").message(2, b"") + noise
    whole, part, found, at = list(Splitter().feed(stream)), Splitter(), list[bytes](), 0
    for cut in [*cuts, len(stream)]:
        found += part.feed(stream[at : at + cut])
        at += cut
    assert found == whole


@given(some.binary(max_size=2000))
def test_no_frame_does_more_than_be_malformed(frame: bytes) -> None:
    for does in (jt808.read, jt808.position, jt808.batch):
        with contextlib.suppress(Malformed):
            does(frame)


@given(some.binary(max_size=200), some.booleans())
def test_no_body_does_more_than_be_malformed(body: bytes, of_2019: bool) -> None:
    for does in (jt808.registration, jt808.code_of):
        with contextlib.suppress(Malformed):
            does(Told(1, "1", 1, body, of_2019))


@given(some.permutations(range(1, 6)), some.integers(0, 0xFFFF))
def test_parts_are_put_together_in_any_order(order: list[int], first: int) -> None:
    parts, whole = Parts(), None
    for part in order:
        assert whole is None
        whole = parts.join(Told(0x0704, "1", (first + part - 1) % 65536, bytes([part]) * 3, True, 1, 5, part))
    assert whole and whole[0].body == b"".join(bytes([part]) * 3 for part in range(1, 6))
    assert len(whole[1]) == 5


def test_parts_that_never_become_whole_are_let_go() -> None:
    parts = Parts()
    for serial in range(0, 60_000, 3):
        assert parts.join(Told(0x0704, "1", serial, bytes(1000), True, 1, 200, 1)) is None
    assert len(parts._open) < 20


@pytest.mark.parametrize("cut", [1, 27, 28, 40])
def test_a_batch_that_ends_too_early_is_malformed(cut: int) -> None:
    body = Lorry(0, "1", "x").batch([reported("2026-03-02 07:40:00", 50), reported("2026-03-02 07:40:10", 51)])
    assert len(jt808.batch(body)) == 2
    with pytest.raises(Malformed):
        jt808.batch(body[:-cut])
