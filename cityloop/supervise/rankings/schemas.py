from pydantic import BaseModel


class RankedOut(BaseModel):
    """One line of a ranking, in percent: its own value, what its mix of cases would give all together, the value adjusted for
    the mix with its standard error, and both places. Who cannot be told apart shares a place."""

    group: str
    title: str
    cases: int
    raw: float
    expected: float
    adjusted: float
    error: float
    raw_place: int
    place: int
