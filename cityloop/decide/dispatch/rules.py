"""The ladder a case climbs until someone answers. Pure."""

from collections.abc import Iterator

from cityloop.rulebook import Level

LADDER = (Level.grid, Level.community, Level.street, Level.district, Level.city)


def rungs(area: str, lowest: Level) -> Iterator[str]:
    """The area at the playbook's level and then each above it.

    >>> list(rungs("500103001002015", Level.street))
    ['500103001', '500103', '50']
    """
    for level in LADDER[LADDER.index(lowest) :]:
        if len(area) >= level.digits:
            yield area[: level.digits]
