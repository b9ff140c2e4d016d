from datetime import datetime
from typing import Literal

from pydantic import BaseModel

Act = Literal["take", "finish", "accept", "reject", "arrive", "result", "visit", "whistle"]


class ErrandOut(BaseModel):
    """One thing to do: a task to handle, a look to take, a call to follow. `id` is its number among its kind; `expected` when
    the day's tour has one there; `since` and `due` are the ends of the bar of time; `acts` what this person may do now, the
    biggest first. `step` and `look` say what kind of task or look it is; `photo` that a picture is asked for."""

    kind: Literal["task", "look", "call"]
    id: int
    case: int
    number: str
    title: str
    text: str
    detector: str
    subject: str
    category_code: str
    step: str
    look: str
    duty: str
    area: str
    area_name: str
    place: str
    lon: float | None
    lat: float | None
    state: str
    urgent: bool
    drill: bool
    warning: int
    photo: bool
    mine: bool
    expected: datetime | None
    since: datetime
    due: datetime | None
    photos: list[str]
    acts: list[Act]


class TodayOut(BaseModel):
    """As of `at`. `more` says that there is more than is shown; `callable` are the duties one may whistle for, `often` the
    categories most met in the areas of one's posts, for who has a small area."""

    at: datetime
    errands: list[ErrandOut]
    more: bool
    callable: list[str]
    often: list[str]
