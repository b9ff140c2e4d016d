"""When findings said at different times are one stretch. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from cityloop.sense.alerts.rules import Sighting


def stretches(sightings: Sequence[Sighting], quiet: timedelta) -> list[Sighting]:
    """Sightings folded as alerts are: what follows within the quiet time is one stretch."""
    folded: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: (s.subject, s.began)):
        last = folded[-1] if folded else None
        if last and last.subject == sighting.subject and sighting.began <= last.ended + quiet:
            folded[-1] = last._replace(ended=max(last.ended, sighting.ended), peak=max(last.peak, sighting.peak))
        else:
            folded.append(sighting)
    return folded
