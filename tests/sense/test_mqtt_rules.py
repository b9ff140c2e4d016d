"""The MQTT door keeps the standard: greetings, packet ids, take-over, silence, what is refused, and what is broken."""

import json
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cityloop.sense.mqtt import packets, rules
from cityloop.sense.mqtt.door import Door, Port
from cityloop.sense.mqtt.packets import framed, packed, text
from cityloop.sense.mqtt.rules import Identity
from cityloop.sense.sources.actions import admit
from tests.sense.talking import Talking, connect, publish, talking
from tests.sense.test_devices import gauge
from tests.sense.test_mqtt_by_stock_clients import port, said, until
from tests.sense.test_the_door import POSITION
from tests.town import Town

__all__ = ["port"]
TOPIC = f"v1/{POSITION}/a"
ACK = bytes.fromhex("4002")


def at(number: int) -> bytes:
    return json.dumps({"value": number % 200, "at": 1772322000000 + number}).encode()


def test_hundreds_of_connections_side_by_side_are_answered_each_its_own(town: Town, port: int) -> None:
    clients = [Talking(port).say(connect(f"c{n}", "gps", town.token)) for n in range(300)]
    assert {client.hear() for client in clients} == {b"\x20\2\0\0"}
    for turn in range(5):
        for number, client in enumerate(clients):
            client.say(*(publish(f"v1/{POSITION}/{number}", at(turn * 3 + n), 1 + turn * 3 + n, 1) for n in range(3)))
        for client in clients:
            assert [client.hear() for _ in range(3)] == [ACK + struct.pack(">H", 1 + turn * 3 + n) for n in range(3)]
    assert len(said(town)) == 300 * 5 * 3
    for client in clients:
        client.sock.close()


def test_a_second_connection_with_the_same_client_id_ends_the_first(town: Town, port: int) -> None:
    with talking(port, town.token, "one", 5) as first, talking(port, town.token, "one", 5) as second:
        assert list(first.all())[-1][:3] == bytes([0xE0, first_size(packets.TAKEN_OVER), packets.TAKEN_OVER])
        assert second.say(b"\xc0\0").hear() == b"\xd0\0"


def first_size(code: int) -> int:
    return len(packets.disconnect(code, "another connection has this client id")) - 2


def test_another_source_with_the_same_client_id_ends_nobody(town: Town, port: int) -> None:
    with town.city.work(by="operator") as work:
        other = admit(work, "other")
    town.clock.forward(seconds=3)
    with talking(port, town.token, "one") as first, Talking(port) as second:
        assert second.say(connect("one", "other", other)).hear() == b"\x20\2\0\0"
        assert first.say(b"\xc0\0").hear() == b"\xd0\0"


def test_who_is_silent_for_one_and_a_half_times_its_own_time_is_ended_and_its_will_published(town: Town, port: int) -> None:
    will = text(f"v1/{POSITION}/gone") + text("0")
    with talking(port, town.token, flags=6, keep=1, more=will) as client:
        began = time.monotonic()
        client.say(b"\xc0\0")
        assert list(client.all()) == [b"\xd0\0"]
        assert 1.4 < time.monotonic() - began < 4
    until(town, 1)
    assert said(town) == [("gone", 0)]


def test_who_takes_leave_with_its_will_has_it_published(town: Town, port: int) -> None:
    will = packed(0) + text(f"v1/{POSITION}/gone") + text("0")
    with talking(port, town.token, version=5, flags=6, more=will) as client:
        client.say(b"\xe0\1\4")
        assert client.hear() == b""
    until(town, 1)
    assert said(town) == [("gone", 0)]


def test_a_will_that_waits_is_not_published_if_its_session_goes_on(town: Town, port: int) -> None:
    about = b"\x11" + struct.pack(">I", 100)
    will = packed(5) + b"\x18" + struct.pack(">I", 100) + text(f"v1/{POSITION}/gone") + text("0")
    with talking(port, town.token, version=5, flags=4, more=will, about=about):
        pass
    with talking(port, town.token, version=5, flags=0, about=about) as client:
        client.say(publish(TOPIC, b"1", 1, 1, 5))
        assert client.hear() == ACK + b"\0\1"
    with talking(port, town.token, version=5) as client:  # a clean start ends the session, and with it the wait
        client.say(publish(TOPIC, b"2", 1, 1, 5))
        assert client.hear() == ACK + b"\0\1"
    assert [one for one in said(town) if one[0] == "gone"] == []


