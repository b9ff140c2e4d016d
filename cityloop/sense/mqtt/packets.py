"""Packets that are not many: what a client says beside PUBLISH, and what it is told. Pure; MQTT 3.1.1 and 5."""

import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK = range(1, 10)
UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH = range(10, 16)

SUCCESS, WITH_WILL = 0x00, 0x04
UNSPECIFIED, MALFORMED, PROTOCOL_ERROR, NO_SUCH_VERSION, BAD_CLIENT_ID, BAD_CREDENTIALS = 0x80, 0x81, 0x82, 0x84, 0x85, 0x86
NOT_ALLOWED, AWAY, SHUTTING_DOWN, BAD_METHOD, SILENT, TAKEN_OVER = 0x87, 0x88, 0x8B, 0x8C, 0x8D, 0x8E
BAD_TOPIC, UNKNOWN_PACKET, TOO_MANY, BAD_ALIAS, TOO_LARGE, BAD_PAYLOAD = 0x90, 0x92, 0x93, 0x94, 0x95, 0x99
OLD_CODES = {NO_SUCH_VERSION: 1, BAD_CLIENT_ID: 2, AWAY: 3, BAD_CREDENTIALS: 4}  # CONNACK of 3.1.1; all else 5

EXPIRY, METHOD, RECEIVE_MAXIMUM, PROBLEMS, WILL_DELAY, ALIAS, LARGEST = 0x11, 0x15, 0x21, 0x17, 0x18, 0x23, 0x27
ALIAS_MAXIMUM, REASON, ASSIGNED, WILDCARDS, SHARED, IDENTIFIERS = 0x22, 0x1F, 0x12, 0x28, 0x2A, 0x29
_BYTE, _TWO, _FOUR, _NUMBER, _BINARY, _TEXT, _PAIR = range(7)
_KINDS = {
    **dict.fromkeys((0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A), _BYTE),
    **dict.fromkeys((0x13, 0x21, 0x22, 0x23), _TWO),
    **dict.fromkeys((0x02, 0x11, 0x18, 0x27), _FOUR),
    **dict.fromkeys((0x09, 0x16), _BINARY),
    **dict.fromkeys((0x03, 0x08, 0x12, 0x15, 0x1A, 0x1C, 0x1F), _TEXT),
    0x0B: _NUMBER,
    0x26: _PAIR,
}
_OF_CONNECT = {0x11, 0x21, 0x27, 0x22, 0x19, 0x17, 0x26, 0x15, 0x16}
_OF_WILL = {0x18, 0x01, 0x02, 0x03, 0x08, 0x09, 0x26}
_OF_PUBLISH = {0x01, 0x02, 0x23, 0x08, 0x09, 0x26, 0x03}
_NOT_NOUGHT = {RECEIVE_MAXIMUM, LARGEST, ALIAS}

Properties = Mapping[int, Any]


class Broken(Exception):
    """A packet that is not as the standard says. `code` is the reason MQTT 5 has for it."""

    def __init__(self, why: str, code: int = MALFORMED) -> None:
        super().__init__(why)
        self.why, self.code = why, code


class Will(NamedTuple):
    """What a client wants published for it if its connection breaks, and how long after that."""

    topic: bytes
    payload: bytes
    delay_s: int


class Connect(NamedTuple):
    version: int
    clean: bool
    keep_alive_s: int
    client: str
    will: Will | None
    username: str
    password: bytes | None
    properties: Properties


