from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class PlaceOut(BaseModel):
    """An area on a day. `drawn` says the outline was made up and not surveyed."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    level: str
    drawn: bool


class SuccessionOut(BaseModel):
    """What became of an area: split, merged, moved, renamed or replaced by a survey. `name` is what it was called before."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    before: str
    after: str
    name: str
    since: date


class BranchOut(BaseModel):
    """An area of a day with what is around it, from the district down, what is directly below it, and its history.
    `holds` says whether it stood on that day; if not, it is shown as it was last."""

    area: PlaceOut
    holds: bool
    path: list[PlaceOut]
    children: list[PlaceOut]
    successors: list[str]
    history: list[SuccessionOut]


class SurveyOut(BaseModel):
    """A state of the map: from when it holds, who adopted it and why; `undone` if it was taken back before its day."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    since: date
    at: datetime
    by: str
    note: str
    undone: datetime | None
