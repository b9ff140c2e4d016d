from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cityloop.decide.cases.schemas import LineOut
from cityloop.decide.gatherings.rules import MOST_VOICES, Why
from cityloop.decide.tasks.rules import State as TaskState

LONGEST = 20_000  # signs of what one browser says to another


class GatheringLine(BaseModel):
    """A gathering as a line of a list."""

    id: int
    case: int
    title: str
    area: str
    area_name: str
    warning: int
    drill: bool
    lead_name: str
    opened: datetime
    closed: datetime | None
    called: int
    came: int
    decisions: int


class AttendeeOut(BaseModel):
    """Somebody who was called: under which duty, in which party, why they (`how`); `came`: first looked in."""

    login: str
    name: str
    duty: str
    area_name: str
    party: str
    leads: bool
    how: Why
    came: datetime | None
    speaks: bool


class DecisionOut(BaseModel):
    """`state` is that of the task it became; empty if it became none."""

    id: int
    text: str
    because: str
    by_name: str
    at: datetime
    due: datetime | None
    duty: str
    area_name: str
    task: int | None
    state: TaskState | None
    late: bool


class PaperOut(BaseModel):
    id: int
    title: str
    kind: str
    size: int
    by_name: str
    at: datetime


class RemarkOut(BaseModel):
    id: int
    text: str
    by: str
    by_name: str
    at: datetime


class PointOut(BaseModel):
    """A case or a member on the map."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    name: str
    lon: float
    lat: float
    case: int | None


class GatheringPage(GatheringLine):
    """Everything a latecomer needs. `member`: the one who asks was called; `may_lead`: they may lead and close."""

    lon: float | None
    lat: float | None
    zoom: float
    layers: list[str]
    summary: str
    state: str
    held_name: str
    tasks_done: int
    tasks: int
    member: bool
    may_lead: bool
    leads: bool
    people: list[AttendeeOut]
    decided: list[DecisionOut]
    papers: list[PaperOut]
    remarks: list[RemarkOut]
    around: list[PointOut]
    timeline: list[LineOut]


class CallIn(BaseModel):
    login: str = Field(max_length=100)


class TextIn(BaseModel):
    text: str = Field(max_length=4000)


class DecisionIn(BaseModel):
    """What, because of what; with a duty and a time it becomes that duty's task."""

    text: str = Field(max_length=500)
    because: str = Field(default="", max_length=1000)
    due: AwareDatetime | None = None
    duty: str = Field(default="", max_length=100)


class VoiceOut(BaseModel):
    """Somebody who speaks, from one browser."""

    id: int
    login: str
    name: str
    muted: bool
    camera: bool
    sharing: bool


class HelperOut(BaseModel):
    """A server that helps browsers find each other, as RTCPeerConnection takes it."""

    urls: list[str]
    username: str = ""
    credential: str = ""


class JoinedOut(BaseModel):
    """One's own number in the call, those who are there, and the servers that help to reach them."""

    voice: int
    voices: list[VoiceOut] = Field(max_length=MOST_VOICES)
    helpers: list[HelperOut]


class WhisperIn(BaseModel):
    """What one browser says to another: a session description or a candidate, as the browser writes it."""

    to: int = Field(ge=1, lt=2**31)
    said: str = Field(max_length=LONGEST)


class WhisperOut(BaseModel):
    id: int
    who: int
    said: str


class HeardOut(BaseModel):
    """What was said to this browser since, and who is in the call now."""

    whispers: list[WhisperOut]
    voices: list[VoiceOut]


class SoundIn(BaseModel):
    muted: bool
    camera: bool
    sharing: bool
