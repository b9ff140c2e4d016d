from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response
from fastapi import Path as InPath

from cityloop.kit.errors import NotKnown, Refused
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.sense.sources import queries as sources
from cityloop.sense.sources.actions import digest
from cityloop.sense.warnings import actions, queries
from cityloop.sense.warnings.rules import stands, subject_of
from cityloop.sense.warnings.schemas import WarningLineOut, WarningOut, WarningPageOut

LARGEST = 1024 * 1024
CAP = "application/cap+xml"
Id = Annotated[int, InPath(ge=1, lt=2**31)]

router = APIRouter(tags=["sense"], responses=REFUSALS)


class StrangeSender(NotKnown):
    """This token is not known here. `cityloop token NAME` prints one."""


class LongDocument(Refused):
    """A warning has at most 1 MiB."""

    status = 413


@router.post("/cap")
def receive_cap(
    request: Request, document: Annotated[bytes, Body(media_type=CAP)], authorization: Annotated[str, Header()] = ""
) -> WarningOut:
    """Take in a CAP 1.2 document from a source with a token. Sent again it changes nothing."""
    if len(document) > LARGEST:
        raise LongDocument
    scheme, _, token = authorization.partition(" ")
    with request.app.state.begin("warnings") as work:
        if scheme.lower() != "bearer" or digest(token) not in sources.by_digest(work.session, work.now):
            raise StrangeSender
        return WarningOut.model_validate(actions.receive(work, document))


@router.get("/api/warnings")
def list_warnings(work: Desk) -> list[WarningLineOut]:
    """What came from outside, newest first, each with where it stands now."""
    return _lines(work, queries.newest(work))


@router.get("/api/warnings/{warning_id}")
def warning_page(work: Desk, warning_id: Id) -> WarningPageOut:
    """A message from outside with all it says, and the others of its chain."""
    one = queries.get(work, warning_id)
    chain = _lines(work, queries.chain(work, one))
    told = queries.details(work, one)._asdict()
    more = {name: told[name] for name in WarningPageOut.model_fields if name in told}
    (line,) = (line for line in chain if line.id == one.id)
    return WarningPageOut.model_validate({**more, "warning": line, "chain": chain, "lon": one.lon, "lat": one.lat})


@router.get("/api/warnings/{warning_id}/cap", response_class=Response, responses={200: {"content": {CAP: {}}}})
def warning_as_cap(work: Desk, warning_id: Id) -> Response:
    """The document as it came."""
    return Response(work.files.read(queries.get(work, warning_id).file), media_type=CAP)


@router.get("/api/alerts/{alert_id}/cap", response_class=Response, responses={200: {"content": {CAP: {}}}})
def alert_as_cap(work: Desk, alert_id: Id) -> Response:
    """The alert as a CAP 1.2 document with its area; one that is over is a cancellation."""
    return Response(queries.as_cap(work, alert_id), media_type=CAP)


def _lines(work: Work, some: Sequence[queries.OutsideWarning]) -> list[WarningLineOut]:
    """Messages as lines, newest first; all later ones of a chain are among them."""
    called = queries.called_for(work, some)
    found = []
    for one, stand in zip(some, stands(some, work.now), strict=True):
        alert = called.get(subject_of(one))
        told = queries.details(work, one)._asdict() | {name: getattr(one, name) for name in WarningOut.model_fields}
        found.append(WarningLineOut.model_validate(told | {"stand": stand, "alert": alert.id if alert else None}))
    return found
