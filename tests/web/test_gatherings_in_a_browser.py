"""Three people come together in their browsers: they see and hear each other, and go on when the city is away for a while."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Locator, Page, expect

from tests.web.conftest import CHROMIUM, FLAGS, Served

EYES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PEOPLE = ("dispatcher.500103", "clerk.500103003", "water_utility.500103")
AWAY_MS = 5000


@pytest.fixture(scope="module")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """A browser with a camera and a microphone that are made up."""
    browser = chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *EYES])
    yield browser
    browser.close()


def asked(page: Page, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the API says to who is logged in on that page."""
    way = "(said) => fetch(said.path, said.init).then((answer) => answer.json())"
    init = {"method": "POST", "headers": {"content-type": "application/json"}, "body": json.dumps(body)} if body else {}
    return page.evaluate(way, {"path": path, "init": init})


def faces(page: Page) -> Locator:
    return page.locator(".tile video")


def seen(page: Page) -> int:
    """How many of the others' pictures are there with a width."""
    return int(
        page.evaluate("[...document.querySelectorAll('.tile video:not(.is-own)')].filter((one) => one.videoWidth > 0).length")
    )


def await_faces(page: Page, count: int) -> None:
    wanted = "(count) => [...document.querySelectorAll('.tile video:not(.is-own)')].filter((one) => one.videoWidth > 0).length === count"
    page.wait_for_function(wanted, arg=count, timeout=30_000)


def flows(page: Page) -> bool:
    """Whether more comes in than a moment ago."""
    before = page.evaluate("window.__received()")
    page.wait_for_timeout(1500)
    return bool(page.evaluate("window.__received()") > before > 0)


def test_three_see_and_hear_each_other_decide_and_go_on_without_the_city(desk: Callable[..., Page], served: Served) -> None:
    pages = [desk(login, "/gatherings") for login in PEOPLE]
    lead = pages[0]
    place = {"subject": "长江路下穿道积水", "lon": 106.556, "lat": 29.556}
    made = asked(lead, "/api/activations", {"plan": "urban_flooding", "level": 3, "where": place, "why": "暴雨"})
    (gathering,) = asked(lead, f"/api/cases/{made['case']}/gatherings")
    for login in PEOPLE[1:]:
        asked(lead, f"/api/gatherings/{gathering['id']}/members", {"login": login})
    for page in pages:
        page.goto(f"{served.url}/gatherings/{gathering['id']}")
        page.get_by_role("button", name="加入通话").click()
    for page in pages:
        expect(faces(page)).to_have_count(3)
        await_faces(page, 2)
        assert flows(page)

    pages[1].get_by_role("button", name="静音").click()
    expect(lead.get_by_label("已静音")).to_have_count(1)

    lead.get_by_label("决定内容").fill("封闭下穿道")
    lead.get_by_label("依据", exact=True).fill("水深 25 厘米")
    lead.get_by_role("button", name="作出决定").click()
    expect(pages[2].get_by_text("封闭下穿道")).to_be_visible()

    lead.context.set_offline(True)
    lead.wait_for_timeout(AWAY_MS)
    expect(lead.get_by_text("暂时连不上平台，通话继续。")).to_be_visible()
    lead.context.set_offline(False)
    expect(lead.get_by_text("暂时连不上平台，通话继续。")).to_have_count(0)
    await_faces(lead, 2)
    assert flows(lead)

    pages[2].get_by_role("button", name="离开").click()
    expect(faces(lead)).to_have_count(2)
    with lead.expect_download() as minutes:
        lead.get_by_role("button", name="纪要 Word").click()
    assert minutes.value.suggested_filename.endswith(".docx")
