from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import Day
from cityloop.review.reviews.rules import Trigger

Login = Field(max_length=64)


class ReviewOut(BaseModel):
    """A review. `opened` is when a rule or somebody opened it, `after_id` the review of the same cause before it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    trigger: Trigger
    title: str
    category_code: str
    detector: str
    duty: str
    area: str
    lon: float | None
    lat: float | None
    opened: datetime
    opened_by: str
    after_id: int | None
    causes: list[str]
    cause_text: str
    lessons: str
    decision: str
    participants: list[str]
    drill: bool
    closed: datetime | None
    closed_by: str
    cases: int = 0


class ReviewedCaseOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    subject: str
    state: str
    area: str
    opened: datetime
    closed: datetime | None
    late: bool
    rework: int


class ProofOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    replay_id: int | None
    amendment_id: int | None
    by: str
    at: datetime


class InjuryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    case_id: int
    people: int
    note: str
    by: str
    at: datetime


class ImprovementOut(BaseModel):
    """Something to be made better. `late` once its day is over and it is not done, or was done after it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    what: str
    duty: str
    area: str
    owner: str
    due: date
    by: str
    at: datetime
    review_id: int | None
    done: datetime | None
    done_by: str
    note: str
    late: bool = False


class ReviewPage(BaseModel):
    """A review with all that belongs to it, as far as the one who asks may see it; `may_lead` says whether they may write."""

    review: ReviewOut
    cases: list[ReviewedCaseOut]
    injuries: list[InjuryOut]
    proofs: list[ProofOut]
    improvements: list[ImprovementOut]
    missing: str
    may_lead: bool


class ReviewsOfCaseOut(BaseModel):
    """The reviews a case is read again in, the injuries told of it, and whether the one who asks may open a review."""

    reviews: list[ReviewOut]
    injuries: list[InjuryOut]
    may_open: bool


class InjuryIn(BaseModel):
    people: int = Field(ge=1, le=100_000)
    note: str = Field(max_length=2000)


class FindingsIn(BaseModel):
    """What was found out; causes are of the list, `other` with a text."""

    causes: list[str] = Field(default=[], max_length=16)
    cause_text: str = Field(default="", max_length=4000)
    lessons: str = Field(default="", max_length=4000)
    decision: str = Field(default="", max_length=4000)
    participants: list[str] = Field(default=[], max_length=50)


class ProofIn(BaseModel):
    replay_id: int | None = Field(default=None, ge=1, lt=2**31)
    amendment_id: int | None = Field(default=None, ge=1, lt=2**31)


class ImprovementIn(BaseModel):
    """`area` is that of the review if none is said."""

    what: str = Field(max_length=1000)
    duty: str = Field(max_length=100)
    area: str = Field(default="", max_length=17)
    owner: str = Login
    due: Day


class DoneIn(BaseModel):
    note: str = Field(max_length=2000)
