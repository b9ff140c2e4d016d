"""Which vehicle a terminal sits in, and the code it was given. Only the code's digest is kept.

Where the connector keeps to the registry, a terminal or its vehicle must be a device of it that is not retired: by its
telephone number or its plate, as the connector says, which is the device's code.
"""

import asyncio
import hmac
import logging
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Literal, NamedTuple, Protocol

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.sense.connectors.connector import Place
from cityloop.sense.connectors.jt808 import OK, Registration
from cityloop.sense.connectors.tables import Terminal
from cityloop.sense.devices import queries as devices
from cityloop.sense.devices.queries import Life

VEHICLE_TAKEN, NO_SUCH_VEHICLE, NO_SUCH_TERMINAL = 1, 2, 4

AT_ONCE = 500  # terminals registered in one transaction
LOOK_S = 2.0  # between two looks at the registry

log = logging.getLogger(__name__)

Registry = Literal["", "plate", "phone"]  # what of a terminal is the code of its device; empty: the registry is not asked


class Wish(NamedTuple):
    """A terminal that wants to speak for its vehicle, and the code it is to have."""

    phone: str
    said: Registration
    code: str

    def device(self, registry: Registry) -> str:
        return self.said.plate if registry == "plate" else self.phone


def register(work: Work, connection_id: int, registry: Registry, wishes: Sequence[Wish]) -> list[int]:
    """Let terminals speak for their vehicles; what is answered to each. A vehicle that has another terminal is taken until
    that one logs out."""
    alone(work.session, f"terminals {connection_id}")
    known = in_service(work, {one.device(registry) for one in wishes}) if registry else set()
    stranger = NO_SUCH_TERMINAL if registry == "phone" else NO_SUCH_VEHICLE
    return [_register(work, connection_id, one) if not registry or one.device(registry) in known else stranger for one in wishes]


def in_service(work: Work, codes: Iterable[str]) -> set[str]:
    """Which of these are devices of the registry that are not retired."""
    return {code for code, device in devices.by_code(work, codes).items() if device.life is not Life.retired}


def _register(work: Work, connection_id: int, wish: Wish) -> int:
    phone, said, code = wish
    own = Terminal.connection_id == connection_id
    other = select(Terminal.id).where(own, Terminal.plate == said.plate, Terminal.phone != phone)
    if work.session.scalar(other) is not None:
        return VEHICLE_TAKEN
    work.session.execute(delete(Terminal).where(own, Terminal.phone == phone))
    work.keep(
        Terminal(
            connection_id=connection_id,
            phone=phone,
            plate=said.plate,
            colour=said.colour,
            maker=said.maker,
            model=said.model,
            terminal=said.terminal,
            digest=sha256(code.encode()).hexdigest(),
            at=work.now,
        )
    )
    return OK


def strike_off(work: Work, connection_id: int, phone: str) -> int:
    """The terminal logs out: its code ends, its vehicle is free."""
    work.session.execute(delete(Terminal).where(Terminal.connection_id == connection_id, Terminal.phone == phone))
    return OK


def plate_of(work: Work, connection_id: int, phone: str, code: str) -> str | None:
    """The vehicle the terminal speaks for, if this is its code."""
    columns = select(Terminal.plate, Terminal.digest).where(Terminal.connection_id == connection_id, Terminal.phone == phone)
    found = work.session.execute(columns).one_or_none()
    known = found is not None and hmac.compare_digest(found.digest, sha256(code.encode()).hexdigest())
    return str(found.plate) if found and known else None


# for all connections of a connector ----------------------------------------------------------------------------------


class Known(Protocol):
    """A terminal that is connected."""

    def device(self, registry: Registry) -> str: ...
    def cut(self) -> None: ...


class Desk:
    """Where the terminals of a connector register. Those that come together are written together, and who is taken out of
    service is cut off while it is connected."""

    def __init__(self, place: Place, registry: Registry) -> None:
        self._place, self._registry = place, registry
        self._wishes: list[tuple[Wish, asyncio.Future[int]]] = []
        self._writing: asyncio.Task[None] | None = None
        self.here: set[Known] = set()

    async def register(self, wish: Wish) -> int:
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._wishes.append((wish, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        taken: list[tuple[Wish, asyncio.Future[int]]] = []
        try:
            while self._wishes:
                taken, self._wishes = self._wishes[:AT_ONCE], self._wishes[AT_ONCE:]
                outcomes = await asyncio.to_thread(self._register, [wish for wish, _ in taken])
                for (_, done), outcome in zip(taken, outcomes, strict=True):
                    if not done.done():
                        done.set_result(outcome)
        except OperationalError as fault:
            log.warning("terminals could not be registered: %s", fault)
        finally:  # who has no answer is cut off, and will come again
            self._writing, left, self._wishes = None, [*taken, *self._wishes], []
            for _, done in left:
                done.cancel()

    def _register(self, wishes: Sequence[Wish]) -> list[int]:
        with self._place.work() as work:
            return register(work, self._place.id, self._registry, wishes)

    def serves(self, work: Work, phone: str, plate: str) -> bool:
        return not self._registry or bool(in_service(work, [plate if self._registry == "plate" else phone]))

    async def watch(self) -> None:
        """Look whenever the registry has changed who of those here is not in service any more; and once more, for who was
        let in just then."""
        seen = [-1, -1]
        while self._registry:
            try:
                here = {one.device(self._registry) for one in self.here}
                revision, gone = await asyncio.to_thread(self._gone, seen[0], here)
                seen = [seen[1], revision]
                for one in [one for one in self.here if one.device(self._registry) in gone]:
                    one.cut()
            except OperationalError as fault:
                log.warning("the registry could not be read: %s", fault)
            await asyncio.sleep(LOOK_S)

    def _gone(self, seen: int, codes: set[str]) -> tuple[int, set[str]]:
        with self._place.glance() as work:
            revision = devices.newest_revision(work.session)
            return revision, set() if revision == seen else codes - {""} - in_service(work, codes)
