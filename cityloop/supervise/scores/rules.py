"""What a closed case earns. Pure."""

from cityloop.rulebook import Scorecard


def points(card: Scorecard, *, late: bool, rework: int) -> int:
    """Points by the scorecard, never under 0.

    >>> points(Scorecard(), late=False, rework=1)
    80
    """
    return max(0, (card.late if late else card.on_time) + rework * card.rework)
