"""Vehicle terminals over TCP (JT/T 808): they register, show their code, and say where they are.

A position is answered when it is on disk. What comes from all terminals while one parcel is written is the next parcel.
A frame that is malformed is passed over; who sends many of them, or nothing for long, is cut off; nobody else notices.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import pyarrow as pa
from pydantic import Field

from cityloop.sense.connectors import jt808, registering
from cityloop.sense.connectors.connector import Away, Bring, Form, Parcel, Place
from cityloop.sense.connectors.jt808 import Malformed, Told
from cityloop.sense.connectors.parts import Parts
from cityloop.sense.connectors.registering import Desk, Registry

log = logging.getLogger(__name__)

A_GO = 5000  # positions in one parcel
MOST_MALFORMED, MOST_SKIPPED = 20, 64 * 1024  # frames and bytes of one connection
WAITING = 200_000  # positions; beyond it connections are not read
READ = 16 * 1024
COLUMNS = pa.schema(
    [("phone", pa.string()), ("plate", pa.string()), ("at", pa.int64()), ("lon", pa.float64()), ("lat", pa.float64())]
    + [(name, pa.float64()) for name in ("speed_kmh", "altitude_m", "heading")]
    + [("alarm", pa.int64()), ("status", pa.int64()), ("located", pa.bool_()), ("acc", pa.bool_())]
    + [(name, pa.float64()) for _, name, _ in jt808.EXTRAS.values()]
)


class Terminals:
    mapping: ClassVar[Mapping[str, Any]] = {
        "gives": [
            {
                "signal": {"constant": "trucks.position"},
                "subject": {"path": "plate"},
                "at": {"path": "at"},
                "time": "ms",
                "value": {"path": "speed_kmh"},
                "unit": "km/h",
                "lon": {"path": "lon"},
                "lat": {"path": "lat"},
            }
        ]
    }

    class Settings(Form):
        host: str = Field(default="127.0.0.1", max_length=253)
        port: int = Field(default=6808, ge=0, le=65535)
        idle_s: float = Field(default=300.0, ge=1, le=86_400, description="who says nothing for so long is cut off")
        most: int = Field(default=20_000, ge=1, le=200_000, description="connections at once")
        listed: tuple[str, ...] = Field(default=(), max_length=100_000, description="plates that may register; empty: any")
        registry: Registry = Field(
            default="",
            description="only devices of the registry that are not retired may come; says which is the code of the device, "
            "the plate or the terminal's telephone number (without leading noughts); empty: any",
        )

    class Secrets(Form):
        pass

    def __init__(self, settings: "Terminals.Settings", secrets: "Terminals.Secrets", place: Place) -> None:
        self._settings, self._place = settings, place
        self._listed = frozenset(settings.listed)
        self._waiting: deque[Waiting] = deque()
        self._rows, self._came, self._room = 0, asyncio.Event(), asyncio.Event()
        self._room.set()
        self._here: set[asyncio.Task[None]] = set()
        self._desk = Desk(place, settings.registry)
        self.port = 0

    async def run(self, bring: Bring) -> None:
        try:
            server = await asyncio.start_server(self._talk, self._settings.host, self._settings.port, backlog=1024)
        except OSError as fault:
            raise Away(f"The port cannot be listened at: {fault}.") from None
        self.port = server.sockets[0].getsockname()[1]
        bring.well()
        watch = asyncio.create_task(self._desk.watch())
        try:
            while True:
                await self._bring_next(bring)
        finally:
            server.close()
            watch.cancel()
            for one in self._here:
                one.cancel()
            if self._here:
                await asyncio.wait(self._here)

    async def _bring_next(self, bring: Bring) -> None:
        await self._came.wait()
        going: list[Waiting] = []
        rows: list[Mapping[str, Any]] = []
        while self._waiting and len(rows) < A_GO:
            going.append(self._waiting.popleft())
            rows += going[-1].rows
        self._rows -= len(rows)
        self._room.set()
        if not self._waiting:
            self._came.clear()
        outcome = jt808.FAILED
        try:
            await bring(Parcel(table=pa.Table.from_pylist(rows, COLUMNS)))
            outcome = jt808.OK
        finally:
            for one in going:
                one.answer(outcome)

    # one connection -------------------------------------------------------------------------------------------------

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        if len(self._here) >= self._settings.most:
            writer.close()
            return
        self._here.add(task)
        terminal = Terminal(self._place, self._desk, self._listed, writer, self._queue)
        self._desk.here.add(terminal)
        try:
            await self._listen(reader, terminal)
        except (TimeoutError, OSError, asyncio.CancelledError):
            pass  # silent, gone, or the city stops: each is the end of this connection only
        except Exception:  # a fault of ours costs this connection, not the others
            log.exception("a terminal of %s stumbled", self._place.name)
        finally:
            self._here.discard(task)
            self._desk.here.discard(terminal)
            writer.close()

    async def _listen(self, reader: asyncio.StreamReader, terminal: "Terminal") -> None:
        splitter = jt808.Splitter()
        while terminal.malformed < MOST_MALFORMED and splitter.skipped < MOST_SKIPPED:
            await self._room.wait()
            async with asyncio.timeout(self._settings.idle_s):
                data = await reader.read(READ)
            if not data:
                return
            for frame in splitter.feed(data):
                await terminal.hear(frame)
            await terminal.drain()

    def _queue(self, waiting: "Waiting") -> None:
        self._waiting.append(waiting)
        self._rows += len(waiting.rows)
        if self._rows > WAITING:
            self._room.clear()
        self._came.set()


class Waiting(NamedTuple):
    """Positions of one message that wait for the disk, and how to say what became of them."""

    rows: Sequence[Mapping[str, Any]]
    answer: Callable[[int], None]


class Terminal:
    """What one connection has said so far, and its answers."""

    def __init__(
        self, place: Place, desk: Desk, listed: frozenset[str], writer: asyncio.StreamWriter, queue: Callable[[Waiting], None]
    ) -> None:
        self._place, self._desk, self._listed, self._writer, self._queue = place, desk, listed, writer, queue
        self._parts, self._serial = Parts(), 0
        self._plate = self._phone = ""  # of whom has shown the code
        self.malformed = 0

    def device(self, registry: Registry) -> str:
        """The code of its device; empty before it has shown who it is."""
        return self._plate if registry == "plate" else self._phone

    def cut(self) -> None:
        self._writer.close()

    async def drain(self) -> None:
        await self._writer.drain()

    async def hear(self, frame: bytes) -> None:
        try:
            whole = self._parts.join(jt808.read(frame))
            if whole:
                await self._understand(*whole)
        except Malformed:
            self.malformed += 1

    async def _understand(self, told: Told, parts: Sequence[Told]) -> None:
        if told.id == jt808.ANSWER:
            return
        if told.id == jt808.REGISTER:
            await self._register(told)
        elif told.id == jt808.AUTHENTICATE:
            self._say(parts, await self._authenticate(told))
        elif told.phone != self._phone:
            self._say(parts, jt808.FAILED)
        elif told.id in (jt808.POSITION, jt808.BATCH):
            self._positions(told, parts)
        elif told.id == jt808.LOGOUT:
            await asyncio.to_thread(self._in_work, registering.strike_off, told.phone)
            self._phone = self._plate = ""
            self._say(parts, jt808.OK)
        else:
            self._say(parts, jt808.OK if told.id == jt808.BEAT else jt808.UNSUPPORTED)

    def _positions(self, told: Told, parts: Sequence[Told]) -> None:
        bodies = [told.body] if told.id == jt808.POSITION else jt808.batch(told.body)
        try:
            rows = [{"phone": told.phone, "plate": self._plate, **jt808.position(body)} for body in bodies]
        except Malformed:
            self._say(parts, jt808.WRONG)
            raise
        self._queue(Waiting(rows, lambda outcome: self._say(parts, outcome)))

    async def _register(self, told: Told) -> None:
        said = jt808.registration(told)
        code = secrets.token_hex(8)
        outcome = registering.NO_SUCH_VEHICLE
        if said.plate and (not self._listed or said.plate in self._listed):
            outcome = await self._desk.register(registering.Wish(told.phone, said, code))
        self._write(jt808.registered(told, self._next(), outcome, code))

    async def _authenticate(self, told: Told) -> int:
        plate = await asyncio.to_thread(self._plate_of, told.phone, jt808.code_of(told))
        if plate is None or (self._listed and plate not in self._listed):
            return jt808.FAILED
        self._phone, self._plate = told.phone, plate
        return jt808.OK

    def _in_work(self, do: Callable[..., int], *about: Any) -> int:
        with self._place.work() as work:
            return do(work, self._place.id, *about)

    def _plate_of(self, phone: str, code: str) -> str | None:
        with self._place.glance() as work:
            plate = registering.plate_of(work, self._place.id, phone, code)
            return plate if plate is not None and self._desk.serves(work, phone, plate) else None

    # answers --------------------------------------------------------------------------------------------------------

    def _say(self, parts: Sequence[Told], outcome: int) -> None:
        for part in parts:
            self._write(jt808.general(part, self._next(), outcome))

    def _next(self) -> int:
        self._serial = (self._serial + 1) % 65536
        return self._serial

    def _write(self, frame: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(frame)
