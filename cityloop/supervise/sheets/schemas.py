from pydantic import BaseModel


class MarkOut(BaseModel):
    """A line of a sheet: what it gave of how much; `measured` is false where there was nothing to measure."""

    name: str
    words: dict[str, str]
    formula: str
    points: float
    full: float
    lost: float
    measured: bool


class SheetOut(BaseModel):
    """A filled-in sheet."""

    group: str
    title: str
    total: float
    marks: list[MarkOut]


class SheetFormOut(BaseModel):
    """A sheet there is, by whom it is filled in and who published it."""

    name: str
    words: dict[str, str]
    of: str
    source: dict[str, str]
    full: float
