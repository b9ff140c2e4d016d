from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.sense.devices.rules import Life


class DeviceIn(BaseModel):
    """A device; where `area` is given its point must lie there."""

    code: str = Field(max_length=128)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=200)
    lon: float
    lat: float
    area: str = ""
    maker: str = ""
    owner: str = ""
    repairer: str = ""
    asset: str = ""
    expect_every_s: float = 3600.0
    life: Life = Life.active


class DeviceOut(BaseModel):
    """A device; `silent_since` is when it was heard last, if it has missed too many reports."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    kind: str
    maker: str
    owner: str
    repairer: str
    asset: str
    area: str
    area_name: str
    lon: float
    lat: float
    expect_every_s: float
    life: Life
    changed: datetime
    credential: bool
    heard: datetime | None
    silent_since: datetime | None


class ToldOut(BaseModel):
    """What became of a row: new, changed, same, or refused with a reason."""

    row: int
    code: str
    verdict: str
    reason: str


class ImportOut(BaseModel):
    """How many rows became what; the first thousand that were refused are named."""

    new: int
    changed: int
    same: int
    refused: int
    rows: list[ToldOut]


class LifeIn(BaseModel):
    life: Life


class CredentialOut(BaseModel):
    """Shown this once: user name and password of the device."""

    username: str
    password: str


class CoverageOut(BaseModel):
    """How many devices are expected to speak in an area, and how many are silent."""

    area: str
    name: str
    expected: int
    silent: int
