"""Lines: the connections there are. What is asked of many at once stands in columns, the rest with each."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from cityloop.sense.mqtt import rules
from cityloop.sense.mqtt.packets import Will
from cityloop.sense.mqtt.rules import Identity
from cityloop.sense.mqtt.sockets import MOST

NOBODY, ANY = -1, -1  # a place without a connection; a connection that may speak for any subject


@dataclass
class Session:
    """What outlives a connection: the packet ids of QoS 2 that were taken and not yet released."""

    held: set[int] = field(default_factory=set)
    until: float = 0.0  # when it is forgotten, once nobody is connected


@dataclass(eq=False)
class Line:
    """One connection."""

    sock: socket.socket
    slot: int
    began: float
    secure: bool = False
    greeted: bool = False  # TLS has been agreed on, or there is none
    stranger: bool = True  # it was not let in yet
    asked: bool = False  # its CONNECT is being looked at
    version: int = 0  # 0 until its CONNECT is accepted
    client: str = ""
    identity: Identity | None = None
    session: Session = field(default_factory=Session)
    expiry_s: float = 0.0
    will: Will | None = None
    verbose: bool = True  # it wants sentences with its reasons
    largest: int = 1 << 28  # bytes of a packet it takes
    aliases: dict[int, bytes] = field(default_factory=dict)
    left: bytearray = field(default_factory=bytearray)  # what came of a packet that is not whole yet
    want: int = 0  # how long that packet is, if that is known
    out: bytearray = field(default_factory=bytearray)  # what the other side has not taken yet

    @property
    def key(self) -> tuple[str, str, str]:
        """Client ids are a matter of who is behind them: nobody ends the connection of another."""
        assert self.identity
        return self.identity.source, self.identity.subject or "", self.client

    @property
    def waits(self) -> bool:
        """Whether TLS holds bytes that the system will not tell of."""
        return isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0

    def bring(self, room: memoryview) -> int:
        """Read what waits, after what was left over, to `room`. 0 while nothing whole can be there; raises EOFError where
        the other side has ended, OSError where the connection broke."""
        try:
            got = self.sock.recv(MOST)
            if not got:
                raise EOFError
            self.left += got
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        size = len(self.left)
        if size < self.want:
            return 0
        room[:size] = self.left
        self.left.clear()
        return size

    def send(self, said: bytes | memoryview) -> None:
        """Send it, after what waits to be sent. What does not go out now is kept in `out`."""
        self.out += said
        try:
            while self.out:
                del self.out[: self.sock.send(self.out)]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            if len(self.out) > rules.UNREAD:
                raise BrokenPipeError("it does not read its answers") from None

    def close(self) -> None:
        with suppress(OSError):
            self.sock.close()


class Lines:
    """All connections, by a small number each; a number is used again, `turn` tells whose time it is. There are at most so
    many, and `files` that the process may have open."""

    def __init__(self, most: int, files: int) -> None:
        self.of: list[Line | None] = [None] * most
        self._free = list(range(most - 1, -1, -1))
        self.file = np.full(most, NOBODY, np.int32)
        self.turn = np.zeros(most, np.int32)
        self.version = np.zeros(most, np.int32)
        self.heard = np.zeros(most)
        self.allowed = np.full(most, np.inf)  # seconds of silence
        self.own = np.full(most, ANY, np.int32)
        self.source = np.zeros(most, np.int32)
        self.in_flight = np.zeros(most, np.int32)
        self.odd = np.zeros(most, np.bool_)  # to be read by `bring`
        self.behind = np.zeros(most, np.bool_)  # has not taken all it was sent
        self.last = np.zeros(most, np.int64)  # the time given to its last reading that had none
        self.secure = np.zeros(most, np.bool_)  # speaks TLS
        self.slots = np.full(files, NOBODY, np.int32)  # by the number of the file

    def __len__(self) -> int:
        return len(self.of) - len(self._free)

    def open(self, make: Callable[[int], Line], now: float) -> Line | None:
        """A place for one more, None if there is none."""
        if not self._free:
            return None
        slot = self._free.pop()
        line = make(slot)
        file = line.sock.fileno()
        self.of[slot], self.file[slot], self.slots[file] = line, file, slot
        self.turn[slot] += 1
        self.version[slot] = self.in_flight[slot] = 0
        self.heard[slot], self.allowed[slot] = now, rules.STRANGER_S
        self.secure[slot], self.last[slot] = line.secure, 0
        self.odd[slot], self.behind[slot], self.own[slot] = True, False, ANY
        return line

    def drop(self, line: Line) -> None:
        self.slots[self.file[line.slot]] = NOBODY
        self.of[line.slot], self.file[line.slot] = None, NOBODY
        self.turn[line.slot] += 1
        self._free.append(line.slot)
        line.close()
