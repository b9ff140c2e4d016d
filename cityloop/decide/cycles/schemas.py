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


class PublishedOut(BaseModel):
    """A version as it was published; the first of a shipped case type is not among them."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    version: int
    reason: str
    by: str
    at: datetime
