"""What a plan is made of. Values only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cityloop.rulebook.definitions import Level, Step, Warning
from cityloop.rulebook.limits import Limit


class Seat(NamedTuple):
    """A duty, and the lowest level of the tree at which who holds it is looked for."""

    duty: str
    level: Level


@dataclass(frozen=True, kw_only=True)
class Party:
    """工作组: duties that are called together, the first of whom leads."""

    name: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, kw_only=True)
class View:
    """What the map shows when people come together: how near, and which layers."""

    zoom: float = 14.0
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Response:
    """应急响应: what is done at one level. `reassess` is its clock: within so long who leads says whether the level still holds.
    With `also`, everything of that milder level is done too."""

    warning: Warning
    steps: tuple[Step, ...]
    groups: tuple[Party, ...] = ()
    tells: tuple[Seat, ...] = ()
    view: View = View()
    reassess: Limit
    also: Warning | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """应急预案: for which matters, who leads, and a response for each of the colours it knows."""

    name: str
    lead: Seat
    matters: tuple[str, ...] = ()  # beginnings of category keys
    detectors: tuple[str, ...] = ()
    responses: Mapping[Warning, Response] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language: name: words

    def chain(self, warning: Warning) -> Iterator[Response]:
        """The response and the milder ones it includes, the mildest first."""
        response = self.responses[warning]
        if response.also is not None:
            yield from self.chain(response.also)
        yield response

    def steps(self, warning: Warning) -> tuple[Step, ...]:
        """All that is to be done at a level."""
        return tuple(step for response in self.chain(warning) for step in response.steps)

    def groups(self, warning: Warning) -> tuple[Party, ...]:
        """All who are called together at a level."""
        return tuple(group for response in self.chain(warning) for group in response.groups)

    def tells(self, warning: Warning) -> tuple[Seat, ...]:
        """All who are told at a level besides those who have something to do."""
        return tuple(dict.fromkeys(seat for response in self.chain(warning) for seat in response.tells))

    @property
    def duties(self) -> set[str]:
        """Every duty the plan names."""
        named = {self.lead.duty}
        for response in self.responses.values():
            named |= {step.duty for step in response.steps} | {seat.duty for seat in response.tells}
            named |= {seat.duty for group in response.groups for seat in group.seats}
        return named

    def fits(self, key: str, detector: str) -> bool:
        """Whether it is for such a matter.

        >>> lead = Seat("leader", Level.district)
        >>> Plan(name="flood", lead=lead, matters=("L0506",)).fits("L0506", "")
        True
        """
        return detector in self.detectors or any(key.startswith(one) for one in self.matters)
