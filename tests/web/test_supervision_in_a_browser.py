"""Supervision at a desk: from a number to its cases, from a lost point to the appeal, a race and a frozen month."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cityloop.app.settings import Settings, clock
from cityloop.app.stores import engine_for
from cityloop.kit.work import CITY_TIME
from tests.supervise.made import case, put
from tests.web.conftest import Served

LAST = clock().astimezone(CITY_TIME).replace(day=1) - timedelta(days=1)  # a day of last month
DAY = f"{LAST:%Y-%m-%d}"
MONTH = f"{LAST.year}年{LAST.month}月"


@pytest.fixture
def busy(served: Served) -> Served:
    """Last month in two streets: thirty cases each, of which six of the second were late."""
    engine = engine_for(Settings(home=served.home).database_url)
    rows = [
        case(
            f"{LAST:%Y-%m}-{1 + number % 25:02d} 09:00",
            took_h=6 if street == 2 and number < 6 else 2,
            area=f"50010300{street}001001",
            lon=106.5 + number * 0.003,
            lat=29.5 + street * 0.01,
        )
        for street in (1, 2)
        for number in range(30)
    ]
    put(engine, *rows)
    engine.dispose()
    return served


def test_a_number_opens_its_cases_and_a_lost_point_its_own(busy: Served, desk: Any) -> None:
    leader: Page = desk("leader", f"/yardsticks?day={DAY}&by=street")
    expect(leader.get_by_role("navigation", name="考核指标")).to_contain_text("90.0 %")
    formula = leader.get_by_role("region", name="按期处置率")
    expect(formula).to_contain_text("按期处置数 ÷ 应处置数 × 100 %")
    formula.get_by_text("组检验值").click()
    expect(formula).to_contain_text("87.5 %")
    street = leader.get_by_role("row").filter(has_text="80.0 %")
    street.get_by_role("button", name="24").click()
    behind = leader.get_by_role("region", name="数字背后的案件")
    expect(behind.get_by_role("listitem")).to_have_count(24)

    leader.goto(f"{busy.url}/sheets?day={DAY}&by=street")
    leader.get_by_role("navigation", name="街道").get_by_role("button").nth(1).click()
    leader.get_by_role("row").filter(has_text="按期处置率").get_by_role("button", name="−4").click()
    lines = leader.get_by_role("region", name="数字背后的案件").get_by_role("listitem")
    expect(lines).to_have_count(6)
    lines.first.get_by_role("link", name=re.compile("#")).click()
    expect(leader.get_by_role("heading", level=1)).to_contain_text("井盖缺失")
    leader.get_by_role("button", name="有人受伤").click()
    leader.get_by_label("发生了什么").fill("一名路人扭伤")
    leader.get_by_role("dialog").get_by_role("button", name="有人受伤").click()
    expect(leader.get_by_role("region", name="复盘")).to_contain_text("1 人受伤")


def test_a_race_is_run_and_stays_as_it_was_frozen(busy: Served, desk: Any) -> None:
    leader: Page = desk("leader", f"/races?area=500103&day={DAY}")
    board = leader.get_by_role("region", name="赛马比拼")
    expect(board).to_contain_text("尚未冻结")
    expect(board.get_by_role("row").nth(1)).to_contain_text("红旗")
    leader.goto(f"{busy.url}/periods?area=500103&day={DAY}")
    expect(leader.get_by_text(MONTH)).to_be_visible()
    leader.get_by_role("button", name="冻 结").click()
    expect(leader.get_by_role("region", name="签名与复算")).to_contain_text("数字完全相同")
    leader.goto(f"{busy.url}/races?area=500103&day={DAY}")
    expect(leader.get_by_role("region", name="赛马比拼")).to_contain_text("已随冻结期")
    leader.goto(f"{busy.url}/rankings?area=500103&day={DAY}&by=street")
    expect(leader.get_by_role("row").nth(1)).to_contain_text("100.0 %")
    leader.get_by_role("link", name=re.compile("未核查即结案")).first.click()
    expect(leader.get_by_role("region", name="疑点").get_by_role("listitem").first).to_contain_text("未核查即结案")
