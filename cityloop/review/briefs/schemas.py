from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cityloop.review.briefs.rules import Kind


class BriefOut(BaseModel):
    """A brief in a list. `forms` are the documents that can be downloaded, `missing` says why others cannot."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Kind
    area: str
    area_name: str = ""
    since: date
    until: date
    as_of: datetime
    made: datetime
    version: int
    printed: bool
    forms: list[str] = []
    missing: str
    corrections: int = 0


class BriefPage(BriefOut):
    """With all it says: sections of figures, charts and tables, each with its source."""

    body: dict[str, Any]


class AgainOut(BaseModel):
    """The brief made again from what is known now of its instant: the same documents to the byte, or a further version."""

    same: bool
    brief: BriefOut


class RhythmOut(BaseModel):
    """A rhythm in which the city looks at itself: its last record, and when the next is due."""

    kind: Kind
    last: BriefOut | None
    next_due: datetime
