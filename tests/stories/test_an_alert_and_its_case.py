"""What an alert leads to, by policy; and what its card says."""

from typing import Any

from tests.conftest import BOTH
from tests.town import Town

FAST = (50, 72, 75, 71, 73, 70)


def policy(town: Town, mode: str, **about: Any) -> dict[str, Any]:
    said = {"mode": mode, "since": "2026-03-02", "reason": "夜间无人值守"}
    return dict(town.desk("board").post("/api/policies", **(said | about)).json())


def cases(town: Town) -> list[dict[str, Any]]:
    return list(town.desk("dispatcher").get("/api/cases").json())


@BOTH
def test_by_hand_means_that_somebody_opens_the_case(town: Town) -> None:
    policy(town, "by_hand", detector="trucks.overspeed")
    town.drive("渝A·1", *FAST)
    assert cases(town) == []
    (alert,) = town.desk("dispatcher").alerts("渝A·1")
    assert town.desk("patrol").post(f"/api/alerts/{alert['id']}/case").status_code == 403
    assert town.desk("dispatcher").post(f"/api/alerts/{alert['id']}/case").json()["state"] == "dispatched"
    assert town.desk("dispatcher").post(f"/api/alerts/{alert['id']}/case").json()["error"] == "CaseThere"
    assert len(cases(town)) == 1


def test_the_line_that_says_most_holds(town: Town) -> None:
    policy(town, "shadow")
    policy(town, "automatic", detector="trucks.overspeed", area="500103")
    policy(town, "by_hand", detector="trucks.overspeed", area="500103", from_h=22, to_h=6)
    town.drive("渝A·1", *FAST)
    assert len(cases(town)) == 1
    town.clock.forward(hours=15)
    town.drive("渝A·2", *FAST)
    assert len(cases(town)) == 1


def test_a_shadow_case_is_noted_and_not_opened(town: Town) -> None:
    policy(town, "shadow", warning=4)
    town.drive("渝A·1", *FAST)
    assert cases(town) == []
    with town.city.glance(by="test") as work:
        said = [row.body["mode"] for row in facts(work) if row.kind == "CaseWithheld"]
    assert said == ["shadow"]


def facts(work: Any) -> list[Any]:
    from cityloop.kit.facts import since

    return list(since(work.session, 0, 1000))


def test_only_the_rule_board_adopts_a_policy_and_not_for_yesterday(town: Town) -> None:
    said = {"mode": "shadow", "since": "2026-03-02", "reason": "x"}
    assert town.desk("dispatcher").post("/api/policies", **said).status_code == 403
    assert "today" in policy(town, "shadow", since="2026-03-01")["detail"]


@BOTH
def test_the_card_of_an_alert_says_why(town: Town) -> None:
    town.drive("渝A·1", *FAST)
    town.clock.forward(minutes=30)
    town.city.all_rounds()
    town.drive("渝A·2", *FAST)
    (alert,) = town.desk("dispatcher").alerts("渝A·2")
    card = town.desk("dispatcher").get(f"/api/alerts/{alert['id']}/card").json()
    limit = next(value for value in card["values"] if value["name"] == "limit_kmh")
    assert (limit["value"], limit["since"]) == (60, "2024-01-01") and limit["source"]
    assert card["curves"][0]["value"] == [float(speed) for speed in FAST]
    assert [one["subject"] for one in card["near"]] == ["渝A·1"]
    assert [(one["subject"], one["outcome"]) for one in card["past"]] == [("渝A·1", "")]
    assert card["suggested"]["steps"][0] == "trucks.stop_and_check"
    assert town.desk("stranger").get(f"/api/alerts/{alert['id']}/card").status_code == 404
