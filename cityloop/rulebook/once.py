"""How long it is remembered what a request was answered, so that it is done once: a dated number the rule board amends."""

from collections.abc import Mapping
from datetime import date

from cityloop.rulebook.parameters import Dated, Parameter

ONCE = "once"  # stands where a parameter names its detector

KEEPING = (
    Parameter(
        name="keep_days",
        unit="days",
        least=1,
        most=3650,
        history=(Dated(since=date(2000, 1, 1), value=60, source="Longer than a telephone lies in a drawer, proposed"),),
    ),
)


def keeping(amendments: Mapping[str, tuple[Dated, ...]]) -> tuple[Parameter, ...]:
    """The number with all that was amended."""
    return tuple(one.amended(*amendments.get(f"{ONCE}.{one.name}", ())) for one in KEEPING)


def on(amendments: Mapping[str, tuple[Dated, ...]], day: date) -> float:
    """For how many days answers are kept, as of a day."""
    return keeping(amendments)[0].on(day)
