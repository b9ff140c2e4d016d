"""Who is suggested for a task, and how far people get in a day: dated numbers the rule board amends."""

from collections.abc import Mapping
from datetime import date

from cityloop.rulebook.parameters import Dated, Parameter, proposed

ASSIGNING = "assigning"  # stands where a parameter names its detector


NUMBERS = (
    proposed("weight_near", "1", 0.4, 0, 1, "Whoever is near is there soon, proposed"),
    proposed("weight_load", "1", 0.2, 0, 1, "Whoever has little to do has time, proposed"),
    proposed("weight_skill", "1", 0.25, 0, 1, "Whoever has done it before does it well, proposed"),
    proposed("weight_on_duty", "1", 0.15, 0, 1, "Whoever is on duty is awake, proposed"),
    proposed("near_m", "m", 2000, 50, 100_000, "At this distance nearness counts half, proposed"),
    proposed("load_tasks", "tasks", 3, 1, 100, "With so many tasks at work lightness counts half, proposed"),
    proposed("skill_tasks", "tasks", 5, 1, 1000, "After so many of a kind experience counts half, proposed"),
    proposed("detour", "1", 1.35, 1, 5, "Streets are longer than straight lines: between 1.2 and 1.5 in cities, proposed"),
    proposed("speed_kmh", "km/h", 22, 3, 120, "A service car in a city's day traffic, proposed"),
    proposed("task_min", "min", 30, 1, 1440, "One task on the spot, proposed"),
    proposed("component_min", "min", 40, 1, 1440, "Something to be mended on the spot, proposed"),
    proposed("matter_min", "min", 25, 1, 1440, "Something to be set right on the spot, proposed"),
    proposed("history_tasks", "tasks", 20, 5, 10_000, "From so many finished tasks on what they took counts, proposed"),
    proposed("lunch_shift_min", "min", 60, 0, 180, "By so much the break of the calendar may be moved, proposed"),
)


def numbers(amendments: Mapping[str, tuple[Dated, ...]]) -> tuple[Parameter, ...]:
    """The numbers with all that was amended."""
    return tuple(one.amended(*amendments.get(f"{ASSIGNING}.{one.name}", ())) for one in NUMBERS)


def on(amendments: Mapping[str, tuple[Dated, ...]], day: date, area: str) -> dict[str, float]:
    """The numbers in force in an area on a day, by name."""
    return {one.name: one.on(day, area) for one in numbers(amendments)}
