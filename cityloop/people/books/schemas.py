from pydantic import BaseModel, ConfigDict


class RowToldOut(BaseModel):
    """What became of a row: new, changed, same, or refused; `reason` says why, or what was and what is."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    row: int
    about: str
    verdict: str
    reason: str


class WorkbookOut(BaseModel):
    """How many rows became what, and the first thousand of those that are not the same."""

    new: int
    changed: int
    same: int
    refused: int
    rows: list[RowToldOut]
