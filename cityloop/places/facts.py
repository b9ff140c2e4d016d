"""What places tell."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MapAdopted(Fact):
    """From now on points and names are looked up on this survey."""

    survey: int
