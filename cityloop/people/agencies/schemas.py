from datetime import date

from pydantic import BaseModel, Field

from cityloop.kit.http import Day
from cityloop.people.agencies.rules import AgencyKind


class ProfileIn(BaseModel):
    """What an agency is from a day on; `parent` is the code of the one above, `leader` a login."""

    name: str = Field(max_length=100)
    short: str = Field(max_length=100)
    credit: str = Field(default="", max_length=18, description="unified social credit code (GB 32100), empty for a part")
    kind: AgencyKind
    area: str = Field(max_length=17)
    parent: str = Field(default="", max_length=64)
    leader: str = Field(default="", max_length=64)
    since: Day
    why: str = Field(default="", max_length=500)


class AgencyIn(ProfileIn):
    code: str = Field(max_length=64)


class AgenciesMergeIn(BaseModel):
    """These go into `into` from `since` on, with what stands under them and the posts of them."""

    codes: list[str] = Field(min_length=1, max_length=50)
    into: str = Field(max_length=64)
    since: Day
    why: str = Field(default="", max_length=500)


class CloseIn(BaseModel):
    until: Day


class AgencyLine(BaseModel):
    """An agency on a day; `below` is how many stand right under it then."""

    code: str
    name: str
    short: str
    credit: str
    kind: AgencyKind
    area: str
    area_name: str
    leader: str
    leader_name: str
    below: int


class AgencyStateOut(BaseModel):
    """What an agency was from `since` on and before `until`, who said so and why."""

    since: date
    until: date | None
    name: str
    short: str
    credit: str
    kind: AgencyKind
    area: str
    area_name: str
    parent: str
    parent_name: str
    leader: str
    leader_name: str
    why: str
    by: str


class AgencyPage(BaseModel):
    """An agency through time, and into which it was merged, if it was."""

    code: str
    states: list[AgencyStateOut]
    successor: str
