"""What looking costs: dated figures by which a detector's alerts are weighed in the laboratory."""

from collections.abc import Mapping

from cityloop.rulebook.parameters import Dated, Parameter, proposed

LABORATORY = "laboratory"  # stands where a parameter names its detector


COSTS = (
    proposed("desk_cost", "CNY", 12.0, 0, 1_000_000, "A quarter of an hour of one person at the desk for an alert, proposed"),
    proposed("visit_cost", "CNY", 110.0, 0, 1_000_000, "An hour of two people and a vehicle where somebody goes there, proposed"),
)


def costs(amendments: Mapping[str, tuple[Dated, ...]]) -> tuple[Parameter, ...]:
    """The figures with all that was amended."""
    return tuple(one.amended(*amendments.get(f"{LABORATORY}.{one.name}", ())) for one in COSTS)
