"""Requests as they come over a real connection: in pieces, several in one packet, from those who leave, and in old ways."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.sense.connectors.towns import until
from tests.sense.test_the_door import reading, stored
from tests.serving import address
from tests.town import Town

__all__ = ["address"]


class Line:
    """A connection on which one says bytes and hears answers."""

    def __init__(self, wire: socket.socket, token: str) -> None:
        self._wire, self._token, self._heard = wire, token, b""

    def request(self, body: bytes, *more: str, token: str = "", version: str = "1.1", length: bool = True) -> bytes:
        lines = [f"POST /readings HTTP/{version}", "Host: x", f"Authorization: Bearer {token or self._token}", *more]
        lines += [f"Content-Length: {len(body)}"] if length else []
        return "\r\n".join([*lines, "", ""]).encode() + body

    def say(self, said: bytes) -> None:
        self._wire.sendall(said)

    def hear(self) -> tuple[int, dict[str, object]]:
        """Status and body of the next answer."""
        while b"\r\n\r\n" not in self._heard:
            self._more()
        head, _, _rest = self._heard.partition(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head)
        assert found
        length = int(found[1])
        while len(self._heard) < len(head) + 4 + length:
            self._more()
        body, self._heard = self._heard[len(head) + 4 :][:length], self._heard[len(head) + 4 + length :]
        return int(head.split()[1]), dict(json.loads(body))

    def hear_go_on(self) -> None:
        """The leave to send the body, which has no body itself."""
        while b"\r\n\r\n" not in self._heard:
            self._more()
        head, _, self._heard = self._heard.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 100")

    def _more(self) -> None:
        part = self._wire.recv(65536)
        assert part, "the other side hung up"
        self._heard += part


@contextmanager
def connected(address: str, town: Town) -> Iterator[Line]:
    where = urlsplit(address)
    assert where.hostname and where.port
    with socket.create_connection((where.hostname, where.port), timeout=20) as wire:
        yield Line(wire, town.token)


def body(number: int, rows: int = 1) -> bytes:
    return json.dumps({"batch": f"b{number}", "readings": [reading(f"t{number}", row) for row in range(rows)]}).encode()


def test_requests_in_one_packet_are_answered_in_their_order(town: Town, address: str) -> None:
    with connected(address, town) as line:
        wrong = line.request(b"no JSON", "Content-Type: application/json")
        line.say(line.request(body(0)) + line.request(body(1, 3)) + wrong + line.request(body(2)))
        answers = [line.hear() for _ in range(4)]
    assert [status for status, _ in answers] == [200, 200, 422, 200]
    assert [said.get("stored") for _, said in answers] == [1, 3, None, 1]
    assert stored(town).at.size == 5


def test_a_request_may_come_byte_by_byte_or_in_chunks(town: Town, address: str) -> None:
    with connected(address, town) as line:
        for byte in line.request(body(0, 2)):
            line.say(bytes([byte]))
        assert line.hear()[1]["stored"] == 2
        said = body(1, 2)
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (said[:7], said[7:])) + b"0\r\n\r\n"
        line.say(line.request(b"", "Transfer-Encoding: chunked", length=False) + chunks)
        assert line.hear()[1]["stored"] == 2


def test_who_is_refused_is_told_so_and_may_go_on_on_the_same_connection(town: Town, address: str) -> None:
    with connected(address, town) as line:
        line.say(line.request(body(0), token="nobody's"))
        status, said = line.hear()
        assert (status, said["error"]) == (401, "StrangeToken")
        line.say(line.request(b"x" * (9 << 20)))
        assert line.hear()[0] == 413
        line.say(line.request(body(1), "Content-Encoding: gzip"))
        assert line.hear()[0] == 415
        line.say(line.request(body(2)))
        assert line.hear()[1]["stored"] == 1
    assert stored(town).at.size == 1


@pytest.mark.parametrize("more", [("1.0", ()), ("1.1", ("Connection: close",)), ("1.1", ("Expect: 100-continue",))])
def test_old_and_careful_senders_come_in_too(town: Town, address: str, more: tuple[str, tuple[str, ...]]) -> None:
    version, headers = more
    with connected(address, town) as line:
        line.say(line.request(body(0), *headers, version=version))
        if "Expect: 100-continue" in headers:
            line.hear_go_on()
        status, said = line.hear()
        assert (status, said["stored"]) == (200, 1)


def test_what_someone_brought_who_left_before_the_answer_is_kept_and_others_are_not_disturbed(town: Town, address: str) -> None:
    leavers = [connected(address, town) for _ in range(20)]
    for number, leaver in enumerate(leavers):
        with leaver as line:
            line.say(line.request(body(number)))
    with connected(address, town) as line:
        line.say(line.request(body(99)))
        assert line.hear()[1]["stored"] == 1
    until(lambda: stored(town).at.size == 21)
