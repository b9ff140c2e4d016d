from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from cityloop.decide.clocks.rules import Lamp
from cityloop.decide.parts.rules import As
from cityloop.rulebook.cycles import Stage

Act = Literal[
    "flag", "split", "merge", "assist", "extension", "suspension", "across", "whistle", "urge", "supervise", "leader"
]  # fmt: skip


class PersonOut(BaseModel):
    login: str
    name: str


class PartOut(BaseModel):
    """A duty that takes part in the case beside its lead."""

    duty: str
    area: str
    area_name: str
    how: As
    since: datetime


class AnsweringOut(BaseModel):
    """A duty, an area in which it is held, and who holds it there."""

    duty: str
    area: str
    area_name: str
    names: list[str]


class PieceOut(BaseModel):
    """Another case it belongs to, or that belongs to it."""

    id: int
    subject: str
    state: str
    open: bool


class ActsOut(BaseModel):
    """What this person may do at the case now beside its moves: what is not named would be refused. `urgeable` are who can be
    urged, `callable` who holds a duty over the place and can be called to help; `whole` is the case it is a part of, `into`
    the one it was merged into."""

    acts: list[Act]
    urgeable: list[PersonOut]
    callable: list[AnsweringOut]
    following: bool
    followers: list[PersonOut]
    parts: list[PartOut]
    whole: PieceOut | None
    pieces: list[PieceOut]
    into: PieceOut | None
    joined: list[PieceOut]


class StageOut(BaseModel):
    """A stage on the way of the case. `left_s` is the time left as its limit counts it, below zero for one that is late; it
    stands still while `paused`. Of a limit counted in one way `amount` and `unit` say the whole, such as 5 WD."""

    stage: Stage
    turn: int
    state: Literal["done", "skipped", "here", "ahead"]
    awaited: list[AnsweringOut]
    began: datetime | None
    ended: datetime | None
    due: datetime | None
    left_s: float | None
    whole_s: float | None
    amount: float | None
    unit: str
    share: float
    lamp: Lamp | None
    paused: bool
    late: bool
