from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response
from fastapi import Path as InPath

from cityloop.kit.errors import NotKnown, Refused
from cityloop.kit.http import REFUSALS, Desk
from cityloop.sense.sources import queries as sources
from cityloop.sense.sources.actions import digest
from cityloop.sense.warnings import actions, queries
from cityloop.sense.warnings.schemas import WarningOut

LARGEST = 1024 * 1024
CAP = "application/cap+xml"

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
        if scheme.lower() != "bearer" or digest(token) not in sources.by_digest(work.session):
            raise StrangeSender
        return WarningOut.model_validate(actions.receive(work, document))


@router.get("/api/warnings")
def list_warnings(work: Desk) -> list[WarningOut]:
    """What came from outside, newest first."""
    return [WarningOut.model_validate(one) for one in queries.newest(work)]


@router.get("/api/alerts/{alert_id}/cap", response_class=Response, responses={200: {"content": {CAP: {}}}})
def alert_as_cap(work: Desk, alert_id: Annotated[int, InPath(ge=1, lt=2**31)]) -> Response:
    """The alert as a CAP 1.2 document with its area; one that is over is a cancellation."""
    return Response(queries.as_cap(work, alert_id), media_type=CAP)
