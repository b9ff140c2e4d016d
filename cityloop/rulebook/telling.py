"""How long notices are kept: a dated number the rule board amends. What was told stays in the log of facts."""

from collections.abc import Mapping
from datetime import date

from cityloop.rulebook.parameters import Dated, Parameter, proposed

NOTICES = "notices"  # stands where a parameter names its detector

KEEPING = (proposed("keep_days", "days", 90, 1, 3650, "A quarter, so that its review can ask who was told; proposed"),)


def keeping(amendments: Mapping[str, tuple[Dated, ...]]) -> tuple[Parameter, ...]:
    """The number with all that was amended."""
    return tuple(one.amended(*amendments.get(f"{NOTICES}.{one.name}", ())) for one in KEEPING)


def on(amendments: Mapping[str, tuple[Dated, ...]], day: date) -> float:
    """For how many days notices are kept, as of a day."""
    return keeping(amendments)[0].on(day)
