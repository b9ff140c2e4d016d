"""When a review opens by itself, and what is looked for in one: dated numbers the rule board amends, a list of causes."""

from collections.abc import Mapping
from datetime import date

from cityloop.rulebook.parameters import Dated, Parameter, proposed

REVIEWS = "reviews"  # stands where a parameter names its detector


TRIGGERS = (
    proposed("repeat_m", "m", 100, 10, 1000, "Two ends of one street corner, proposed"),
    proposed("repeat_times", "cases", 3, 2, 100, "Twice may be chance, proposed"),
    proposed("repeat_days", "days", 30, 1, 365, "The rhythm of the monthly assessment, proposed"),
    proposed("rework_times", "times", 2, 1, 10, "Once may be a misunderstanding, proposed"),
    proposed("late_cases", "cases", 1, 1, 1000, "Every late case counts, proposed"),
    proposed("major_warning", "level", 2, 1, 4, "Red and orange of the law on emergency response, proposed"),
    proposed("group_days", "days", 30, 1, 365, "Cases of one cause within so long share a review, proposed"),
    proposed("sample", "cases", 20, 1, 500, "Of each spot-check; a day's work for two people, proposed"),
)

CAUSES = (
    "device_failed", "worn_out", "built_wrong", "weather", "third_party", "rule_unfit", "found_late", "wrong_duty",
    "short_handed", "material_missing", "not_known_how", "done_badly", "looked_badly", "limit_unfit", "unclear_duty", "other",
)  # fmt: skip


def triggers(amendments: Mapping[str, tuple[Dated, ...]]) -> tuple[Parameter, ...]:
    """The numbers with all that was amended."""
    return tuple(one.amended(*amendments.get(f"{REVIEWS}.{one.name}", ())) for one in TRIGGERS)


def on(amendments: Mapping[str, tuple[Dated, ...]], day: date, area: str) -> dict[str, float]:
    """The numbers in force in an area on a day, by name."""
    return {one.name: one.on(day, area) for one in triggers(amendments)}
