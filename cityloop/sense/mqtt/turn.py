"""One turn of the door: read what waits in all sockets, cut it, hand messages on, talk to the rest, answer what is written."""

import resource
import select
import socket
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from cityloop.kernels.columns import Ints, Longs
from cityloop.sense.mqtt import packets, payloads, rules, scanning, sockets
from cityloop.sense.mqtt.cutting import BODY, END, HEAD, PUBLISH, SEGMENT, Table, cut, room
from cityloop.sense.mqtt.ears import BUFFER, IN, Ears
from cityloop.sense.mqtt.heard import Senders
from cityloop.sense.mqtt.inbox import Inbox, hold
from cityloop.sense.mqtt.lines import Line, Lines
from cityloop.sense.mqtt.mouth import Mouth
from cityloop.sense.mqtt.packets import Broken, Connect, Will
from cityloop.sense.mqtt.rules import Identity
from cityloop.sense.mqtt.talk import Farewell, Talk
from cityloop.sense.mqtt.topics import MOST as MOST_TOPICS
from cityloop.sense.mqtt.topics import STRANGE
from cityloop.sense.readings.intake import Intake

MOST_FILES, SPARE_FILES = 1 << 20, 1000  # those that are no connections have room too


class Turn:
    def __init__(
        self,
        intake: Intake,
        clock: Callable[[], datetime],
        epoll: select.epoll,
        ring: Callable[[], None],
        ask: Callable[[Line, Connect], None],
    ) -> None:
        self._epoll = epoll
        self.lines = Lines(*room_for())
        self.inbox = Inbox(intake, lambda: int(clock().timestamp() * 1000), self.lines.last, ring)
        self._talk = Talk(self.lines, self.inbox.source, self.inbox.topics.subject_number)
        self.ears = Ears(self.lines, epoll, ask, self._fault)
        self._mouth = Mouth(self.lines, self.ears.mind, self._fault)
        self._table: Table = room(BUFFER)
        self._strangers = 0

    def warm(self) -> None:
        """Load what is compiled before anyone waits for it."""
        for one in (sockets, payloads, scanning):
            one.warm()
        self._hear_wills([(Identity(""), Will(b"v1/readings", b"{}", 0))], submit=False)

    # connections ------------------------------------------------------------------------------------------------------

    def open(self, sock: socket.socket, now: float, *, secure: bool) -> None:
        line = None
        if self._strangers < rules.STRANGERS:
            line = self.lines.open(lambda slot: Line(sock, slot, now, secure=secure, greeted=not secure), now)
        if line is None:
            sock.close()
            return
        self._strangers += 1
        self._epoll.register(sock, IN)
        self.ears.again.append(line)

    def end(self, line: Line, now: float, farewell: Farewell) -> None:
        """End a connection, with a word to who understands it."""
        if self.lines.of[line.slot] is not line:
            return
        if farewell.say and line.version == 5 and line.identity:
            try:
                line.send(packets.disconnect(farewell.code, farewell.why if line.verbose else ""))
            except OSError:
                line.out.clear()
        self._strangers -= line.stranger
        self.lines.drop(line)
        self._talk.gone(line, now, will=farewell.will)

    def end_all(self, code: int, now: float) -> None:
        for line in [line for line in self.lines.of if line]:
            self.end(line, now, Farewell(code, "", will=False))

    def let_in(self, line: Line, turn: int, said: Connect, identity: Identity | int, now: float) -> None:
        """What became of a CONNECT that was looked at: who it is, or why it cannot come in."""
        if self.lines.turn[line.slot] != turn:
            return
        line.asked = False
        try:
            if isinstance(identity, int):
                line.send(packets.connack(said.version, identity))
                raise Farewell(identity, "", will=False, say=False)
            self._strangers -= line.stranger
            line.stranger = False
            before = self._talk.welcome(line, said, identity, now)
            if before:
                self.end(before, now, Farewell(packets.TAKEN_OVER, "another connection has this client id"))
            self.ears.mind(line)
            if line.left:
                self.ears.left(line)
                self.ears.again.append(line)
        except (Farewell, OSError) as fault:
            self._fault(line, now, fault)

    def sweep(self, now: float) -> None:
        """End who has been silent too long, and publish the wills that are due."""
        for slot in np.flatnonzero(now - self.lines.heard > self.lines.allowed).tolist():
            line = self.lines.of[slot]
            if line and not line.asked:
                self.end(line, now, Farewell(packets.SILENT, "nothing was heard for too long"))
        self._talk.pass_by(now)
        if self._talk.due:
            due, self._talk.due = self._talk.due, []
            self._hear_wills(due)
        if self.inbox.topics.count > MOST_TOPICS:
            self.inbox.topics.forget()
            for line in self.lines.of:
                if line and line.identity and line.identity.subject is not None:
                    self.lines.own[line.slot] = self.inbox.topics.subject_number(line.identity.subject)

    def _fault(self, line: Line, now: float, fault: Exception) -> None:
        if isinstance(fault, Farewell):
            self.end(line, now, fault)
        elif isinstance(fault, Broken):
            self.end(line, now, Farewell(fault.code, fault.why))
        else:
            self.end(line, now, Farewell(packets.UNSPECIFIED, "", say=False))

    # hearing ----------------------------------------------------------------------------------------------------------

    def take(self, events: Sequence[tuple[int, int]], now: float) -> None:
        """Read, cut and hand on what the events tell of."""
        slots, begin, end = self.ears.take(events, now)
        if slots.size:
            self._hear(slots, begin, end, now)

    def answer(self) -> None:
        self._mouth.answer(self.inbox.written())

    def _hear(self, slots: Ints, begin: Longs, end: Longs, now: float) -> None:
        found = cut(self.ears.buffer, begin, end, self.lines.version[slots], rules.PACKET, self._table)
        frames = found.frames
        publish = frames[HEAD] >> 4 == PUBLISH
        rows = np.flatnonzero(publish)
        if rows.size:
            self._messages(frames, rows, slots[frames[SEGMENT, rows]], now)
        for row in np.flatnonzero(~publish).tolist():
            line = self.lines.of[slots[frames[SEGMENT, row]]]
            if line:
                body = self.ears.buffer[frames[BODY, row] : frames[END, row]].tobytes()
                try:
                    self._talk.hear(line, int(frames[HEAD, row]), body)
                    self.ears.mind(line) if line.out else None
                except (OSError, Broken, Farewell) as fault:
                    self._fault(line, now, fault)
        for place in np.flatnonzero(found.rest < end).tolist():
            line = self.lines.of[slots[place]]
            if line and not found.fault[place]:
                line.left[:0] = self.ears.buffer[found.rest[place] : end[place]].tobytes()
                self.ears.left(line)
            elif line:
                self._fault(line, now, Broken("a frame is not as MQTT has it", int(found.fault[place])))
        for slot in slots[(found.rest == end) & self.lines.odd[slots]].tolist():
            line = self.lines.of[slot]
            if line:
                self.ears.left(line)

    def _messages(self, frames: Table, rows: Longs, slot: Ints, now: float) -> None:
        faults: list[tuple[int, int, str]] = []
        lines, buffer = self.lines, self.ears.buffer
        topic = self.inbox.find_topics(buffer, frames, rows, slot, self._aliases, lambda *said: faults.append(said))
        if faults:
            rows, slot, topic = (column[topic != STRANGE] for column in (rows, slot, topic))
        asking = slot[frames[HEAD, rows] & 6 > 0]
        np.add.at(lines.in_flight, asking, 1)
        over = asking[(lines.in_flight[asking] > rules.IN_FLIGHT) & (lines.version[asking] == 5)]
        faults += [(one, packets.TOO_MANY, "too many messages at once") for one in np.unique(over).tolist()]
        held = hold(frames, rows, slot, lambda one: self._line(one).session)
        if rows.size:
            of = Senders(slot, lines.turn[slot], lines.version[slot], lines.own[slot], lines.source[slot])
            self.inbox.take(buffer, frames, rows, of, topic, held)
        for one, code, why in faults:
            line = lines.of[one]
            if line:
                self.end(line, now, Farewell(code, why))

    def _hear_wills(self, wills: Sequence[tuple[Identity, Will]], *, submit: bool = True) -> None:
        """A will is a message like any other, of QoS 0."""
        said = [packets.framed(0x30, packets.text(will.topic.decode()) + will.payload) for _, will in wills]
        buffer = np.frombuffer(b"".join(said), np.uint8)
        end = np.cumsum([len(one) for one in said])
        begin = end - [len(one) for one in said]
        found = cut(buffer, begin, end, np.full(end.size, 4, np.int32), rules.PACKET, room(buffer.size))
        rows = np.arange(end.size)
        none = np.zeros(end.size, np.int32)
        topics = self.inbox.topics
        own = [-1 if one.subject is None else topics.subject_number(one.subject) for one, _ in wills]
        source = np.array([self.inbox.source(one.source) for one, _ in wills], np.int32)
        topic = self.inbox.find_topics(buffer, found.frames, rows, none, lambda _: {}, lambda *_: None)
        good = np.flatnonzero(topic != STRANGE)
        of = Senders(none, none, none + 4, np.array(own, np.int32), source).take(good)
        if submit and good.size:
            self.inbox.take(buffer, found.frames, rows[good], of, topic[good], np.zeros(good.size, np.bool_))

    def _aliases(self, slot: int) -> dict[int, bytes]:
        return self._line(slot).aliases

    def _line(self, slot: int) -> Line:
        line = self.lines.of[slot]
        assert line
        return line


def room_for() -> tuple[int, int]:
    """How many connections there may be, and how high the numbers of files go: the most the system allows the process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = min(hard, MOST_FILES) if hard > 0 else MOST_FILES
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return min(rules.CONNECTIONS, max(1, files - SPARE_FILES)), files
