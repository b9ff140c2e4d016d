from datetime import date, datetime
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from cityloop.decide.routing.rules import ORIGINS
from cityloop.decide.routing.shadows import Flaw
from cityloop.kit.http import Day
from cityloop.rulebook import Level

Key = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{0,6}$")]
Code = Annotated[str, StringConstraints(pattern=r"^\d{2,15}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Origin = Literal["sensed", "grid", "citizen", "hotline", "department", "leader", "media", "video"]
Warned = Annotated[int, Field(ge=1, le=4)]
Weekday = Annotated[int, Field(ge=1, le=7)]
assert set(get_args(Origin)) == set(ORIGINS)


class RouteLine(BaseModel):
    """A line: the matters it takes, and where they go. An empty condition asks for nothing, of several values one is enough;
    categories and areas are said by how their keys and codes begin. Without a duty they go where the matrix says."""

    model_config = ConfigDict(from_attributes=True)

    name: Name
    categories: list[Key] = Field(default=[], max_length=50)
    areas: list[Code] = Field(default=[], max_length=50)
    warnings: list[Warned] = Field(default=[], max_length=4)
    origins: list[Origin] = Field(default=[], max_length=8)
    if_urgent: bool | None = None
    from_h: float = Field(default=0, ge=0, lt=24)
    to_h: float = Field(default=24, gt=0, le=24)
    weekdays: list[Weekday] = Field(default=[], max_length=7)
    words: list[Word] = Field(default=[], max_length=30)
    duty: str = Field(default="", max_length=100)
    level: Level = Level.grid
    assisting: list[Name] = Field(default=[], max_length=10)
    urgent: bool = Field(default=False, description="whether what it takes is marked as urgent")


class DescribedMatter(BaseModel):
    """A matter as routing looks at it; `at` is now if it is not said, `text` all that was said of it."""

    model_config = ConfigDict(from_attributes=True)

    category: Key | Literal[""] = ""
    area: Code
    warning: Warned = 4
    origin: Origin | Literal[""] = "citizen"
    at: AwareDatetime | None = None
    text: str = Field(default="", max_length=5000)
    urgent: bool = False


class RouteProbe(BaseModel):
    """A matter described, and the duty (and, if said, the area) it must come to."""

    name: Name
    matter: DescribedMatter
    duty: str = Field(min_length=1, max_length=100)
    area: Code | Literal[""] = ""


class RoutingIn(BaseModel):
    """A routing book: its lines in their order, and its probes. With `dry_run` it is looked at and not adopted."""

    lines: list[RouteLine] = Field(max_length=200)
    probes: list[RouteProbe] = Field(default=[], max_length=500)
    since: Day
    reason: str = Field(default="", max_length=500)
    dry_run: bool = False


class RouteFindingOut(BaseModel):
    """A line that takes nothing: which, counted from 1, what is wrong, because of which earlier lines, in a sentence."""

    line: int
    flaw: Flaw
    about: str
    by: list[int]
    said: str


class PassedOut(BaseModel):
    """A line that was passed over, counted from 1, and the first condition that was not met."""

    line: int
    name: str
    condition: str


class TriedOut(BaseModel):
    """A duty that was thought of and who named it; where it is held, and where it was asked for in vain below."""

    source: Literal["line", "matrix", "standard", "playbook"]
    duty: str
    area: str | None
    area_name: str
    vain: list[str]


class RouteOut(BaseModel):
    """Where a matter goes and why: who named the duty, the line that took it, the lines passed over, all that was tried; what
    the matrix says of it, whether it was asked or not. `area` is empty while nobody holds the duty."""

    duty: str
    area: str | None
    area_name: str
    source: Literal["line", "matrix", "standard", "playbook", ""]
    book: int | None
    line: int | None
    line_name: str
    passed: list[PassedOut]
    tried: list[TriedOut]
    matrix_duty: str
    matrix_line: int | None
    assisting: list[str]
    urgent: bool


class ProbeOut(BaseModel):
    """A probe and where it goes."""

    probe: RouteProbe
    agrees: bool
    duty: str
    area: str | None


class RoutingOut(BaseModel):
    """A version of the routing book; `holds` says whether it does today."""

    id: int
    since: date
    lines: list[RouteLine]
    probes: list[RouteProbe]
    reason: str
    by: str
    at: datetime
    holds: bool


class RoutingLookedOut(BaseModel):
    """What became of a book: its number if it was adopted, lines that take nothing, where each probe goes; `caution` says what
    could not be known of lines that ask for words."""

    routing: int | None
    caution: str
    findings: list[RouteFindingOut]
    probes: list[ProbeOut]


class RouteTryIn(BaseModel):
    """A matter to try, by lines that are not adopted yet if any are said, else by those that hold at its instant."""

    matter: DescribedMatter
    lines: list[RouteLine] | None = Field(default=None, max_length=200)