def test_qos_2_is_taken_once_however_often_it_is_sent_until_it_is_released(town: Town, port: int) -> None:
    with talking(port, town.token, flags=0) as client:
        for _ in range(3):
            client.say(publish(TOPIC, b"5", 7, 2))
            assert client.hear() == bytes.fromhex("50020007")
    with Talking(port) as client:  # the session goes on, and remembers
        assert client.say(connect("one", "gps", town.token, flags=0)).hear() == b"\x20\2\1\0"
        client.say(publish(TOPIC, b"5", 7, 2, head=8))
        assert client.hear() == bytes.fromhex("50020007")
        assert client.say(bytes.fromhex("62020007")).hear() == bytes.fromhex("70020007")
        client.say(publish(TOPIC, b"5", 7, 2))
        assert client.hear() == bytes.fromhex("50020007")
    assert said(town) == [("a", 5), ("a", 5)]


def test_releasing_what_was_never_sent_is_told_so(town: Town, port: int) -> None:
    with talking(port, town.token, version=5) as client:
        assert client.say(bytes.fromhex("62020009")).hear() == bytes.fromhex("7003000992")


def test_nobody_subscribes_here(town: Town, port: int) -> None:
    with talking(port, town.token) as client:
        assert client.say(framed(0x82, b"\0\5" + text("#") + b"\1" + text("a/+") + b"\0")).hear() == bytes.fromhex("900400058080")
        assert client.say(framed(0xA2, b"\0\6" + text("#"))).hear() == bytes.fromhex("b0020006")
    with talking(port, town.token, version=5) as client:
        assert client.say(framed(0x82, b"\0\5\0" + text("#") + b"\1")).hear() == bytes.fromhex("900400050087")
        assert client.say(framed(0xA2, b"\0\6\0" + text("#"))).hear() == bytes.fromhex("b00400060011")
        client.say(publish(TOPIC, b"5", 1, 1, 5))
        assert client.hear() == ACK + b"\0\1"


def test_an_alias_stands_for_a_topic_on_its_connection(town: Town, port: int) -> None:
    with talking(port, town.token, version=5) as client:
        client.say(publish(TOPIC, b"1", 1, 1, 5, b"\x23\0\1"), publish("", b"2", 2, 1, 5, b"\x23\0\1\x26\0\1k\0\1v"))
        assert [client.hear(), client.hear()] == [ACK + b"\0\1", ACK + b"\0\2"]
        client.say(publish("", b"3", 3, 1, 5, b"\x23\0\2"))
        assert list(client.all())[-1][2] == packets.BAD_ALIAS
    assert [value for _, value in said(town)] == [1, 2]


def test_what_mqtt_5_is_told_when_it_comes(town: Town, port: int) -> None:
    with Talking(port) as client:
        about = b"\x11" + struct.pack(">I", 1 << 31)
        client.say(connect("", "gps", town.token, 5, about=about))
        answer = client.hear()
    told = packets.Reader(answer[4:]).properties(set(range(256)))
    assert told[packets.EXPIRY] == rules.SESSION_S and told[packets.RECEIVE_MAXIMUM] == rules.IN_FLIGHT
    assert told[packets.LARGEST] == rules.PACKET and told[packets.ASSIGNED].startswith("auto-")


def test_a_refused_reading_is_answered_with_the_reason(town: Town, port: int) -> None:
    wrong = {TOPIC: (b"-1", 0x99), "v1/no.such/a": (b"1", 0x99), "hall/lamp": (b"on", 0x90), f"v1/{POSITION}": (b"1", 0x90)}
    wrong |= {f"v1/{POSITION}/b": (b"warm", 0x99), "v1/readings": (b"{}", 0x99)}
    with talking(port, town.token, version=5) as client:
        for topic, (payload, code) in wrong.items():
            answer = client.say(publish(topic, payload, 1, 1, 5)).hear()
            begin, _ = packets.whole(answer) or (0, 0)
            assert answer[begin + 2] == code and len(answer) > 20, (topic, answer)
    with talking(port, town.token) as client:  # 3.1.1 has no word for it; what is refused for good is not sent again
        for topic, (payload, _) in wrong.items():
            assert client.say(publish(topic, payload, 1, 1)).hear() == ACK + b"\0\1"
    assert said(town) == []
    assert town.front.app.state.mqtt.health()["refused"] == 2 * len(wrong)


