"""A client of MQTT that says exactly what it is told to, byte by byte, and reads what it is answered."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from cityloop.sense.mqtt.packets import framed, packed, text, whole

MQTT = {3: b"\0\6MQIsdp", 4: b"\0\4MQTT", 5: b"\0\4MQTT"}


def connect(
    client: str,
    username: str,
    password: str,
    version: int = 4,
    flags: int = 2,
    keep: int = 0,
    more: bytes = b"",
    about: bytes = b"",
) -> bytes:
    """`more` comes between client id and user name (the will), `about` are properties of MQTT 5."""
    head = MQTT[version] + bytes([version, flags | 0xC0]) + struct.pack(">H", keep)
    head += packed(len(about)) + about if version == 5 else b""
    return framed(0x10, head + text(client) + more + text(username) + text(password))


def publish(
    topic: str, payload: bytes, packet: int = 0, quality: int = 0, version: int = 4, about: bytes = b"", head: int = 0
) -> bytes:
    body = text(topic) + (struct.pack(">H", packet) if quality else b"")
    body += packed(len(about)) + about if version == 5 else b""
    return framed(0x30 | quality << 1 | head, body + payload)


class Talking:
    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=60)  # what is compiled may have to be compiled first
        self._left = b""

    def __enter__(self) -> "Talking":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.sock.close()

    def say(self, *packets: bytes) -> "Talking":
        self.sock.sendall(b"".join(packets))
        return self

    def hear(self) -> bytes:
        """The next packet; nothing once the other side has ended."""
        while not (where := whole(self._left)) or len(self._left) < where[1]:
            try:
                said = self.sock.recv(65536)
            except ConnectionResetError:
                said = b""
            if not said:
                return b""
            self._left += said
        found, self._left = self._left[: where[1]], self._left[where[1] :]
        return found

    def all(self) -> Iterator[bytes]:
        """Every packet until the other side ends."""
        while said := self.hear():
            yield said


@contextmanager
def talking(port: int, token: str, client: str = "one", version: int = 4, **about: object) -> Iterator[Talking]:
    """One that was let in as the source gps."""
    with Talking(port) as found:
        found.say(connect(client, "gps", token, version, **about))  # type: ignore[arg-type]
        said = found.hear()
        assert said[0] == 0x20 and said[3] == 0, said.hex()
        yield found
