"""Ears: what waits in all sockets is read into one buffer, a stretch of it for each connection."""

import select
import ssl
from collections.abc import Callable, Sequence

import numpy as np

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import Bytes
from cityloop.sense.mqtt import packets, rules, sockets
from cityloop.sense.mqtt.lines import Line, Lines
from cityloop.sense.mqtt.packets import Broken, Connect
from cityloop.sense.mqtt.talk import Farewell, greet

BUFFER = 4 << 20  # bytes read in one turn
IN, OUT, OVER = select.EPOLLIN, select.EPOLLOUT, select.EPOLLHUP | select.EPOLLERR

Fault = Callable[[Line, float, Exception], None]


class Ears:
    """`others` are the files of the last events that are no connections; `again` holds lines that have more to read
    without an event telling. `ask` is to find out who greets, `fault` to end a line."""

    def __init__(self, lines: Lines, epoll: select.epoll, ask: Callable[[Line, Connect], None], fault: Fault) -> None:
        self.lines, self._epoll, self._ask, self._fault = lines, epoll, ask, fault
        self.buffer: Bytes = np.empty(BUFFER, np.uint8)
        self._view = memoryview(self.buffer)  # type: ignore[arg-type]
        self.others: list[int] = []
        self.again: list[Line] = []

    def take(self, events: Sequence[tuple[int, int]], now: float) -> tuple[Ints, Longs, Longs]:
        """Read what the events tell of: whose it is, and where it begins and ends in the buffer."""
        said = np.array(events, np.int64).reshape(-1, 2)
        slots = self.lines.slots[said[:, 0]]
        self.others = said[slots < 0, 0].tolist()
        for slot in slots[(slots >= 0) & (said[:, 1] & OUT > 0)].tolist():
            self._send_on(slot, now)
        for slot in slots[(slots >= 0) & (said[:, 1] & OVER > 0)].tolist():
            line = self.lines.of[slot]
            if line and line.asked:
                self._fault(line, now, EOFError())
        ready = slots[(slots >= 0) & (said[:, 1] & ~OUT > 0)]
        again, self.again = self.again, []
        plain = ready[~self.lines.odd[ready]]
        heard, begin, end = self._read_plain(plain, now)
        place = int(end.max(initial=0))
        odd = dict.fromkeys([*again, *(self.lines.of[slot] for slot in ready[self.lines.odd[ready]].tolist())])
        brought = self._read_odd([line for line in odd if line], place, now)
        if brought:
            heard = np.r_[heard, np.array([one[0] for one in brought], np.int32)]
            begin = np.r_[begin, np.array([one[1] for one in brought])]
            end = np.r_[end, np.array([one[2] for one in brought])]
        return heard, begin, end

    def _read_plain(self, slots: Ints, now: float) -> tuple[Ints, Longs, Longs]:
        begin, end = np.zeros(slots.size, np.int64), np.zeros(slots.size, np.int64)
        count = sockets.receive(self.lines.file[slots], self.buffer, 0, begin, end)
        slots, begin, end = slots[:count], begin[:count], end[:count]
        for slot in slots[end == begin].tolist():
            line = self.lines.of[slot]
            if line:
                self._fault(line, now, EOFError())
        for slot in slots[end < begin].tolist():
            line = self.lines.of[slot]
            if line:
                self.again.append(line)  # either nothing was there after all, or it broke: `bring` knows
        got = end > begin
        self.lines.heard[slots[got]] = now
        return slots[got], begin[got], end[got]

    def _read_odd(self, lines: Sequence[Line], place: int, now: float) -> list[tuple[int, int, int]]:
        """Read those one by one that speak TLS, have half a packet here, or have not said who they are."""
        found = []
        for line in lines:
            if self.lines.of[line.slot] is not line:
                continue
            if BUFFER - place < rules.PACKET + 2 * sockets.MOST:
                self.again.append(line)
                continue
            try:
                size = self._bring(line, place, now)
            except (OSError, EOFError, Broken, Farewell) as fault:
                self._fault(line, now, fault)
                continue
            if size:
                found.append((line.slot, place, place + size))
                place += size
        return found

    def _bring(self, line: Line, place: int, now: float) -> int:
        if not line.greeted and isinstance(line.sock, ssl.SSLSocket):
            self._agree(line)
        if not line.greeted or line.asked:
            return 0
        size = line.bring(self._view[place:])
        if line.version:
            self.lines.heard[line.slot] = now
            if line.waits:
                self.again.append(line)
            return size
        self._greet(line, bytes(self._view[place : place + size]))
        return 0

    def _agree(self, line: Line) -> None:
        assert isinstance(line.sock, ssl.SSLSocket)
        try:
            line.sock.do_handshake()
            line.greeted = True
        except ssl.SSLWantReadError:
            self._epoll.modify(line.sock, IN)
        except ssl.SSLWantWriteError:
            self._epoll.modify(line.sock, IN | OUT)

    def _greet(self, line: Line, said: bytes) -> None:
        """The first packet of a stranger is CONNECT; what comes after it waits until that is looked at."""
        line.left += said
        if line.left and line.left[0] != packets.CONNECT << 4:
            raise Broken("the first packet is CONNECT")
        where = packets.whole(line.left)
        if len(line.left) > rules.GREETING + sockets.MOST or (where and where[1] > rules.GREETING):
            raise Broken("too long a CONNECT", packets.TOO_LARGE)
        if where is None or len(line.left) < where[1]:
            return
        body = bytes(line.left[where[0] : where[1]])
        del line.left[: where[1]]
        try:
            asked = greet(line, body)
        except (Broken, Farewell) as fault:
            version, line.version = line.version, 0
            line.send(packets.connack(version or 4, fault.code))
            raise
        line.version, line.asked = 0, True
        self.mind(line)
        self._ask(line, asked)

    def left(self, line: Line) -> None:
        """Whether it has half a packet here, and how long that will be."""
        where = packets.whole(line.left)
        line.want = where[1] if where else 0
        self.lines.odd[line.slot] = line.secure or bool(line.left)

    def mind(self, line: Line) -> None:
        """Ask to be told when the other side takes more, or no longer; and listen only to who is not being looked at."""
        if self.lines.of[line.slot] is not line:
            return
        self.lines.behind[line.slot] = bool(line.out)
        self._epoll.modify(line.sock, (0 if line.asked else IN) | (OUT if line.out else 0))

    def _send_on(self, slot: int, now: float) -> None:
        line = self.lines.of[slot]
        if line is None:
            return
        try:
            if line.greeted:
                line.send(b"")
                self.mind(line)
            else:
                self.again.append(line)
        except OSError as fault:
            self._fault(line, now, fault)
