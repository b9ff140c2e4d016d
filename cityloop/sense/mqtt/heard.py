"""What was heard and not taken in yet: messages, whose they are, and what is to be answered to them."""

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import Bytes
from cityloop.sense.mqtt import packets
from cityloop.sense.mqtt.cutting import END, HEAD, LETTERS, PACKET, PAYLOAD, TOPIC, Table

SHOWN = 2000  # bytes of a refused payload that are kept
ROW = 32  # a reading of a body is numbered by its message and, above so many bits, by its row there
MESSAGE = (1 << ROW) - 1


class Senders(NamedTuple):
    """Whose messages these are, a row a message."""

    slot: Ints
    turn: Ints
    version: Ints
    own: Ints  # the one subject it may speak for, or ANY
    source: Ints

    def take(self, rows: NDArray[np.generic]) -> "Senders":
        return Senders._make(column[rows] for column in self)


class Answers(NamedTuple):
    """What is to be said once the readings are on disk, a row a message of QoS 1 or 2."""

    senders: Senders
    head: Ints
    packet: Ints
    reason: Ints
    why: dict[int, str]  # row: a sentence
    messages: int


class Heard(NamedTuple):
    """Messages on their way through: rows of `frames`, their topics, and what is to be answered to each."""

    buffer: Bytes
    frames: Table
    rows: Longs
    senders: Senders
    topic: Ints
    reason: Ints
    why: dict[int, str]

    def refuse(self, place: int, code: int, why: str) -> None:
        self.reason[place] = code
        self.why[place] = why

    def payload(self, place: int) -> bytes:
        row = self.rows[place]
        return self.buffer[self.frames[PAYLOAD, row] : self.frames[END, row]].tobytes()

    def row(self, place: int, signal: str, subject: str) -> str:
        """A message of one reading as a row that can be brought again."""
        try:
            said = msgspec.json.decode(self.payload(place))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self.shown(place)
        more = said if isinstance(said, dict) else {"value": said}
        return msgspec.json.encode(more | {"signal": signal, "subject": subject}).decode()

    def name(self, place: int) -> str:
        """The topic as it came: nothing, where an alias stood for it."""
        row = self.rows[place]
        begin = self.frames[TOPIC, row]
        return self.buffer[begin : begin + self.frames[LETTERS, row]].tobytes().decode(errors="replace")

    def shown(self, place: int) -> str:
        """A whole message that was refused, or its beginning, for who looks at it. It is no reading, whatever it says, and
        so none can be made of it by bringing it again."""
        payload = self.payload(place)[:SHOWN].decode(errors="replace")
        return msgspec.json.encode({"topic": self.name(place), "payload": payload}).decode()


def answers(heard: Heard, places: Longs) -> Answers:
    quality = heard.frames[HEAD, heard.rows[places]] >> 1 & 3
    asking = np.flatnonzero(quality > 0)
    rows = places[asking]
    head = np.where(quality[asking] == 1, packets.PUBACK << 4, packets.PUBREC << 4).astype(np.int32)
    why = {number: heard.why[place] for number, place in enumerate(rows.tolist()) if place in heard.why} if heard.why else {}
    packet = heard.frames[PACKET, heard.rows[rows]]
    return Answers(heard.senders.take(rows), head, packet, heard.reason[rows], why, places.size)
