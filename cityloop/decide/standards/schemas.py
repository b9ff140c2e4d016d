from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cityloop.rulebook.limits import Counting


class TimeLimitOut(BaseModel):
    """A time limit: so many hours or days, counted without a break (UH, UD) or while the city works (WH, WD)."""

    model_config = ConfigDict(from_attributes=True)

    amount: float
    unit: Counting


class StandardOut(BaseModel):
    """A line of the book: when such a matter is filed, when it is closed, how long it may take, whose it is."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    key: str
    number: int
    grade: str
    filing: str
    closing: str
    filing_en: str
    closing_en: str
    limit: TimeLimitOut
    duty: str
    department: str
    source: str


class CategoryOut(BaseModel):
    """A category; `local` says that no national list has it, `lines` how many lines the book has for it."""

    key: str
    above: str
    zh: str
    en: str
    local: bool
    emergency: bool
    lines: int


class ListedOut(BaseModel):
    """A class of categories."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    zh: str
    en: str
    local: bool


class BookOut(BaseModel):
    """Classes and categories, and the edition that holds today, if the city has one."""

    edition: "EditionOut | None"
    classes: list[ListedOut]
    categories: list[CategoryOut]


class PageOut(BaseModel):
    """A category with the lines under which it is filed and closed today."""

    category: CategoryOut
    lines: list[StandardOut]


class SuggestionOut(BaseModel):
    """A category that a text may be about: how well it fits, and the words both share."""

    key: str
    zh: str
    en: str
    fit: float
    shared: list[str]


class EditionOut(BaseModel):
    """A version of the book; `standing` says whether it holds today, is to come, is over, or was taken back."""

    id: int
    since: date
    title: str
    lines: int
    by: str
    at: datetime
    withdrawn: datetime | None
    standing: Literal["holds", "to_come", "over", "withdrawn"]


class VerdictOut(BaseModel):
    """What became of a row: new, changed, same, or refused with a reason."""

    row: int
    key: str
    verdict: str
    reason: str


class DifferenceOut(BaseModel):
    """A line that the sheet adds, changes or leaves out: its words before and after, column by column that differs."""

    key: str
    name: str
    number: int
    what: Literal["added", "changed", "gone"]
    before: dict[str, str]
    after: dict[str, str]


class BroughtOut(BaseModel):
    """How many rows became what, and how the book would differ; `edition` is what the sheet made, if it made one."""

    edition: int | None
    new: int
    changed: int
    same: int
    refused: int
    gone: int
    rows: list[VerdictOut]
    differences: list[DifferenceOut]
