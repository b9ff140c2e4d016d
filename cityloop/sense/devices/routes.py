from typing import Annotated

from fastapi import APIRouter, Query, UploadFile

from cityloop.kit.errors import Unreadable
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.places.areas.levels import DIGITS
from cityloop.sense.devices import actions, listening, queries
from cityloop.sense.devices.rules import Entry, Life
from cityloop.sense.devices.schemas import (
    CoverageOut,
    CredentialOut,
    DeviceIn,
    DeviceOut,
    ImportOut,
    LifeIn,
    ToldOut,
)
from cityloop.sense.devices.sheets import read_sheet

MOST_ROWS = 50_000
SHOWN = 1000

router = APIRouter(prefix="/api", tags=["sense"], responses=REFUSALS)

Text = Annotated[str, Query(max_length=200)]


class TooManyRows(Unreadable):
    """A sheet brought here has at most 50,000 rows; `cityloop import devices FILE` takes any number."""


@router.get("/devices")
def list_devices(
    work: Desk,
    area: Annotated[str, Query(max_length=15)] = "",
    kind: Text = "",
    life: Life | None = None,
    text: Text = "",
    after: Text = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[DeviceOut]:
    """The devices this person may see, by code; `after` is the last code of the page before."""
    found = queries.seen(work, area=area, kind=kind, life=life, text=text, after=after, limit=limit)
    return [_line(work, device) for device in found]


@router.get("/devices/coverage")
def coverage(
    work: Desk, above: Annotated[str, Query(max_length=15)] = areas.CITY, level: Annotated[int, Query(ge=0, le=4)] = 1
) -> list[CoverageOut]:
    """How many devices should speak in each area of a level inside `above`, and how many are silent."""
    digits = (len(areas.CITY), *DIGITS.values())[level]
    found = listening.coverage(work, above, digits)
    return [CoverageOut(area=c.area, name=areas.title(work, c.area), expected=c.expected, silent=c.silent) for c in found]


@router.get("/devices/one/{code}")
def device(work: Desk, code: str) -> DeviceOut:
    """One device: where it stands, whose it is, when it was heard last."""
    return _line(work, queries.get(work, code))


@router.post("/devices")
def register(work: Desk, said: DeviceIn) -> ToldOut:
    """Register a device, or change what is known of it. Without a place, or in two places, it is refused."""
    (told,) = actions.register(work, [Entry(**said.model_dump())])
    if told.verdict == "refused":
        raise Unreadable(why=told.reason)
    return ToldOut(row=1, **told._asdict())


@router.post("/devices/import")
def bring(work: Desk, file: UploadFile, dry_run: bool = False) -> ImportOut:
    """Bring a CSV or Excel sheet of devices. With `dry_run` it is only said what would become of each row."""
    lines = []
    for line in read_sheet(file.file, file.filename or ""):
        lines.append(line)
        if len(lines) > MOST_ROWS:
            raise TooManyRows
    told = actions.bring(work, lines)
    if dry_run:
        work.session.rollback()
    verdicts = [one.verdict for _, one in told]
    refused = [ToldOut(row=row, **one._asdict()) for row, one in told if one.verdict == "refused"]
    counts = {verdict: verdicts.count(verdict) for verdict in ("new", "changed", "same", "refused")}
    return ImportOut(**counts, rows=refused[:SHOWN])


@router.post("/devices/one/{code}/life")
def move_on(work: Desk, code: str, said: LifeIn) -> DeviceOut:
    """Take a device in or out of service."""
    return _line(work, actions.move_on(work, code, said.life))


@router.post("/devices/one/{code}/credential")
def admit(work: Desk, code: str) -> CredentialOut:
    """A new credential for the device; an older one ends."""
    return CredentialOut(username=code, password=actions.admit(work, code))


def _line(work: Work, device: queries.Device) -> DeviceOut:
    heard = listening.heard(work, device.code)
    about = {name: getattr(device, name) for name in DeviceOut.model_fields if hasattr(device, name)}
    about |= {"area_name": areas.title(work, device.area), "credential": device.digest is not None}
    return DeviceOut.model_validate(about | {"heard": heard.last, "silent_since": heard.silent_since})
