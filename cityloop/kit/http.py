"""HTTP: every request is a piece of work; every refusal has its status."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError

from cityloop.kit import once
from cityloop.kit.errors import Refused
from cityloop.kit.work import Work


class Refusal(BaseModel):
    """What every refusal looks like."""

    error: str
    detail: str


def work_of(request: Request) -> Iterator[Work]:
    """Work by who is asking; a request that only reads locks nothing."""
    asked: once.Asked | None = getattr(request.state, "once", None)
    with request.app.state.desk(request) as work:
        if asked:
            once.claim(work, asked)
        yield work
        if asked:
            once.keep(work, asked)


# Kept before the answer is sent: what a person is told has happened has happened.
Desk = Annotated[Work, Depends(work_of, scope="function")]

# A day somebody may ask about: calendars, and a day's hours in UTC, end at year 1.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]

REFUSALS: dict[int | str, dict[str, object]] = {status: {"model": Refusal} for status in (400, 401, 403, 404, 409, 413, 422, 429)}


def answer_refusals(app: FastAPI) -> None:
    def answer(_: Request, refused: Exception) -> JSONResponse:
        assert isinstance(refused, Refused)
        after = refused.about.get("after_s")
        headers = {"retry-after": str(after)} if after else None
        return JSONResponse({"error": type(refused).__name__, "detail": str(refused)}, refused.status, headers)

    def unreadable(_: Request, fault: Exception) -> JSONResponse:
        """What was said is not repeated: it may be what no answer can hold, such as NaN or half a character."""
        assert isinstance(fault, RequestValidationError)
        why = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors()[:5])
        return JSONResponse({"error": "Unreadable", "detail": why.encode(errors="replace").decode()}, 422)

    def not_kept(_: Request, __: Exception) -> JSONResponse:
        return JSONResponse({"error": "Unreadable", "detail": "Something in this cannot be kept, such as a zero byte."}, 422)

    def repeated(_: Request, said: Exception) -> Response:
        assert isinstance(said, once.Said)
        return once.repeated(said)

    app.add_exception_handler(Refused, answer)
    app.add_exception_handler(once.Said, repeated)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(DataError, not_kept)
