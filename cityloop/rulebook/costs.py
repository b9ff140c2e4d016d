"""What looking costs: dated figures by which a detector's alerts are weighed in the laboratory."""

from collections.abc import Mapping
from datetime import date

from cityloop.rulebook.parameters import Dated, Parameter

LABORATORY = "laboratory"  # stands where a parameter names its detector


def _cost(name: str, value: float, source: str) -> Parameter:
    first = Dated(since=date(2000, 1, 1), value=value, source=source)
    return Parameter(name=name, unit="CNY", least=0, most=1_000_000, history=(first,))


COSTS = (
    _cost("desk_cost", 12.0, "A quarter of an hour of one person at the desk for an alert, proposed"),
    _cost("visit_cost", 110.0, "An hour of two people and a vehicle where somebody goes there, proposed"),
)


def costs(amendments: Mapping[str, tuple[Dated, ...]]) -> tuple[Parameter, ...]:
    """The figures with all that was amended."""
    return tuple(one.amended(*amendments.get(f"{LABORATORY}.{one.name}", ())) for one in COSTS)
