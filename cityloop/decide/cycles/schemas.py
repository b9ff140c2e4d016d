from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class CycleIn(BaseModel):
    """`body` says states, moves, limits and words as `GET /api/cycles/{name}` gives them."""

    body: dict[str, Any]
    reason: str = Field(default="", max_length=1000)


class CycleOut(BaseModel):
    name: str
    version: int
    body: dict[str, Any]


class FaultOut(BaseModel):
    """What is wrong with a body: by a name for which there are words, what it is about, and as a sentence."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    about: str
    said: str


class TriedCycleOut(BaseModel):
    """What a body would be: the version it would become, and all that keeps it from being published."""

    version: int
    faults: list[FaultOut]


class PublishedOut(BaseModel):
    """A version as it was published; the first of a shipped case type is not among them."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    version: int
    reason: str
    by: str
    at: datetime
