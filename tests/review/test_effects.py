"""What an amendment did is measured after its day by the yardstick of before, in words that say how sure one may be."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from cityloop.review.effects import rules
from cityloop.rulebook.words import spoken
from tests.conftest import BOTH
from tests.stories.moves import work_off
from tests.stories.test_the_national_cycle import dispatched
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import Desk, Hands, Town

FALSE, TRUE = (50, 75, 75, 75, 75, 40), (50, 118, 119, 119, 118, 40)


def measure(town: Town) -> None:
    while town.city.write_up():
        pass


def effects(desk: Desk, **about: Any) -> list[dict[str, Any]]:
    return list(desk.get("/api/effects", **about).json())


def drive_and_judge(town: Town, plate: str, speeds: tuple[int, ...], outcome: str) -> int:
    town.drive(plate, *speeds)
    desk = town.desk("patrol")
    case = max(int(one["id"]) for one in desk.get("/api/cases").json() if one["subject"] == plate)
    town.clock.forward(minutes=30)
    work_off(desk, case, outcome=outcome)
    return case


@BOTH
def test_an_amendment_is_held_against_the_days_before_it(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    board = town.desk("board")
    clock.now = Hands.at("2026-03-08 09:00").now
    for n in range(6):
        drive_and_judge(town, f"before {n}", FALSE, "nothing_there")
        clock.forward(hours=1)
    drive_and_judge(town, "before true", TRUE, "settled")
    said = {"detector": "trucks.overspeed", "parameter": "limit_kmh", "value": 90.0, "reason": "误报过多"}
    (adopted,) = [board.post("/api/amendments", **said, since="2026-03-09").json()]
    clock.now = Hands.at("2026-03-09 09:00").now
    drive_and_judge(town, "after true", TRUE, "settled")
    for n in range(2):
        town.drive(f"after {n}", *FALSE)
        clock.forward(minutes=20)
    town.drive("after 3", *FALSE)  # nobody hears of it from the detector, but somebody reports there
    missed = dispatched(town, staff)
    work_off(staff["crew"], missed)
    clock.now = Hands.at("2026-03-15 23:00").now
    measure(town)
    assert effects(board) == []

    clock.now = Hands.at("2026-03-16 08:00").now
    measure(town)
    (effect,) = effects(board, amendment=adopted["id"])
    assert (effect["days"], effect["value_before"], effect["value"]) == (7, 60.0, 90.0)
    assert (effect["alerts_before"], effect["alerts_after"]) == (7, 1)
    assert (effect["judged_before"], effect["false_before"], effect["judged_after"], effect["false_after"]) == (7, 6, 1, 0)
    assert (effect["found_again"], effect["unheard"], effect["missed"]) == (1, 3, [missed])
    assert effect["minutes_before"] == effect["minutes_after"] == 30.0
    assert effect["chance"] == 0.031  # 2 * (1/2)^6
    assert (
        effect["said"] == "自 3 月 9 日起 7 天：误报减少 100 %（6 → 0），漏报 1 件，另有 2 条按旧值会预警而无人得知，真伪未知。"
    )
    english = effects(board, amendment=adopted["id"], language="en")[0]["said"]
    assert english.startswith("Since 9 March, 7 days: 100 % fewer false alerts (6 → 0), 1 missed")
    assert effects(town.desk("stranger"))[0]["missed"] == []
    measure(town)
    assert len(effects(board)) == 1


def told(language: str = "zh", **about: Any) -> str:
    usual = {
        "days": 7,
        "alerts_after": 30,
        "judged_before": 60,
        "judged_after": 30,
        "found_again": 30,
        "unheard": 0,
        "missed": [],
    }
    one: Any = SimpleNamespace(**(usual | about))
    return rules.sentence(one, date(2026, 5, 3), spoken(language), language)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"false_before": 37, "false_after": 12}, "自 5 月 3 日起 7 天：误报减少 68 %（37 → 12），未漏报。"),
        ({"false_before": 37, "false_after": 22}, "自 5 月 3 日起 7 天：误报减少 41 %（37 → 22），差别可能出于偶然，未漏报。"),
        (
            {"false_before": 2, "false_after": 1},
            "自 5 月 3 日起 7 天：误报太少（2 → 1，已有结论 60 → 30），说明不了什么，未漏报。",
        ),
        ({"false_before": 5, "false_after": 5}, "自 5 月 3 日起 7 天：误报不变（5 → 5），未漏报。"),
        (
            {"false_before": 0, "false_after": 9, "found_again": 3},
            "自 5 月 3 日起 7 天：误报增加 100 %（0 → 9），回放只重现了 30 条预警中的 3 条，是否漏报无从判断。",
        ),
    ],
)
def test_the_sentence_says_no_more_than_the_numbers(about: dict[str, Any], said: str) -> None:
    assert told(**about) == said


def test_chance_is_that_of_a_fair_coin_and_the_law_of_large_numbers_joins_it_smoothly() -> None:
    assert rules.chance(9, 1) == pytest.approx(22 / 1024)
    assert rules.chance(1080, 920) == pytest.approx(rules.chance(1081, 920), abs=0.0006)
