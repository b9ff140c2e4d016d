from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class EffectOut(BaseModel):
    """What an amendment did: as many days before its day as after it. `chance` is how likely a difference in false alerts so
    large comes by itself; `unheard` is what the value before would have raised and nobody heard of, `missed` the cases
    among them that show by another way that something was there; `reviews` argued for it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    amendment_id: int
    parameter: str = ""
    day: date
    days: int
    value_before: float
    value: float = 0.0
    at: datetime
    alerts_before: int
    alerts_after: int
    judged_before: int
    judged_after: int
    false_before: int
    false_after: int
    minutes_before: float | None
    minutes_after: float | None
    found_again: int
    unheard: int
    missed: list[int]
    chance: float
    said: str
    reviews: list[int] = []
