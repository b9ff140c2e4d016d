"""HTTP: every request is a piece of work; every refusal has its status."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from cityloop.kit.errors import Refused
from cityloop.kit.work import Work


class Refusal(BaseModel):
    """What every refusal looks like."""

    error: str
    detail: str


def work_of(request: Request) -> Iterator[Work]:
    """Work by who is asking; a request that only reads locks nothing."""
    with request.app.state.desk(request) as work:
        yield work


# Kept before the answer is sent: what a person is told has happened has happened.
Desk = Annotated[Work, Depends(work_of, scope="function")]

REFUSALS: dict[int | str, dict[str, object]] = {status: {"model": Refusal} for status in (400, 401, 403, 404, 409, 413, 422)}


def answer_refusals(app: FastAPI) -> None:
    def answer(_: Request, refused: Exception) -> JSONResponse:
        assert isinstance(refused, Refused)
        return JSONResponse({"error": type(refused).__name__, "detail": str(refused)}, refused.status)

    app.add_exception_handler(Refused, answer)
