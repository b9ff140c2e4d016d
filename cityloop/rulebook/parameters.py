"""Parameters: numbers the city may change, each value with its date, its source and where it holds."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A value from a day on, in an area and all below it; the empty area is the whole city."""

    since: date
    value: float
    source: str
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number with a unit, the bounds within which it makes sense, and every value it has had."""

    name: str
    unit: str
    least: float
    most: float
    history: tuple[Dated, ...]

    @property
    def local(self) -> bool:
        """Whether the value differs by area."""
        return any(dated.area for dated in self.history)

    def on(self, day: date, area: str = "") -> float:
        """The value in force in `area` on `day`: the nearest area above that has one, and its newest.

        >>> limit = Parameter(name="limit_kmh", unit="km/h", least=5, most=120, history=(
        ...     Dated(since=date(2024, 1, 1), value=60, source="City order"),
        ...     Dated(since=date(2025, 1, 1), value=40, source="District order", area="500103")))
        >>> limit.on(date(2025, 6, 1)), limit.on(date(2025, 6, 1), "500103001")
        (60, 40)
        """
        return self.held(day, area).value

    def held(self, day: date, area: str = "") -> Dated:
        """The entry that says the value in force, with its date and source."""
        held = [dated for dated in self.history if dated.since <= day and area.startswith(dated.area)]
        if not held:
            raise LookupError(f"{self.name} has no value on {day}")
        newest = max(range(len(held)), key=lambda place: (len(held[place].area), held[place].since, place))
        return held[newest]

    def amended(self, *amendments: Dated) -> "Parameter":
        return replace(self, history=(*self.history, *amendments))


FROM_THE_BEGINNING = date(2000, 1, 1)


def proposed(name: str, unit: str, value: float, least: float, most: float, source: str) -> Parameter:
    """A number with the value it has until the rule board says otherwise.

    >>> proposed("near_m", "m", 2000, 50, 100_000, "At this distance nearness counts half, proposed").on(date(2026, 3, 2))
    2000
    """
    first = Dated(since=FROM_THE_BEGINNING, value=value, source=source)
    return Parameter(name=name, unit=unit, least=least, most=most, history=(first,))
