"""Bodies: messages of many readings each, as `POST /readings` takes them, those of a turn read together."""

from collections.abc import Callable

import numpy as np

from cityloop.kernels.bodies import Many, alike
from cityloop.kernels.columns import Longs
from cityloop.kernels.texts import Texts as Column
from cityloop.kernels.texts import texts
from cityloop.kit.errors import Unreadable
from cityloop.sense.mqtt import packets
from cityloop.sense.mqtt.cutting import END, PAYLOAD
from cityloop.sense.mqtt.heard import MESSAGE, ROW, Heard
from cityloop.sense.mqtt.lines import ANY
from cityloop.sense.mqtt.scanning import others, scan
from cityloop.sense.mqtt.topics import Topics
from cityloop.sense.readings.arrows import ARROW
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.decoded import Decoded, Texts

MAGIC = b"\xff\xff\xff\xff"  # an Arrow stream begins so; JSON never does
NOT_YOURS = "A device speaks for its own subject only."


class Bodies:
    """Knows what was read last, so that refused rows can be shown as they came."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        self._many, self._bytes = Many.room(1 << 16), 1 << 16
        self._rows: dict[int, Callable[[int], str]] = {}

    def read(self, heard: Heard, places: Longs) -> list[Decoded]:
        """What these messages say; what cannot be read, or is said for another, is refused."""
        self._rows.clear()
        rows = heard.rows[places]
        size = int((heard.frames[END, rows] - heard.frames[PAYLOAD, rows]).sum())
        if size > self._bytes:
            self._many, self._bytes = Many.room(2 * size), 2 * size
        left = np.empty(places.size, np.int64)
        count, leaves = scan(heard.buffer, heard.frames, rows, self._many, left)
        found = [self._scanned(heard, places, count)] if count else []
        return found + [one for place in places[left[:leaves]].tolist() if (one := self._one(heard, place)) is not None]

    def raw(self, number: int) -> str | None:
        """The row of that number as it came, if it was read by itself."""
        row = self._rows.get(number & MESSAGE)
        return row(number >> ROW) if row else None

    def _scanned(self, heard: Heard, places: Longs, count: int) -> Decoded:
        many, buffer = self._many, heard.buffer
        rows = self._allowed(heard, places, count)
        signal, subject = (Column(buffer, many.name[2 * one, rows], many.name[2 * one + 1, rows]) for one in (0, 1))
        first, of = alike(*signal)
        signals = Texts(column=signal.take(first), place=of) if first.size else Texts(column=signal)
        at, (value, lon, lat) = many.at[rows].copy(), many.numbers[:, rows].copy()
        return Decoded("", signals, Texts(column=subject), at, value, lon, lat, places[many.message[rows]], [])

    def _allowed(self, heard: Heard, places: Longs, count: int) -> slice | Longs:
        """The rows of messages that speak for whom they may."""
        own = heard.senders.own[places]
        if (own == ANY).all():
            return slice(count)
        names = texts(["" if one == ANY else self._topics.subjects[one] for one in own.tolist()])
        wrong = np.zeros(places.size, np.bool_)
        others(heard.buffer, self._many, count, *names, wrong)
        for place in places[wrong].tolist():
            heard.refuse(place, packets.NOT_ALLOWED, NOT_YOURS)
        return np.flatnonzero(~wrong[self._many.message[:count]])

    def _one(self, heard: Heard, place: int) -> Decoded | None:
        """A message that is written in an unusual way."""
        payload = heard.payload(place)
        try:
            said = decode(payload, ARROW if payload.startswith(MAGIC) else "application/json")
        except Unreadable as unreadable:
            heard.refuse(place, packets.BAD_PAYLOAD, str(unreadable))
            return None
        own = int(heard.senders.own[place])
        if own != ANY and set(said.subject.names) - {self._topics.subjects[own], ""}:
            heard.refuse(place, packets.NOT_ALLOWED, NOT_YOURS)
            return None
        if said.refused:
            heard.why[place] = said.refused[0][1]
        if said.raw:
            self._rows[place] = said.raw
        return said._replace(rows=place | said.rows << ROW, refused=[(place | row << ROW, why) for row, why in said.refused])
