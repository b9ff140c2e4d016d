from datetime import UTC, datetime
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from cityloop.kit.frames.latest import NEVER
from cityloop.kit.http import REFUSALS, Desk
from cityloop.sense.readings import queries
from cityloop.sense.readings.schemas import HistoryOut, SaidOut

router = APIRouter(prefix="/api/readings", tags=["sense"], responses=REFUSALS)

Name = Annotated[str, Query(min_length=1, max_length=128)]
Names = Annotated[list[str], Query(max_length=1000)]


@router.get("/latest")
def latest(work: Desk, signal: Name, subject: Names) -> list[SaidOut]:
    """What up to 1,000 subjects said last of a signal. Who oversees the whole city asks for any, others for registered ones in
    the area of their duty."""
    queries.may_see(work, [signal], subject)
    said = queries.latest(work, signal, subject)
    rows = zip(subject, *(column.tolist() for column in said), strict=True)
    return [
        SaidOut(
            subject=name,
            at=None if at == NEVER else datetime.fromtimestamp(at / 1000, UTC),
            value=_some(value),
            lon=_some(lon),
            lat=_some(lat),
        )
        for name, at, value, lon, lat in rows
    ]


@router.get("")
def history(
    work: Desk,
    signal: Names,
    since: AwareDatetime,
    until: AwareDatetime,
    subject: Names = [],  # noqa: B006 (FastAPI copies it)
    tier: Literal["raw", "hourly", "daily", "auto"] = "auto",
    limit: Annotated[int, Query(ge=1, le=100_000)] = 10_000,
) -> HistoryOut:
    """Readings of signals in a stretch of time, of some subjects or of all, each or by the hour or day. Who oversees the
    whole city asks for any, others for registered subjects in the area of their duty. `more` says that there were more than
    `limit`."""
    queries.may_see(work, signal, subject)
    kind = queries.tier_for(work, tier, signal, since, until)
    found = queries.window(work, signal, since, until, subject or None, kind)
    columns = {name: [_some(one) for one in np.asarray(column[:limit]).tolist()] for name, column in found._asdict().items()}
    del columns["signal"], columns["subject"], columns["at"]
    return HistoryOut(
        tier=kind,
        signal=[work.frames.signals[number] for number in found.signal[:limit].tolist()],
        subject=[work.frames.subjects[number] for number in found.subject[:limit].tolist()],
        at=found.at[:limit].tolist(),
        columns=columns,
        more=found.at.size > limit,
    )


def _some(number: float) -> float | None:
    return None if number != number else number  # noqa: PLR0124 (nan is not itself)
