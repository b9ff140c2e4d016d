"""The door: one thread that listens, reads thousands of connections in one go, and answers when the disk has it."""

import logging
import os
import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from cityloop.sense.mqtt import packets
from cityloop.sense.mqtt.lines import Line
from cityloop.sense.mqtt.packets import Connect
from cityloop.sense.mqtt.rules import Identity
from cityloop.sense.mqtt.talk import Who
from cityloop.sense.mqtt.turn import Turn
from cityloop.sense.readings.intake import Intake

log = logging.getLogger(__name__)

ACCEPTED = 256  # connections taken in one turn
EVENTS = 16_384
SWEEP_S = 0.25  # how often it is looked who has been silent too long
RETRY_S = 0.01  # how long to wait while the intake is full
TOGETHER_S = 0.005  # so long at most nothing is read while the disk has something to write
WAITING = 1024  # connections that may knock at once


class Port(NamedTuple):
    host: str
    port: int  # 0: any that is free
    secret: ssl.SSLContext | None = None  # with one, TLS is spoken


class Door:
    """`who` knows whose credentials these are; it may ask a database, and is asked from threads of its own. `beat` counts
    seconds from anywhere on."""

    def __init__(self, intake: Intake, who: Who, clock: Callable[[], datetime], beat: Callable[[], float]) -> None:
        self._who, self._beat = who, beat
        self._epoll = select.epoll()
        self._bell, self._ringing = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC), threading.Lock()
        self._epoll.register(self._bell, select.EPOLLIN)
        self._ringing_soon = select.poll()
        self._ringing_soon.register(self._bell, select.POLLIN)
        self._listening: dict[int, tuple[socket.socket, ssl.SSLContext | None]] = {}
        self._known: deque[tuple[Line, int, Connect, Identity | int]] = deque()
        self._turn = Turn(intake, clock, self._epoll, self._ring, self._ask)
        self._asking = ThreadPoolExecutor(2, thread_name_prefix="mqtt-who")
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self._ends, self._swept, self._counted = False, 0.0, (0.0, 0)
        self._deaf, self._listened = False, 0.0
        self.messages_s = 0.0

    def listen(self, ports: Sequence[Port]) -> list[int]:
        """Listen on these; on those only that are free. The ports it listens on."""
        found = []
        for port in ports:
            try:
                listening = socket.create_server((port.host, port.port), backlog=WAITING)
            except OSError as taken:
                log.warning("MQTT does not listen on %s:%d: %s", port.host, port.port, taken.strerror)
                continue
            listening.setblocking(False)
            self._epoll.register(listening, select.EPOLLIN)
            self._listening[listening.fileno()] = listening, port.secret
            found.append(int(listening.getsockname()[1]))
        return found

    def start(self) -> None:
        """Begin, if there is anything to listen on."""
        if self._listening:
            self._thread.start()

    def stop(self) -> None:
        """End every connection; what was not answered will be sent again."""
        self._ends = True
        self._ring()
        if self._thread.is_alive():
            self._thread.join()
        self._asking.shutdown(cancel_futures=True)
        for listening, _ in self._listening.values():
            listening.close()
        self._listening.clear()
        self._epoll.close()
        with self._ringing:
            os.close(self._bell)
            self._bell = -1

    def health(self) -> dict[str, float]:
        """How many are connected, and what they bring."""
        inbox = self._turn.inbox
        return {
            "connections": len(self._turn.lines),
            "messages": inbox.messages,
            "messages_s": round(self.messages_s, 1),
            "refused": inbox.refused,
            "held_rows": inbox.held_rows,
        }

    def _ring(self) -> None:
        with self._ringing, suppress(BlockingIOError):
            if self._bell >= 0:
                os.eventfd_write(self._bell, 1)

    # the thread -----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._turn.warm()
        while not self._ends:
            try:
                self._go()
            except Exception:  # a bug: nothing of this turn is answered, so all connect anew and send again
                log.exception("the MQTT door stumbled")
                self._turn.end_all(packets.UNSPECIFIED, self._beat())
        self._turn.end_all(packets.SHUTTING_DOWN, self._beat())

    def _go(self) -> None:
        turn = self._turn
        if turn.inbox.full:
            self._wait_for_room()
        else:
            self._listen_again()
            if turn.inbox.writing:  # what comes meanwhile is read in one go: a turn costs as much for one message as for many
                self._ringing_soon.poll(TOGETHER_S * 1000)
                turn.answer()
            events = self._epoll.poll(0 if turn.ears.again else SWEEP_S, EVENTS)
            turn.take(events, self._beat())
            if any(file in self._listening or file == self._bell for file in turn.ears.others):
                self._other(turn.ears.others)
        turn.answer()
        now = self._beat()
        while self._known:
            turn.let_in(*self._known.popleft(), now)
        if now - self._swept >= SWEEP_S and not (self._deaf or turn.inbox.full):
            self._sweep(now)

    def _other(self, files: Sequence[int]) -> None:
        for file in files:
            if file == self._bell:
                with suppress(BlockingIOError):
                    os.eventfd_read(self._bell)
            elif file in self._listening:
                self._accept(*self._listening[file])

    def _wait_for_room(self) -> None:
        """Nothing is read, so that nothing is dropped."""
        self._deaf = True
        if self._ringing_soon.poll(RETRY_S * 1000):
            self._other([self._bell])
        self._turn.inbox.try_again()

    def _listen_again(self) -> None:
        """Nobody is called silent for what was not heard while there was no room."""
        now = self._beat()
        if self._deaf:
            self._turn.lines.heard += now - self._listened
        self._deaf, self._listened = False, now

    def _accept(self, listening: socket.socket, secret: ssl.SSLContext | None) -> None:
        for _ in range(ACCEPTED):
            try:
                sock, _ = listening.accept()
            except OSError:  # nobody is left, or no file is
                return
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if secret:
                sock = secret.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
            self._turn.open(sock, self._beat(), secure=secret is not None)

    def _ask(self, line: Line, said: Connect) -> None:
        """Find out who it is, in a thread: a database may take its time."""
        turn = int(self._turn.lines.turn[line.slot])

        def ask() -> None:
            word = (said.password or b"").decode(errors="replace")
            try:
                identity: Identity | int | None = self._who(said.client, said.username, word)
            except Exception:  # the database is away, or worse; the others are not to wait for it
                log.exception("who %s is could not be found out", said.username)
                identity = packets.AWAY
            self._known.append((line, turn, said, packets.BAD_CREDENTIALS if identity is None else identity))
            self._ring()

        self._asking.submit(ask)

    def _sweep(self, now: float) -> None:
        self._swept = now
        self._turn.sweep(now)
        before, messages = self._counted
        if now - before >= 1:
            self.messages_s = (self._turn.inbox.messages - messages) / (now - before)
            self._counted = now, self._turn.inbox.messages
