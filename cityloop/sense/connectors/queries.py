from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cityloop.kit.keyring import opened
from cityloop.kit.work import Work
from cityloop.sense.connectors.tables import Connection, MappingVersion, Secret


class SetUp(NamedTuple):
    """A connector as it is to run: what is watched for changes."""

    id: int
    name: str
    version: int
    mapping: int
    paused: bool


def set_up(session: Session) -> list[SetUp]:
    """Every connector, oldest first."""
    columns = (Connection.id, Connection.name, Connection.version, Connection.mapping, Connection.paused)
    return [SetUp._make(row) for row in session.execute(select(*columns).order_by(Connection.id))]


def every(work: Work) -> Sequence[Connection]:
    return work.session.scalars(select(Connection).order_by(Connection.name)).all()


def get(work: Work, connection_id: int) -> Connection:
    return work.find(Connection, connection_id)


def named(session: Session, name: str) -> Connection | None:
    return session.scalar(select(Connection).where(Connection.name == name))


def secrets_of(session: Session, connection_id: int) -> dict[str, str]:
    rows = session.execute(select(Secret.name, Secret.value).where(Secret.connection_id == connection_id))
    return {name: opened(session, value) for name, value in rows}


def versions(work: Work, connection_id: int) -> Sequence[MappingVersion]:
    """Every mapping that was published, newest first."""
    own = MappingVersion.connection_id == connection_id
    return work.session.scalars(select(MappingVersion).where(own).order_by(MappingVersion.number.desc())).all()


def mapping(session: Session, connection_id: int, number: int) -> dict[str, Any] | None:
    own = (MappingVersion.connection_id == connection_id) & (MappingVersion.number == number)
    return session.scalar(select(MappingVersion.said).where(own))


def newest_number(session: Session, connection_id: int) -> int:
    own = MappingVersion.connection_id == connection_id
    return session.scalar(select(func.max(MappingVersion.number)).where(own)) or 0
