"""The loop, walked by people at browsers: what one does, the others see without a reload."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from cityloop.app.settings import clock
from cityloop.kit.work import CITY_TIME
from tests.town import PNG
from tests.web.conftest import Served

FAST = (50, 72, 75, 71, 73, 40)
PLATE = "渝D·K0001"
LIST = "/cases?detector=trucks.overspeed"


def work_off(page: Page, note: str) -> None:
    """Take and finish every task of the case, with a photo where one is asked for."""
    take, finish = page.get_by_role("button", name="接手："), page.get_by_role("button", name="完成并提交")
    done = page.locator(".task.finished")
    for step in range(page.locator(".task").count()):
        take.first.click()
        page.get_by_label("处置情况").fill(note)
        if page.get_by_role("button", name="添加照片（必需）").is_visible():
            expect(finish).to_be_disabled()
            picture: Any = {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
            page.locator("input[type=file]").set_input_files(picture)
            expect(page.get_by_alt_text("照片 1", exact=True)).to_be_visible()
        finish.click()
        expect(done).to_have_count(step + 1)


def test_the_loop_is_walked_in_a_browser(served: Served, desk: Any) -> None:
    patrol: Page = desk("spoil_patrol", LIST)
    expect(patrol.get_by_text("没有符合条件的案件")).to_be_visible()
    patrol.evaluate("window.notReloaded = true")

    served.drive(PLATE, *FAST)
    row = patrol.get_by_role("option").filter(has_text=PLATE)
    expect(row).to_contain_text("已派遣")
    expect(row).to_contain_text("渝中区")
    expect(row).to_contain_text("还剩 1 小时 59 分")
    patrol.get_by_role("listbox").press("Enter")
    expect(patrol.get_by_role("heading", name=PLATE)).to_be_visible()
    case = patrol.url.rsplit("/", 1)[-1]

    work_off(patrol, "已拦停，司机已登记")
    expect(patrol.locator(".case-title")).to_contain_text("待核查")

    inspector: Page = desk("inspector", f"/cases/{case}")
    reject = inspector.get_by_role("button", name="退回返工")
    expect(reject).to_be_disabled()
    inspector.get_by_label("核查意见").fill("照片看不清车牌")
    reject.click()
    expect(inspector.locator(".looks")).to_contain_text("照片看不清车牌")

    expect(patrol.locator(".case-title")).to_contain_text("返工 1 次")
    work_off(patrol, "重拍，车牌清楚")
    expect(patrol.locator(".timeline")).to_contain_text("核查不通过，退回")
    assert patrol.evaluate("window.notReloaded")

    inspector.get_by_role("button", name="核查通过，结案").click()
    expect(inspector.locator(".case-title")).to_contain_text("已结案")
    expect(patrol.locator(".case-title")).to_contain_text("80 分")

    board: Page = desk("board", "/review")
    learn(board, case)


def learn(board: Page, case: str) -> None:
    """Read the case again, try another limit on the past, adopt it for tomorrow."""
    expect(board.get_by_role("region", name="值得复盘的案件")).to_contain_text(f"#{case}返工")
    board.goto(board.url.split("?")[0] + "?parameter=trucks.overspeed.limit_kmh")
    board.get_by_label("试用值").fill("80")
    board.get_by_role("button", name="回 放").click()
    compared = board.get_by_role("region", name="前后对比")
    expect(compared).to_contain_text("1 变为 0")
    expect(compared).to_contain_text("会漏掉 1 件属实案件")
    expect(compared.get_by_role("link", name=f"#{case}")).to_be_visible()

    tomorrow = (clock().astimezone(CITY_TIME) + timedelta(days=1)).date().isoformat()
    board.get_by_label("修订理由").fill("复盘后试行")
    board.get_by_role("button", name=f"采用 80 km/h，自 {tomorrow} 起").click()
    amendments = board.get_by_role("region", name="修订记录")
    expect(amendments).to_contain_text(f"自 {tomorrow} 起为 80")
    expect(amendments).to_contain_text("复盘后试行")
    expect(amendments).to_contain_text("依据回放 #1")
