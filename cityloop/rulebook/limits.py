"""Time limits, and the units they are said in (GB/T 30428.8 leaves the numbers to each city)."""

import re
from dataclasses import dataclass
from enum import StrEnum

SAID = re.compile(r"(\d+(?:\.\d+)?)\s*(UH|UD|WH|WD)")


class Counting(StrEnum):
    """紧急工作时, 紧急工作日: without a break, day and night. 工作时, 工作日: only while the city works."""

    urgent_hours = "UH"
    urgent_days = "UD"
    working_hours = "WH"
    working_days = "WD"


class NotALimit(ValueError):
    """A limit is a number above zero and a unit, as `4WH`; this is none."""


@dataclass(frozen=True)
class Limit:
    """So long something may take."""

    amount: float
    unit: Counting

    def __post_init__(self) -> None:
        if not 0 < self.amount < 100_000:
            raise NotALimit(f"{self.amount} {self.unit}")

    @classmethod
    def read(cls, text: str) -> "Limit":
        """The limit as the city's books write it.

        >>> Limit.read("4WH")
        Limit(amount=4.0, unit=<Counting.working_hours: 'WH'>)
        >>> str(Limit.read("0.25 UH")), str(Limit.read("15WD"))
        ('0.25UH', '15WD')
        """
        said = SAID.fullmatch(text.strip().upper())
        if said is None:
            raise NotALimit(text)
        return cls(float(said[1]), Counting(said[2]))

    def __str__(self) -> str:
        return f"{self.amount:g}{self.unit}"
