"""Devices and alerts, by people at browsers: one registers and brings a sheet, one reads why, two agree on quiet."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from cityloop.app.settings import clock
from cityloop.kit.work import CITY_TIME
from tests.town import CENTRE
from tests.web.conftest import Served

PLATE = "渝D·K0002"
FAST = (50, 72, 75, 71, 73, 40)
SHEET = f"编码,名称,类型,经度,纬度\nWL-2,二号水位计,水位计,{CENTRE[0]},{CENTRE[1]}\nWL-3,没有位置,水位计,,\n"


def test_devices_are_registered_and_brought_by_a_sheet(desk: Any) -> None:
    keeper: Page = desk("device_keeper", "/devices?text=WL-")
    expect(keeper.get_by_text("没有符合条件的设备")).to_be_visible()

    keeper.get_by_role("button", name="登记设备").click()
    form = keeper.get_by_role("dialog", name="登记设备")
    for label, said in (("编码", "WL-1"), ("名称", "一号水位计"), ("类型", "水位计"), ("经度", CENTRE[0]), ("纬度", CENTRE[1])):
        form.get_by_label(label, exact=True).fill(str(said))
    form.get_by_role("button", name="登 记").click()
    drawer = keeper.get_by_role("dialog", name="一号水位计")
    expect(drawer).to_contain_text("从未上报")
    drawer.get_by_role("button", name="发放凭据").click()
    expect(drawer.get_by_text("只显示这一次")).to_be_visible()
    drawer.get_by_role("button", name="停 用").click()
    expect(drawer.get_by_role("button", name="投入使用")).to_be_visible()
    drawer.get_by_role("button", name="Close").or_(drawer.get_by_role("button", name="关闭")).click()

    keeper.get_by_role("button", name="导入表格").click()
    sheet: Any = {"name": "devices.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    keeper.locator("input[type=file]").set_input_files(sheet)
    bring = keeper.get_by_role("dialog", name="导入表格")
    expect(bring.get_by_text("第 3 行")).to_be_visible()
    expect(keeper.get_by_role("option")).to_have_count(1)
    bring.get_by_role("button", name="导入 1 台").click()
    expect(bring.get_by_text("devices.csv：已导入")).to_be_visible()
    expect(keeper.get_by_role("option").filter(has_text="二号水位计")).to_be_visible()


def test_an_alert_says_why_and_two_people_agree_on_quiet(served: Served, desk: Any) -> None:
    patrol: Page = desk("spoil_patrol", "/alerts")
    expect(patrol.get_by_text("此刻没有未解除的预警")).to_be_visible()
    served.drive(PLATE, *FAST)
    patrol.goto(f"{served.url}/alerts?state=all")
    patrol.get_by_role("option").filter(has_text=PLATE).click()
    card = patrol.get_by_role("dialog", name=PLATE)
    expect(card).to_contain_text("60 km/h")
    expect(card.get_by_role("img", name="最高 75")).to_be_visible()
    expect(card.get_by_role("link", name="打开案件 #1")).to_be_visible()

    card.get_by_role("button", name="申请静默").click()
    form = patrol.get_by_role("dialog", name="申请静默")
    until = (clock().astimezone(CITY_TIME) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    form.get_by_label("到", exact=True).fill(until)
    form.get_by_label("理由").fill("道路封闭演练")
    form.get_by_role("button", name="申请静默").click()
    expect(form).not_to_be_visible()
    patrol.goto(f"{served.url}/mutes")
    expect(patrol.get_by_text("须由他人批准")).to_be_visible()

    duty: Page = desk("duty", "/mutes")
    line = duty.get_by_role("listitem").filter(has_text="道路封闭演练")
    expect(line).to_contain_text("待批准")
    line.get_by_role("button", name="批 准").click()
    expect(line).to_contain_text("生效中")
    expect(line).to_contain_text(PLATE)
