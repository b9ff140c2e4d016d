"""JT/T 808: what vehicle terminals say over TCP, as bytes and as values. Pure; versions 2013 and 2019.

A frame is 0x7e, then header, body and a check code (all bytes xor), then 0x7e. Inside, 0x7e is written 0x7d 0x02 and 0x7d
0x7d 0x01. Numbers are big-endian, texts GBK, times BCD YYMMDDhhmmss at UTC+8. Bit 14 of the header's attributes says 2019:
then a version byte follows and the telephone number has ten bytes instead of six. Source: JT/T 808-2019, 4.4 and 8.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

MARK = 0x7E
ZONE = timezone(timedelta(hours=8))
LONGEST = 2 * (1023 + 22)  # bytes between two marks, all of them escaped

ANSWER, BEAT, LOGOUT, REGISTER, AUTHENTICATE, POSITION, BATCH = 0x0001, 0x0002, 0x0003, 0x0100, 0x0102, 0x0200, 0x0704
GENERAL, REGISTERED = 0x8001, 0x8100
OK, FAILED, WRONG, UNSUPPORTED = 0, 1, 2, 3

SUBPACKED, OF_2019 = 1 << 13, 1 << 14
LENGTH = 0x03FF
LOCATED, SOUTH, WEST = 1 << 1, 1 << 2, 1 << 3
EXTRAS = {  # kind: bytes, name, in what steps
    0x01: (4, "mileage_km", 0.1),
    0x02: (2, "fuel_l", 0.1),
    0x03: (2, "recorder_kmh", 0.1),
    0x30: (1, "signal_strength", 1),
    0x31: (1, "satellites", 1),
}


class Malformed(ValueError):
    """Bytes that are not what the standard says. The frame is passed over."""


@dataclass(frozen=True)
class Told:
    """One message, or one part of it: `part` of `parts`, both 1 if it came whole."""

    id: int
    phone: str
    serial: int
    body: bytes
    of_2019: bool
    version: int = 1
    parts: int = 1
    part: int = 1


class Splitter:
    """Cuts a stream of bytes into frames, as they come."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped = 0  # bytes outside of any frame

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What lies between two marks, escaped as it came. What grows longer than any frame can be is let go."""
        self._held += data
        *whole, rest = self._held.split(bytes([MARK]))
        for frame in whole:
            if 0 < len(frame) <= LONGEST:
                yield bytes(frame)
            else:
                self.skipped += len(frame)
        self._held = rest
        if len(rest) > LONGEST:
            self.skipped += len(rest)
            self._held = bytearray()


def escaped(plain: bytes) -> bytes:
    """
    >>> escaped(bytes.fromhex("307e087d55")).hex()
    '307d02087d0155'
    """
    return plain.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


def unescaped(frame: bytes) -> bytes:
    if frame.count(b"\x7d") != frame.count(b"\x7d\x01") + frame.count(b"\x7d\x02"):
        raise Malformed("an escape that is none")
    return frame.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")


def xored(plain: bytes) -> int:
    code = 0
    for byte in plain:
        code ^= byte
    return code


def read(frame: bytes) -> Told:
    """The message in a frame (without its marks). Raises Malformed."""
    plain = unescaped(frame)
    if len(plain) < 13 or xored(plain):  # the code over all and itself is nought
        raise Malformed("the check code does not hold")
    id, attributes = struct.unpack_from(">HH", plain)
    of_2019 = bool(attributes & OF_2019)
    at, digits = (5, 10) if of_2019 else (4, 6)
    if len(plain) < at + digits + 3:
        raise Malformed("too short for its header")
    phone = bcd(plain[at : at + digits]).lstrip("0") or "0"
    (serial,) = struct.unpack_from(">H", plain, at + digits)
    start, parts, part = at + digits + 2, 1, 1
    if attributes & SUBPACKED:
        if len(plain) < start + 5:
            raise Malformed("too short for its parts")
        parts, part = struct.unpack_from(">HH", plain, start)
        start += 4
    body = plain[start:-1]
    if len(body) != attributes & LENGTH or not 1 <= part <= parts:
        raise Malformed("its length or its parts are not what it says")
    return Told(id, phone, serial, body, of_2019, plain[4] if of_2019 else 0, parts, part)


def written(told: Told) -> bytes:
    """The frame of a message, with its marks."""
    attributes = len(told.body) | (OF_2019 if told.of_2019 else 0) | (SUBPACKED if told.parts > 1 else 0)
    head = struct.pack(">HH", told.id, attributes)
    head += bytes([told.version]) + packed(told.phone, 10) if told.of_2019 else packed(told.phone, 6)
    head += struct.pack(">H", told.serial)
    head += struct.pack(">HH", told.parts, told.part) if told.parts > 1 else b""
    plain = head + told.body
    return bytes([MARK]) + escaped(plain + bytes([xored(plain)])) + bytes([MARK])


def bcd(raw: bytes) -> str:
    said = raw.hex()
    if not said.isdigit():
        raise Malformed("letters among the digits")
    return said


def packed(digits: str, size: int) -> bytes:
    return bytes.fromhex(digits.rjust(2 * size, "0"))


def text(raw: bytes) -> str:
    return raw.strip(b"\0 ").decode("gbk", errors="replace").replace("\0", "")  # which no database keeps


# bodies ---------------------------------------------------------------------------------------------------------------


class Registration(NamedTuple):
    province: int
    city: int
    maker: str
    model: str
    terminal: str
    colour: int
    plate: str


def registration(told: Told) -> Registration:
    maker, model, terminal = (11, 30, 30) if told.of_2019 else (5, 20, 7)
    size = 4 + maker + model + terminal + 1
    if len(told.body) < size:
        raise Malformed("too short to register")
    province, city = struct.unpack_from(">HH", told.body)
    said = struct.unpack_from(f"{maker}s{model}s{terminal}sB", told.body, 4)
    names = (text(said[0]), text(said[1]), text(said[2]))
    return Registration(province, city, *names, said[3], text(told.body[size:]))


def code_of(told: Told) -> str:
    """The code a terminal authenticates itself by."""
    if not told.of_2019:
        return text(told.body)
    if not told.body or len(told.body) < 1 + told.body[0]:
        raise Malformed("too short to authenticate")
    return text(told.body[1 : 1 + told.body[0]])


def general(told: Told, serial: int, outcome: int) -> bytes:
    """The general answer (0x8001) to a message."""
    return _answer(told, GENERAL, serial, struct.pack(">HHB", told.serial, told.id, outcome))


def registered(told: Told, serial: int, outcome: int, code: str = "") -> bytes:
    """The answer to a registration (0x8100); 0 done, 1 vehicle taken, 2 no such vehicle, 3 terminal taken, 4 no such terminal."""
    said = code.encode("gbk") if outcome == OK else b""
    return _answer(told, REGISTERED, serial, struct.pack(">HB", told.serial, outcome) + said)


def _answer(told: Told, id: int, serial: int, body: bytes) -> bytes:
    return written(Told(id, told.phone, serial, body, told.of_2019, told.version))


def position(body: bytes) -> dict[str, Any]:
    """What a position report says, by name. Degrees in the terminal's datum, metres, km/h; `at` in milliseconds UTC."""
    if len(body) < 28:
        raise Malformed("too short for a position")
    alarm, status, lat, lon, altitude, speed, heading = struct.unpack_from(">IIIIHHH", body)
    south, west = (-1 if status & bit else 1 for bit in (SOUTH, WEST))
    said = {
        "at": _instant(body[22:28]),
        "lon": west * lon / 1e6 if status & LOCATED else None,
        "lat": south * lat / 1e6 if status & LOCATED else None,
        "speed_kmh": speed / 10,
        "altitude_m": altitude,
        "heading": heading,
        "alarm": alarm,
        "status": status,
        "located": bool(status & LOCATED),
        "acc": bool(status & 1),
    }
    return said | dict(_extras(body[28:]))


def _instant(raw: bytes) -> int | None:
    try:
        when = datetime.strptime(bcd(raw), "%y%m%d%H%M%S").replace(tzinfo=ZONE)
    except ValueError:
        return None  # a terminal without time; the reading is refused and kept to look at
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _extras(raw: bytes) -> Iterator[tuple[str, float]]:
    """Known extras; what is not known is passed over by its length."""
    at = 0
    while at + 2 <= len(raw):
        kind, size = raw[at], raw[at + 1]
        known = EXTRAS.get(kind)
        value = raw[at + 2 : at + 2 + size]
        if known and known[0] == size == len(value):
            yield known[1], int.from_bytes(value, "big") * known[2]
        at += 2 + size


def batch(body: bytes) -> list[bytes]:
    """The position reports in a batch (0x0704)."""
    if len(body) < 3:
        raise Malformed("too short for a batch")
    count, at, found = int.from_bytes(body[:2], "big"), 3, list[bytes]()
    for _ in range(count):
        size = int.from_bytes(body[at : at + 2], "big")
        one = body[at + 2 : at + 2 + size]
        if len(body) < at + 2 or len(one) < size:
            raise Malformed("the batch ends too early")
        found.append(one)
        at += 2 + size
    return found
