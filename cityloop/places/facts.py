"""What places tell."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MapAdopted(Fact):
    """From its day on points and names are looked up on this survey."""

    survey: int


@dataclass(frozen=True, kw_only=True)
class MapUndone(Fact):
    """This survey, whose day has not come, will not hold."""

    survey: int


@dataclass(frozen=True, kw_only=True)
class AreaSplit(Fact):
    """On that survey's day the area ends, and others stand in its place."""

    area: str
    survey: int


@dataclass(frozen=True, kw_only=True)
class AreasMerged(Fact):
    """On that survey's day others are part of this area."""

    area: str
    survey: int


@dataclass(frozen=True, kw_only=True)
class MicroGridsChanged(Fact):
    """From a day on so many micro-grids are new, are otherwise, or are no more."""

    since: str
    added: int
    changed: int
    ended: int
