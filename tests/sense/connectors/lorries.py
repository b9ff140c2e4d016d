"""A vehicle terminal that speaks JT/T 808 as the standard lays it out, written apart from the product's own codec."""

import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import xor

from tests.town import CENTRE

Answer = tuple[int, bytes]  # message id, body


def framed(plain: bytes) -> bytes:
    whole = plain + bytes([reduce(xor, plain)])
    inside = b"".join({0x7E: b"\x7d\x02", 0x7D: b"\x7d\x01"}.get(byte, bytes([byte])) for byte in whole)
    return b"\x7e" + inside + b"\x7e"


def reported(local: str, speed_kmh: float, place: tuple[float, float] = CENTRE, extras: bytes = b"") -> bytes:
    """The body of a position report: alarm, status (engine on, located), place, height, speed, heading, time."""
    lon, lat = place
    numbers = struct.pack(">IIIIHHH", 0, 0b11, round(lat * 1e6), round(lon * 1e6), 250, round(speed_kmh * 10), 90)
    return numbers + bytes.fromhex(datetime.fromisoformat(local).strftime("%y%m%d%H%M%S")) + extras


@dataclass
class Lorry:
    port: int
    phone: str
    plate: str
    of_2019: bool = True
    code: bytes = b""
    serial: int = 0
    line: socket.socket | None = None
    held: bytes = field(default=b"")

    def __enter__(self) -> "Lorry":
        self.line = socket.create_connection(("127.0.0.1", self.port), timeout=15)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.line
        self.line.close()

    def message(self, id: int, body: bytes, part: tuple[int, int] | None = None) -> bytes:
        self.serial += 1
        attributes = len(body) | (0x4000 if self.of_2019 else 0) | (0x2000 if part else 0)
        head = struct.pack(">HH", id, attributes) + (b"\x01" if self.of_2019 else b"")
        head += bytes.fromhex(self.phone.rjust(20 if self.of_2019 else 12, "0")) + struct.pack(">H", self.serial)
        return framed(head + (struct.pack(">HH", *part) if part else b"") + body)

    def send(self, raw: bytes) -> None:
        assert self.line
        self.line.sendall(raw)

    def hear(self) -> Answer | None:
        """The next answer; None if the line is cut."""
        assert self.line
        while self.held.count(b"\x7e") < 2:
            more = self.line.recv(4096)
            if not more:
                return None
            self.held += more
        _, frame, self.held = self.held.split(b"\x7e", 2)
        plain = frame.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
        assert reduce(xor, plain) == 0, "its check code does not hold"
        return struct.unpack_from(">H", plain)[0], plain[17 if self.of_2019 else 12 : -1]

    def ask(self, id: int, body: bytes = b"") -> Answer:
        self.send(self.message(id, body))
        heard = self.hear()
        assert heard is not None, "the line was cut"
        return heard

    def told(self, id: int, body: bytes = b"") -> int:
        """Send a message; the outcome of the general answer to it."""
        answer, said = self.ask(id, body)
        assert (answer, said[:4]) == (0x8001, struct.pack(">HH", self.serial, id))
        return said[4]

    def register(self) -> int:
        sizes = (11, 30, 30) if self.of_2019 else (5, 20, 7)
        names = b"".join(name.ljust(size, b"\0") for name, size in zip((b"70111", b"CL-1", b"0000001"), sizes, strict=True))
        answer, said = self.ask(0x0100, struct.pack(">HH", 50, 103) + names + b"\x02" + self.plate.encode("gbk"))
        assert (answer, said[:2]) == (0x8100, struct.pack(">H", self.serial))
        self.code = said[3:]
        return said[2]

    def authenticate(self, code: bytes | None = None) -> int:
        code = self.code if code is None else code
        return self.told(0x0102, bytes([len(code)]) + code + bytes(15) + bytes(20) if self.of_2019 else code)

    def on(self) -> "Lorry":
        assert (self.register(), self.authenticate()) == (0, 0)
        return self

    def batch(self, bodies: Sequence[bytes]) -> bytes:
        return struct.pack(">HB", len(bodies), 1) + b"".join(struct.pack(">H", len(one)) + one for one in bodies)
