from typing import Annotated

from fastapi import APIRouter, Request, UploadFile
from fastapi import Path as InPath

from cityloop.kit.errors import NotFound, Refused, Unreadable
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas.queries import CITY
from cityloop.sense.connectors import actions, queries, rules
from cityloop.sense.connectors.bringing import Bringing, Health
from cityloop.sense.connectors.connector import Stranger
from cityloop.sense.connectors.kinds import KINDS
from cityloop.sense.connectors.mapping import Mapping
from cityloop.sense.connectors.pages import READERS
from cityloop.sense.connectors.running import Running
from cityloop.sense.connectors.schemas import (
    ConnectorIn,
    ConnectorKindOut,
    ConnectorOut,
    GoBackIn,
    HealthOut,
    MappingIn,
    MappingOut,
    PublishIn,
    PutOut,
    SettingsIn,
    SpecimenOut,
    SpecimenTriedOut,
    TakenOut,
)
from cityloop.sense.connectors.tables import Connection
from cityloop.sense.connectors.trying import shown, tried

LARGEST = 8 * 1024 * 1024  # bytes of a call
LARGEST_FILE = 1024**3
PIECE = 1024 * 1024

router = APIRouter(prefix="/api", tags=["sense"], responses=REFUSALS)
hooks = APIRouter(tags=["sense"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


class NotSigned(Refused):
    """This call is not signed as it should be, or it is too old."""

    status = 401


class CallTooLarge(Refused):
    """A call has at most 8 MiB."""

    status = 413


def running_of(request: Request) -> Running:
    found: Running = request.app.state.connectors
    return found


@router.get("/connectors/kinds")
def connector_kinds(work: Desk) -> list[ConnectorKindOut]:
    """The kinds of connectors, with their forms."""
    require(work, actions.DUTY, CITY)
    return [
        ConnectorKindOut(
            name=name,
            settings=kind.Settings.model_json_schema(),
            secrets=kind.Secrets.model_json_schema(),
            mapping=dict(kind.mapping),
        )
        for name, kind in KINDS.items()
    ]


@router.get("/connectors")
def list_connectors(work: Desk, request: Request) -> list[ConnectorOut]:
    """Every connector with how it is, by name."""
    require(work, actions.DUTY, CITY)
    return [_out(work, one, request) for one in queries.every(work)]


@router.get("/connectors/{connector_id}")
def read_connector(work: Desk, connector_id: Id, request: Request) -> ConnectorOut:
    """One connector, as it is now."""
    require(work, actions.DUTY, CITY)
    return _out(work, queries.get(work, connector_id), request)


@router.post("/connectors")
def make_connector(work: Desk, said: ConnectorIn, request: Request) -> ConnectorOut:
    """Set a connector up; it begins at once."""
    return _out(work, actions.make(work, said.name, said.kind, said.settings, said.secrets, said.mapping), request)


@router.post("/connectors/{connector_id}/settings")
def change_connector(work: Desk, connector_id: Id, said: SettingsIn, request: Request) -> ConnectorOut:
    """Give it other settings; of the secrets only those that are given change."""
    return _out(work, actions.change(work, connector_id, said.settings, said.secrets), request)


@router.post("/connectors/{connector_id}/pause")
def pause_connector(work: Desk, connector_id: Id, request: Request) -> ConnectorOut:
    """Let it rest; how far it has read is kept."""
    return _out(work, actions.pause(work, connector_id), request)


@router.post("/connectors/{connector_id}/start")
def start_connector(work: Desk, connector_id: Id, request: Request) -> ConnectorOut:
    """Let it go on from where it was."""
    return _out(work, actions.start(work, connector_id), request)


@router.delete("/connectors/{connector_id}", status_code=204)
def forget_connector(work: Desk, connector_id: Id) -> None:
    """End it for good. What it brought stays."""
    actions.forget(work, connector_id)


# mappings -------------------------------------------------------------------------------------------------------------


@router.get("/connectors/{connector_id}/specimens")
def list_specimens(work: Desk, connector_id: Id, request: Request) -> list[SpecimenOut]:
    """The last documents or rows as they came, and the last that were refused, newest first."""
    require(work, actions.DUTY, CITY)
    queries.get(work, connector_id)
    bringing = running_of(request).bringing(connector_id)
    return [shown(one) for one in bringing.newest()] if bringing else []


@router.post("/connectors/{connector_id}/try")
def try_mapping(work: Desk, connector_id: Id, said: MappingIn, request: Request) -> list[SpecimenTriedOut]:
    """What this mapping would make of the last specimens, beside what the one in force makes of them."""
    require(work, actions.DUTY, CITY)
    connection = queries.get(work, connector_id)
    after = rules.formed(Mapping, said.mapping, "mapping")
    before = Mapping.model_validate(queries.mapping(work.session, connector_id, connection.mapping))
    bringing = running_of(request).bringing(connector_id)
    return tried(work, bringing.newest(), before, after) if bringing else []


@router.get("/connectors/{connector_id}/mappings")
def list_mappings(work: Desk, connector_id: Id) -> list[MappingOut]:
    """Every version of its mapping, newest first."""
    require(work, actions.DUTY, CITY)
    queries.get(work, connector_id)
    return [MappingOut.model_validate(one) for one in queries.versions(work, connector_id)]


@router.post("/connectors/{connector_id}/mappings")
def publish_mapping(work: Desk, connector_id: Id, said: PublishIn) -> MappingOut:
    """Publish a mapping, with why; it holds from the next parcel on."""
    return MappingOut.model_validate(actions.publish(work, connector_id, said.mapping, said.why))


@router.post("/connectors/{connector_id}/mappings/{number}/again")
def go_back_to_mapping(work: Desk, connector_id: Id, number: Id, said: GoBackIn) -> MappingOut:
    """Go back to an older version, by publishing it again."""
    return MappingOut.model_validate(actions.go_back(work, connector_id, number, said.why))


# what comes in --------------------------------------------------------------------------------------------------------


@router.post("/connectors/{connector_id}/files")
def bring_file(work: Desk, connector_id: Id, file: UploadFile, request: Request) -> PutOut:
    """Put a CSV, Parquet or Excel file (at most 1 GiB) into the folder of a connector for files; it is read from there."""
    require(work, actions.DUTY, CITY)
    connection = queries.get(work, connector_id)
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    suffix = name[name.rfind(".") :].lower()
    if connection.kind != "files":
        raise NotFound(kind="folder of connector", id=connector_id)
    if suffix not in READERS or len(name) > 200 or not name.isprintable() or name.startswith((".", "~")):
        raise Unreadable(why=f"A file is one of {', '.join(READERS)}, with a plain name.")
    folder = running_of(request).folder(connection.name)
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}.part"
    size = 0
    with aside.open("wb") as kept:
        while piece := file.file.read(PIECE):
            size += kept.write(piece)
            if size > LARGEST_FILE:
                break
    if size > LARGEST_FILE:
        aside.unlink()
        raise Unreadable(why="A file has at most 1 GiB.")
    aside.replace(folder / name)
    return PutOut(name=name, bytes=size)


@hooks.post("/hooks/{name}")
async def take_call(name: str, request: Request) -> TakenOut:
    """A signed call of the webhook of that name: 200 when its readings are on disk."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise CallTooLarge
    try:
        brought = await running_of(request).knock(name, dict(request.headers), bytes(body))
    except Stranger:
        raise NotSigned from None
    return TakenOut(
        stored=brought.stored,
        late=brought.late,
        doubled=brought.doubled,
        refused=brought.refused,
        reasons=[why for _, why in brought.reasons],
    )


def _out(work: Work, one: Connection, request: Request) -> ConnectorOut:
    bringing = running_of(request).bringing(one.id)
    return ConnectorOut(
        id=one.id,
        name=one.name,
        kind=one.kind,
        settings=one.settings,
        secrets=sorted(queries.secrets_of(work.session, one.id)),
        mapping=one.mapping,
        paused=one.paused,
        by=one.by,
        at=one.at,
        health=_health(one, bringing),
    )


def _health(one: Connection, bringing: Bringing | None) -> HealthOut:
    health = bringing.health if bringing else Health("paused" if one.paused else "starting", one.at)
    return HealthOut(
        state=health.state,
        since=health.since,
        error=health.error,
        error_at=health.error_at,
        last=health.last,
        lag_s=health.lag_s,
        failures=health.failures,
        **{name: getattr(health.total, name) for name in ("read", "stored", "late", "doubled", "refused", "left")},
    )
