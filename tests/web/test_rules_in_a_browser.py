"""What people write and what comes from outside: a fence drawn on the map and put in force, a warning read and followed."""

from datetime import timedelta
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Page, expect

from cityloop.app.settings import clock
from cityloop.kit.work import CITY_TIME
from tests.town import CENTRE
from tests.web.conftest import Served

STAY = "\n".join(f"trucks.position,渝A·1,2026-03-01T08:{minute:02}:00+08:00,20,{CENTRE[0]},{CENTRE[1]}" for minute in range(6))
NOW = clock().astimezone(CITY_TIME)
SENT, UNTIL = (at.isoformat(timespec="seconds") for at in (NOW, NOW + timedelta(hours=3)))
RING = " ".join(f"{CENTRE[1] + y},{CENTRE[0] + x}" for x, y in ((-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, -0.01)))
CAP = f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>CQ-1</identifier><sender>weather</sender>
<sent>{SENT}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>Met</category>
<event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>{UNTIL}</expires>
<senderName>气象台</senderName><headline>暴雨橙色预警</headline><instruction>减少外出</instruction>
<area><areaDesc>渝中区</areaDesc><polygon>{RING}</polygon></area></info></alert>"""


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).fill(option)
    page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=option).first.click()


def test_a_fence_is_drawn_on_the_map_tried_kept_and_put_in_force(desk: Any) -> None:
    board: Page = desk("board", "/laboratory")
    board.get_by_role("button", name="新 建").click()
    form = board.locator(".draft-form")
    form.get_by_label("代号").fill("own.square")
    form.get_by_label("中文名称").fill("驶入广场")
    form.get_by_label("英文名称").fill("Into the square")
    board.get_by_role("combobox", name="类型").click()
    board.get_by_title("电子围栏", exact=True).click()
    choose(board, "信号", "渣土车")
    drawn, canvas = board.locator(".fence-acts"), board.locator(".fence-map canvas")
    expect(drawn).to_contain_text("还差 3 个")
    canvas.wait_for()
    board.wait_for_function("window.__idle")
    box: Any = canvas.bounding_box()
    corners: Any = [{"x": box["width"] * x, "y": box["height"] * y} for x, y in ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))]
    for number, corner in enumerate(corners, 1):
        canvas.click(position=corner)
        expect(drawn).to_contain_text(("还差 2 个", "还差 1 个", "3 个角点", "4 个角点")[number - 1])
    drawn.get_by_role("button", name="撤销一点").click()
    expect(drawn).to_contain_text("3 个角点")
    canvas.dblclick(position=corners[3])
    expect(drawn).to_contain_text("已闭合，4 个角点")
    form.get_by_role("button", name="加一级更重的预警").click()
    form.get_by_role("group", name="更重的一级").get_by_label("持续时间").fill("9000")

    form.get_by_label("样本").fill(STAY)
    form.get_by_role("button", name="试一试").click()
    expect(form.get_by_role("region", name="试用结果")).to_contain_text("6 条读数中发现 1 处")
    form.get_by_label("为什么要这样写").fill("广场限行")
    form.get_by_role("button", name="保存这一版").click()
    line = board.locator(".drafts > li", has_text="驶入广场")
    line.get_by_role("button", name="启用这一版").click()
    expect(line).to_contain_text("第 1 版在用")


def test_a_warning_from_outside_is_read_and_followed_to_its_alert(served: Served, desk: Any) -> None:
    duty: Page = desk("duty", "/warnings")
    expect(duty.get_by_text("还没有外部预警")).to_be_visible()
    heads = {"authorization": f"Bearer {served.token}", "content-type": "application/cap+xml"}
    assert httpx.post(f"{served.url}/cap", content=CAP.encode(), headers=heads).status_code == httpx.codes.OK
    duty.goto(f"{served.url}/warnings")
    row = duty.get_by_role("option").filter(has_text="暴雨橙色预警")
    for said in ("重大", "气象台", "渝中区", "严重", "生效中"):
        expect(row).to_contain_text(said)
    row.click()
    page = duty.get_by_role("dialog", name="暴雨橙色预警")
    expect(page).to_contain_text("减少外出")
    page.get_by_role("link", name="查看预警").click()
    why = duty.get_by_role("dialog", name="暴雨 CQ-1")
    expect(why.get_by_role("link", name="下载 CAP")).to_have_attribute("href", "/api/alerts/1/cap")
