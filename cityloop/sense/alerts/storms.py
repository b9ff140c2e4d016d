"""Storms: many alerts of one cause at once become one, by what they hang on, by street, by district. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

WITHIN = timedelta(minutes=10)
STREET, DISTRICT = 9, 6


class Key(NamedTuple):
    """What alerts have in common: `network` and what they hang on, or `area` and its code."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Spot(NamedTuple):
    """What decides where an alert folds: what it hangs on (may be empty), and the area it is in."""

    network: str
    area: str

    def shared(self) -> Iterator[Key]:
        """Narrowest first."""
        if self.network:
            yield Key("network", self.network)
        for digits in (STREET, DISTRICT):
            if len(self.area) >= digits:
                yield Key("area", self.area[:digits])


def fold(new: Sequence[Spot], recent: Sequence[Spot], raging: Mapping[Key, int], fold_at: int) -> list[Key | None]:
    """For each new alert the storm it is part of, if it is: one that rages already, or one that breaks out with it because,
    with the recent ones, `fold_at` share a network or street, or three times so many a district. With 0 nothing folds.

    >>> fold([Spot("", "500103001001")] * 2, [Spot("", "500103001002")], {}, 3)
    [Key(kind='area', value='500103001'), Key(kind='area', value='500103001')]
    >>> fold([Spot("", "500103001001")], [], {}, 3)
    [None]
    """
    if not fold_at:
        return [None] * len(new)
    part_of: list[Key | None] = [next((key for key in spot.shared() if key in raging), None) for spot in new]
    before = Counter(key for spot in recent for key in spot.shared())
    for rank in range(3):
        sharing: defaultdict[Key, list[int]] = defaultdict(list)
        for place, spot in enumerate(new):
            key = _ranked(spot, rank)
            if part_of[place] is None and key:
                sharing[key].append(place)
        for key, places in sharing.items():
            if len(places) + before[key] >= (3 * fold_at if rank == 2 else fold_at):
                for place in places:
                    part_of[place] = key
    return part_of


def _ranked(spot: Spot, rank: int) -> Key | None:
    """Its network, street or district."""
    wanted = (("network", None), ("area", STREET), ("area", DISTRICT))[rank]
    return next((key for key in spot.shared() if key.kind == wanted[0] and wanted[1] in (None, len(key.value))), None)
