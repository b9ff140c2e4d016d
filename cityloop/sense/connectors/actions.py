from collections.abc import Mapping as Dict
from typing import Any

from sqlalchemy import delete, update

from cityloop.kit.errors import NotFound
from cityloop.kit.keyring import sealed
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas.queries import CITY
from cityloop.sense.connectors import queries, rules
from cityloop.sense.connectors.kinds import kind_of
from cityloop.sense.connectors.mapping import Mapping
from cityloop.sense.connectors.tables import Connection, MappingVersion, Secret
from cityloop.sense.facts import ConnectionChanged, ConnectionMade, MappingPublished
from cityloop.sense.sources import queries as sources
from cityloop.sense.sources.actions import admit

Said = Dict[str, Any]
DUTY = "operator"


def make(work: Work, name: str, kind: str, settings: Said, secrets: Said, mapping: Said | None = None) -> Connection:
    """A connector of that kind, which begins at once. It is a source of its own, whose token nobody has."""
    require(work, DUTY, CITY)
    known = kind_of(kind)
    rules.good_name(name)
    if queries.named(work.session, name) or name in sources.by_digest(work.session, work.now).values():
        raise rules.NameTaken(name=name)
    formed = rules.formed(known.Settings, settings, "settings").model_dump(mode="json")
    said = rules.formed(Mapping, mapping or known.mapping, "mapping")
    shown = rules.formed(known.Secrets, secrets, "secrets")
    admit(work, name)
    made = Connection(name=name, kind=kind, settings=formed, mapping=1, by=work.by, at=work.now)
    connection = work.keep(made)
    _keep_secrets(work, connection.id, shown.model_dump(mode="json"))
    _keep_version(work, connection, said, why="")
    work.tell(ConnectionMade(connection=connection.id))
    return connection


def change(work: Work, connection_id: int, settings: Said, secrets: Said) -> Connection:
    """New settings; of the secrets only those that are given are new. It begins anew with them."""
    require(work, DUTY, CITY)
    connection = queries.get(work, connection_id)
    known = kind_of(connection.kind)
    kept = queries.secrets_of(work.session, connection_id) | dict(secrets)
    connection.settings = rules.formed(known.Settings, settings, "settings").model_dump(mode="json")
    _keep_secrets(work, connection_id, rules.formed(known.Secrets, kept, "secrets").model_dump(mode="json"))
    return _changed(work, connection)


def pause(work: Work, connection_id: int) -> Connection:
    return _paused(work, connection_id, True)


def start(work: Work, connection_id: int) -> Connection:
    return _paused(work, connection_id, False)


def _paused(work: Work, connection_id: int, paused: bool) -> Connection:
    require(work, DUTY, CITY)
    connection = queries.get(work, connection_id)
    if connection.paused == paused:
        return connection
    connection.paused = paused
    return _changed(work, connection)


def forget(work: Work, connection_id: int) -> None:
    """End a connector for good. What it brought stays, and so do its source and the account of it."""
    require(work, DUTY, CITY)
    connection = queries.get(work, connection_id)
    for kind in (Secret, MappingVersion):
        work.session.execute(delete(kind).where(kind.connection_id == connection_id))
    work.session.delete(connection)
    work.tell(ConnectionChanged(connection=connection_id))


def publish(work: Work, connection_id: int, mapping: Said, why: str) -> MappingVersion:
    """Let this mapping hold from the next parcel on."""
    require(work, DUTY, CITY)
    connection = queries.get(work, connection_id)
    said = rules.formed(Mapping, mapping, "mapping")
    if not why.strip():
        raise rules.WhyMissing
    if queries.mapping(work.session, connection_id, connection.mapping) == _kept(said):
        raise rules.SameMapping
    return _keep_version(work, connection, said, why.strip())


def go_back(work: Work, connection_id: int, number: int, why: str) -> MappingVersion:
    """Publish an older version again, as a new one: what held when stays told."""
    found = queries.mapping(work.session, connection_id, number)
    if found is None:
        raise NotFound(kind="version", id=number)
    return publish(work, connection_id, found, why)


def keep_cursor(work: Work, connection_id: int, cursor: Said) -> None:
    work.session.execute(update(Connection).where(Connection.id == connection_id).values(cursor=dict(cursor)))


def _changed(work: Work, connection: Connection) -> Connection:
    connection.version += 1
    connection.by, connection.at = work.by, work.now
    work.tell(ConnectionChanged(connection=connection.id))
    return connection


def _kept(mapping: Mapping) -> dict[str, Any]:
    return mapping.model_dump(mode="json", exclude_defaults=True)


def _keep_version(work: Work, connection: Connection, mapping: Mapping, why: str) -> MappingVersion:
    number = queries.newest_number(work.session, connection.id) + 1
    row = MappingVersion(connection_id=connection.id, number=number, said=_kept(mapping), why=why, by=work.by, at=work.now)
    version = work.keep(row)
    connection.mapping = number
    work.tell(MappingPublished(mapping_version=version.id))
    return version


def _keep_secrets(work: Work, connection_id: int, secrets: Dict[str, str]) -> None:
    work.session.execute(delete(Secret).where(Secret.connection_id == connection_id))
    for name, value in secrets.items():
        if value:
            work.keep(Secret(connection_id=connection_id, name=name, value=sealed(work.session, value)))