class Reader:
    """Reads fields one after the other; what is not all there is Broken."""

    def __init__(self, packet: bytes) -> None:
        self._packet, self._place = packet, 0

    @property
    def more(self) -> bool:
        return self._place < len(self._packet)

    def take(self, count: int) -> bytes:
        found = self._packet[self._place : self._place + count]
        if len(found) < count:
            raise Broken("it ends too early")
        self._place += count
        return found

    def byte(self) -> int:
        return self.take(1)[0]

    def two(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def binary(self) -> bytes:
        return self.take(self.two())

    def text(self) -> str:
        try:
            found = self.binary().decode()
        except UnicodeDecodeError:
            raise Broken("a text is not UTF-8") from None
        if "\0" in found:
            raise Broken("a text has a zero byte")
        return found

    def number(self) -> int:
        found = 0
        for step in range(4):
            byte = self.byte()
            found |= (byte & 127) << 7 * step
            if byte < 128:
                return found
        raise Broken("a length of more than four bytes")

    def properties(self, allowed: set[int]) -> Properties:
        """By number; each at most once, but pairs of texts, which are read over."""
        inner, found = Reader(self.take(self.number())), dict[int, Any]()
        while inner.more:
            number = inner.number()
            if number not in allowed or number in found:
                raise Broken(f"the property {number} has no place here", MALFORMED if number not in _KINDS else PROTOCOL_ERROR)
            said = inner._property(_KINDS[number])
            if number in _NOT_NOUGHT and said == 0:
                raise Broken(f"the property {number} may not be 0", BAD_ALIAS if number == ALIAS else PROTOCOL_ERROR)
            if number != 0x26:
                found[number] = said
        return found

    def _property(self, kind: int) -> object:
        if kind == _PAIR:
            return self.text(), self.text()
        if kind == _FOUR:
            return int.from_bytes(self.take(4), "big")
        return {_BYTE: self.byte, _TWO: self.two, _NUMBER: self.number, _BINARY: self.binary, _TEXT: self.text}[kind]()

    def rest(self) -> bytes:
        return self.take(len(self._packet) - self._place)


def whole(packet: bytes | bytearray) -> tuple[int, int] | None:
    """Where the body of the first packet begins and ends; None while its length is not all there."""
    length = 0
    for step in range(4):
        if len(packet) < 2 + step:
            return None
        length |= (packet[1 + step] & 127) << 7 * step
        if packet[1 + step] < 128:
            return 2 + step, 2 + step + length
    raise Broken("a length of more than four bytes")


def connect(body: bytes) -> Connect:
    """Read a CONNECT."""
    said = Reader(body)
    name, version, flags = said.binary(), said.byte(), said.byte()
    if (name, version) not in ((b"MQTT", 4), (b"MQTT", 5), (b"MQIsdp", 3)):
        raise Broken("MQTT 3.1.1 and 5 are spoken here", NO_SUCH_VERSION if name in (b"MQTT", b"MQIsdp") else MALFORMED)
    named, locked, willed = flags & 128, flags & 64, flags & 4
    if flags & 1 or flags >> 3 & 3 == 3 or (not willed and flags & 0x38) or (locked and not named and version < 5):
        raise Broken("the flags of CONNECT do not fit")
    keep_alive = said.two()
    properties = said.properties(_OF_CONNECT) if version == 5 else {}
    client = said.text()
    will = _will(said, version) if willed else None
    username = said.text() if named else ""
    password = said.binary() if locked else None
    if said.more:
        raise Broken("CONNECT goes on after its end")
    return Connect(version, bool(flags & 2), keep_alive, client, will, username, password, properties)


def _will(said: Reader, version: int) -> Will:
    about = said.properties(_OF_WILL) if version == 5 else {}
    topic = said.text()
    return Will(topic.encode(), said.binary(), about.get(WILL_DELAY, 0))


def of_publish(properties: bytes) -> Properties:
    """The properties of a PUBLISH, without their length."""
    return Reader(packed(len(properties)) + properties).properties(_OF_PUBLISH)


def packed(length: int) -> bytes:
    """A length as MQTT writes it, seven bits a byte.

    >>> packed(321).hex()
    'c102'
    """
    found = bytearray()
    while True:
        length, part = length >> 7, length & 127
        found.append(part | (128 if length else 0))
        if not length:
            return bytes(found)


def framed(head: int, body: bytes) -> bytes:
    return bytes([head]) + packed(len(body)) + body


def text(said: str) -> bytes:
    letters = said.encode()
    return struct.pack(">H", len(letters)) + letters


def properties(*said: tuple[int, int | str]) -> bytes:
    """Properties with their length before them."""
    formats = {_BYTE: ">B", _TWO: ">H", _FOUR: ">I"}
    parts = []
    for number, one in said:
        value = text(one) if isinstance(one, str) else struct.pack(formats[_KINDS[number]], one)
        parts.append(bytes([number]) + value)
    inside = b"".join(parts)
    return packed(len(inside)) + inside


def connack(version: int, code: int, present: bool = False, *said: tuple[int, int | str]) -> bytes:
    if version == 5:
        return framed(CONNACK << 4, bytes([present, code]) + properties(*said))
    return framed(CONNACK << 4, bytes([present, OLD_CODES.get(code, 5) if code else 0]))


def disconnect(code: int, why: str = "") -> bytes:
    return framed(DISCONNECT << 4, bytes([code]) + properties(*([(REASON, why)] if why else [])))


def answer(head: int, packet: int, version: int, code: int = SUCCESS, why: str = "") -> bytes:
    """PUBACK, PUBREC, PUBCOMP: the reason and a sentence only MQTT 5 has."""
    body = struct.pack(">H", packet)
    if version == 5 and (code or why):
        body += bytes([code]) + (properties((REASON, why)) if why else b"")
    return framed(head, body)


def subscribed(body: bytes, version: int, leave: bool) -> bytes:
    """The answer to SUBSCRIBE (nobody may) or, with `leave`, to UNSUBSCRIBE (nobody was)."""
    said = Reader(body)
    packet, count = said.two(), 0
    if version == 5:
        said.properties({0x26} if leave else {0x0B, 0x26})
    while said.more:
        if not said.text() or (not leave and said.byte() & 3 == 3):
            raise Broken("a filter of a subscription does not fit")
        count += 1
    if not packet or not count:
        raise Broken("a subscription has a packet id and at least one filter", PROTOCOL_ERROR if packet else MALFORMED)
    if leave:
        codes = bytes([0x11]) * count if version == 5 else b""
    else:
        codes = bytes([NOT_ALLOWED if version == 5 else 0x80]) * count
    return framed((UNSUBACK if leave else SUBACK) << 4, struct.pack(">H", packet) + (b"\0" if version == 5 else b"") + codes)
