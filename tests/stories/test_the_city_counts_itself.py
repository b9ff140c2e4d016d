"""Cases and alerts become numbers on the boards, by the same way as anything a device says."""

from tests.stories.moves import FAST
from tests.town import Town


def test_an_open_case_is_a_vital_sign_within_a_round(town: Town) -> None:
    leader = town.hire("leader50", "leader", "50")

    def value(name: str, area: str) -> float | None:
        town.city.all_rounds()
        town.city.settle()
        found = {one["name"]: one["value"] for one in leader.get("/api/vitals", area=area, track="society.loop").json()}
        number: float | None = found[f"society.loop.{name}"]
        return number

    assert value("open_cases", "50") == 0
    town.drive("渝D·K0001", *FAST)
    town.clock.forward(minutes=1)
    assert (value("open_cases", "50"), value("open_alerts", "50"), value("late_share", "50")) == (1, 1, 0)
    assert value("open_cases", "500103") == 1
    town.clock.forward(minutes=1)
    assert value("open_cases", "50") == 1
    town.clock.forward(hours=3)
    assert value("late_share", "50") == 100
