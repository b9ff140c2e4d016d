"""Which vehicle a terminal sits in, and the code it was given. Only the code's digest is kept."""

import hmac
from hashlib import sha256

from sqlalchemy import delete, select

from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.sense.connectors.jt808 import OK, Registration
from cityloop.sense.connectors.tables import Terminal

VEHICLE_TAKEN, NO_SUCH_VEHICLE = 1, 2


def register(work: Work, connection_id: int, phone: str, said: Registration, code: str) -> int:
    """Let the terminal speak for its vehicle. A vehicle that has another terminal is taken until that one logs out."""
    alone(work.session, f"terminals {connection_id}")
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
