from datetime import datetime

from pydantic import BaseModel, Field

from cityloop.decide.suggestions.rules import Because


class ReasonOut(BaseModel):
    """A part of a score: from 0 to 1, and its share of the whole."""

    because: Because
    value: float
    weight: float


class WhoCouldOut(BaseModel):
    """Somebody who could take the work on. `metres` in a straight line, none where no place is known; `said` whether they said
    where they are, else it is the middle of their area; `load` tasks at work; `done` finished of the category in a year, `alike`
    of its class besides; `on_duty` is none where no roster says."""

    login: str
    name: str
    area: str
    area_name: str
    score: float
    metres: float | None
    said: bool
    load: int
    done: int
    alike: int
    skilled: bool
    on_duty: bool | None
    reasons: list[ReasonOut]


class PickIn(BaseModel):
    login: str = Field(min_length=1, max_length=100)
    at: datetime | None = Field(default=None, description="when they are expected there")


class PickedOut(BaseModel):
    """Whom a task is meant for."""

    task: int
    login: str
    name: str