def test_readings_without_a_time_that_come_at_once_are_kept_apart(town: Town, port: int) -> None:
    with talking(port, town.token) as client:
        client.say(*(publish(TOPIC, b"%d" % n, n, 1) for n in range(1, 101)))
        assert [client.hear()[3] for _ in range(100)] == list(range(1, 101))
    assert [value for _, value in said(town)] == list(range(1, 101))


def test_the_same_reading_sent_again_is_a_double_and_no_twin(town: Town, port: int) -> None:
    for _ in range(2):
        with talking(port, town.token) as client:
            client.say(*(publish(TOPIC, at(n), n, 1, head=8) for n in range(1, 51)))
            assert [client.hear()[3] for _ in range(50)] == list(range(1, 51))
    assert len(said(town)) == 50


BROKEN: dict[str, tuple[bytes, int]] = {
    "QoS 3": (b"\x36\5\0\1a\0\1", packets.MALFORMED),
    "packet id 0": (b"\x32\6\0\1a\0\0\0", packets.MALFORMED),
    "too large": (b"\x30\xff\xff\xff\x7f", packets.TOO_LARGE),
    "no such packet": (b"\0\0", packets.PROTOCOL_ERROR),
    "a second CONNECT": (connect("one", "gps", "x", 5), packets.PROTOCOL_ERROR),
    "a wildcard": (publish("v1/#", b"1", 1, 1, 5), packets.BAD_TOPIC),
    "half a letter": (b"\x30\4\0\1\xff\0", packets.MALFORMED),
    "AUTH": (b"\xf0\0", packets.PROTOCOL_ERROR),
    "flags": (b"\xc1\0", packets.MALFORMED),
    "a subscription to nothing": (framed(0x82, b"\0\5\0"), packets.PROTOCOL_ERROR),
    "a property twice": (publish("a", b"1", 1, 1, 5, b"\x23\0\1\x23\0\1"), packets.PROTOCOL_ERROR),
    "no such property": (publish("a", b"1", 1, 1, 5, b"\x7f\0\1"), packets.MALFORMED),
    "an acknowledgement of nothing": (b"\x40\2\0\1", packets.PROTOCOL_ERROR),
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_what_is_malformed_ends_that_connection_with_a_reason_and_harms_no_other(town: Town, port: int, wrong: str) -> None:
    spoken, code = BROKEN[wrong]
    with talking(port, town.token, "good", 5) as good, talking(port, town.token, "bad", 5) as bad:
        good.say(publish(TOPIC, b"1", 1, 1, 5))
        bad.say(publish(f"v1/{POSITION}/b", b"2", 1, 1, 5) + spoken)
        said_last = list(bad.all())[-1]
        assert (said_last[0], said_last[2]) == (0xE0, code), said_last.hex()
        good.say(publish(TOPIC, b"2", 2, 1, 5))
        assert [good.hear(), good.hear()] == [ACK + b"\0\1", ACK + b"\0\2"]
    until(town, 3)
    assert sorted(said(town)) == [("a", 1), ("a", 2), ("b", 2)]


STRANGE: dict[str, tuple[bytes, str]] = {
    "no password": (framed(0x10, b"\0\4MQTT\4\2\0\0" + text("one")), "20020004"),
    "a name no source has": (connect("one", "other", "x"), "20020004"),
    "MQTT 6": (framed(0x10, b"\0\4MQTT\6\2\0\0" + text("one")), "20020001"),
    "nobody in a kept session": (connect("", "gps", "x", flags=0), "20020002"),
    "an authentication of its own": (connect("one", "gps", "x", 5, about=b"\x15\0\1k"), "2003008c00"),
    "no CONNECT": (b"\xc0\0", ""),
    "HTTP": (b"GET / HTTP/1.1\r\n\r\n", ""),
    "TLS": (b"\x16\3\1\2\0\1\0\1\xfc\3\3", ""),
    "a CONNECT that never ends": (b"\x10\xff\xff\xff\x7f" + b"x" * 200_000, ""),
}


@pytest.mark.parametrize("wrong", STRANGE)
def test_a_stranger_is_turned_away(town: Town, port: int, wrong: str) -> None:
    spoken, answer = STRANGE[wrong]
    with Talking(port) as client:
        try:
            client.say(spoken)
        except OSError:
            assert not answer
        assert b"".join(client.all()).hex() == answer
    with talking(port, town.token) as good:
        assert good.say(b"\xc0\0").hear() == b"\xd0\0"


@contextmanager
def door_of(town: Town, beat: list[float]) -> Iterator[int]:
    """A door of its own, with a watch one can move, for a device that speaks for itself only."""
    door = Door(town.front.app.state.intake, lambda client, user, word: Identity("own", user), town.clock, lambda: beat[0])
    (found,) = door.listen([Port("127.0.0.1", 0)])
    door.start()
    yield found
    door.stop()


def test_a_device_speaks_for_itself_only(town: Town) -> None:
    with door_of(town, [0.0]) as port, Talking(port) as client:
        client.say(connect("one", "truck 7", "x", 5))
        assert client.hear()[3] == 0
        rows = [{"signal": POSITION, "subject": subject, "at": 1772322000000, "value": 9} for subject in ("truck 7", "truck 8")]
        client.say(publish(f"v1/{POSITION}", b"1", 1, 1, 5), publish(f"v1/{POSITION}/truck 7", b"2", 2, 1, 5))
        client.say(publish(f"v1/{POSITION}/truck 8", b"3", 3, 1, 5))
        client.say(publish("v1/readings", json.dumps({"readings": rows}).encode(), 4, 1, 5))
        client.say(publish("v1/readings", json.dumps({"readings": rows[:1]}).encode(), 5, 1, 5))
        answers = [client.hear() for _ in range(5)]
        assert [0 if len(one) == 4 else one[4] for one in answers] == [0, 0, 0x87, 0x87, 0]
    assert sorted(said(town)) == [("truck 7", 1), ("truck 7", 2), ("truck 7", 9)]


def test_a_registered_device_comes_in_by_its_own_credential(town: Town, port: int) -> None:
    desk = town.hire("keeper", "device_keeper", "500103")
    for code in ("water-3", "water-4"):
        assert desk.post("/api/devices", **gauge(code)).json()["verdict"] == "new"
    own = desk.post("/api/devices/one/water-3/credential").json()["password"]
    with Talking(port) as client:
        assert client.say(connect("any", "water-3", own)).hear() == b"\x20\2\0\0"
        assert client.say(publish(f"v1/{POSITION}", b"3", 1, 1)).hear() == ACK + b"\0\1"
        assert client.say(publish(f"v1/{POSITION}/water-4", b"4", 2, 1)).hear() == ACK + b"\0\2"
    with Talking(port) as client:
        assert client.say(connect("any", "water-4", own)).hear() == b"\x20\2\0\4"
    assert said(town) == [("water-3", 3)]


def test_who_does_not_say_who_it_is_is_ended(town: Town) -> None:
    beat = [0.0]
    with door_of(town, beat) as port, Talking(port) as silent, Talking(port) as slow, Talking(port) as known:
        assert known.say(connect("one", "a", "x")).hear() == b"\x20\2\0\0"
        slow.say(b"\x10")
        beat[0] = rules.STRANGER_S + 1
        assert (silent.hear(), slow.hear()) == (b"", b"")
        assert known.say(b"\xc0\0").hear() == b"\xd0\0"


def test_what_comes_by_mqtt_stands_among_the_metrics(town: Town, port: int) -> None:
    with talking(port, town.token) as client:
        client.say(publish(TOPIC, b"1", 1, 1), publish(TOPIC, b"-1", 2, 1))
        assert [client.hear()[3] for _ in range(2)] == [1, 2]
        metrics = town.hire("watching", "operator", "50").get("/metrics").text.splitlines()
    for figure in ("connections 1.0", "messages_total 2.0", "refused_total 1.0", "rows_held 0.0"):
        assert f"cityloop_mqtt_{figure}" in metrics
