"""The city's book at a browser: looked up, asked by a text, and replaced by a sheet after a look at what would differ."""

from typing import Any

from playwright.sync_api import Page, expect

from cityloop.decide.standards import sheets

SHEET = sheets.delivered().replace(b",4WH,", b",1WD,", 1) + b"M06031,,1,A,a,b,1WD,,,,,\n"
MENDED = sheets.delivered().replace(b",4WH,", b",1WD,", 1)


def brought(page: Page, content: bytes) -> None:
    sheet: Any = {"name": "标准.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(sheet)


def test_the_book_is_looked_up_and_replaced(desk: Any) -> None:
    board: Page = desk("board", "/standards")
    expect(board.get_by_text("282 条")).to_be_visible()
    board.get_by_label("按编码、名称或条件查找").fill("M06001")
    expect(board.get_by_role("row").filter(has_text="正在建设")).to_contain_text("2 个紧急工作日")
    expect(board.get_by_role("row").filter(has_text="已建成")).to_contain_text("15 个工作日")

    board.get_by_role("textbox", name="按描述找类别").fill("路口污水井盖缺失")
    board.get_by_role("button", name="M01002").click()
    expect(board.get_by_role("row").filter(has_text="污水井盖异常")).to_be_visible()

    board.get_by_role("button", name="导入标准").click()
    dialog = board.get_by_role("dialog")
    brought(board, SHEET)
    expect(dialog.get_by_text("No list has M06031")).to_be_visible()
    adopt = dialog.get_by_role("button", name="起采用")
    expect(adopt).to_be_disabled()
    brought(board, MENDED)
    expect(dialog.locator("del")).to_have_text("4WH")
    expect(dialog.locator("ins")).to_have_text("1WD")
    adopt.click()
    expect(dialog.get_by_text("已采用，第 2 版")).to_be_visible()
    dialog.get_by_role("button", name="关 闭").click()
    expect(board.get_by_role("region", name="版本")).to_contain_text("待生效")
    board.get_by_role("button", name="撤 回").click()
    expect(board.get_by_role("region", name="版本")).to_contain_text("已撤回")


def test_who_does_not_keep_the_book_reads_it(desk: Any) -> None:
    inspector: Page = desk("inspector", "/standards")
    expect(inspector.get_by_text("282 条")).to_be_visible()
    expect(inspector.get_by_role("button", name="导入标准")).to_have_count(0)
