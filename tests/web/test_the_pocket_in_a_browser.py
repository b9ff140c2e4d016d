"""The pocket on a telephone: the network goes, the page dies, answers are lost; what was meant is done, once and whole."""

import contextlib
import gzip
import io
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, Route, expect

from cityloop.app.http import WEB
from tests.decide.pictures import jpeg, scene
from tests.town import CENTRE
from tests.web.conftest import CHROMIUM, FLAGS, PATIENCE_MS, Served

CLERK = "clerk.500103001.11"
FIRST_VIEW = 250_000  # bytes, compressed
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SHOWN = """navigator.serviceWorker.getRegistration('/pocket/').then((one) => one.getNotifications())
.then((all) => all.map((one) => [one.title, one.body, one.data.url]))"""
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True, "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai", "permissions": ["geolocation"],
    "geolocation": {"longitude": CENTRE[0], "latitude": CENTRE[1]},
}  # fmt: skip


@contextmanager
def phone(chromium: BrowserType, home: Path, **about: Any) -> Iterator[tuple[BrowserContext, Page]]:
    """A telephone that keeps what it has when it is turned off."""
    context = chromium.launch_persistent_context(str(home), executable_path=CHROMIUM, args=FLAGS, **(PHONE | about))
    try:
        yield context, context.new_page()
    finally:
        context.close()


def enter(page: Page, served: Served, login: str = "duty", ask: str = "") -> None:
    page.goto(f"{served.url}/pocket/{ask}")
    page.locator("input[autocomplete=username]").fill(login)
    page.locator("input[type=password]").fill(served.password)
    page.locator("button.main").click()
    page.locator("nav").wait_for()
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def tell(page: Page, title: str, photo: bytes) -> None:
    """Report something with a picture."""
    page.locator("nav a.big").click()
    picture: Any = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo}
    page.locator("input[type=file]").set_input_files(picture)
    page.locator(".shot img").wait_for()
    page.locator("textarea").fill(title)
    page.locator("button.main").click()


def reports(served: Served, many: int) -> list[dict[str, Any]]:
    """The cases that began with a report, once there are so many of them, with it and the bytes of its pictures."""
    with httpx.Client(base_url=served.url) as http:
        key = http.post("/api/session", json={"login": "acceptor", "password": served.password}).json()["key"]
        http.headers["authorization"] = f"Bearer {key}"
        said: list[dict[str, Any]] = []
        until = time.monotonic() + PATIENCE_MS / 1000
        while len(said) < many and time.monotonic() < until:
            found = [http.get(f"/api/cases/{one['id']}").json()["report"] for one in http.get("/api/cases").json()]
            said = [one for one in found if one]
        return [one | {"bytes": [http.get(f"/api/files/{name}").content for name in one["photos"]]} for one in said]


def loses_answers(context: BrowserContext, many: int) -> Iterator[bool]:
    """The city hears reports, and its first answers go astray: what is left of them to be lost."""
    lost = iter([True] * many)

    def lose(route: Route) -> None:
        answer = route.fetch()
        route.abort() if next(lost, False) else route.fulfill(response=answer)

    context.route("**/api/reports", lose)
    return lost


def test_the_network_goes_the_page_dies_and_everything_is_sent_once(
    chromium: BrowserType, served: Served, tmp_path: Path
) -> None:
    home, photos = tmp_path / "phone", {f"井盖缺失 {n}": jpeg(scene(n)) for n in range(3)}
    with phone(chromium, home) as (context, page):
        enter(page, served)
        context.set_offline(True)
        for title, photo in list(photos.items())[:2]:
            tell(page, title, photo)
        expect(page.get_by_role("status")).to_contain_text("2 条待上传")
        page.locator("nav a.big").click()
        page.locator("textarea").fill("写到一半")
        page.wait_for_timeout(300)  # the telephone dies a moment after the last letter
        with contextlib.suppress(Error):
            page.goto("chrome://crash")
    assert reports(served, 0) == []

    with phone(chromium, home, offline=True) as (context, page):
        page.goto(f"{served.url}/pocket/report")
        expect(page.locator("textarea")).to_have_value("写到一半")
        expect(page.get_by_role("status")).to_contain_text("2 条待上传")
        page.locator("textarea").fill("")
        tell(page, "井盖缺失 2", photos["井盖缺失 2"])
        expect(page.get_by_role("status")).to_contain_text("3 条待上传")
        lost = loses_answers(context, 2)
        context.set_offline(False)
        for _ in range(30):  # each answer that goes astray ends a try
            page.evaluate("dispatchEvent(new Event('online'))")
            page.wait_for_timeout(700)
            if not page.get_by_role("status").inner_text():
                break
        expect(page.get_by_role("status")).to_have_text("")
        assert next(lost, None) is None  # two answers did go astray
    found = reports(served, 3)
    assert sorted(one["title"] for one in found) == sorted(photos)
    assert {one["title"]: one["bytes"] for one in found} == {title: [photo] for title, photo in photos.items()}
    assert all(abs(one["lon"] - CENTRE[0]) < 1e-6 for one in found)


def test_a_large_picture_is_made_small_and_still_says_where_and_when(
    chromium: BrowserType, served: Served, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:03:02 08:00:00"
    exif.get_ifd(IFD.GPSInfo).update(
        {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: (29.0, 33.0, 0.0),
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: (106.0, 33.0, 0.0),
        }
    )
    large = jpeg(scene(7, 3000, 2000), 97, exif=exif)
    with phone(chromium, tmp_path / "phone") as (_, page):
        enter(page, served)
        tell(page, "井盖缺失", large)
        ((photo,),) = [one["bytes"] for one in reports(served, 1)]
    with Image.open(io.BytesIO(photo)) as small:
        assert len(photo) < len(large) / 3 and (small.width, small.height) == (1067, 1600)
        said = small.getexif()
        assert said[Base.Orientation] == 1 and said.get_ifd(IFD.Exif)[Base.DateTimeOriginal] == "2026:03:02 08:00:00"
        assert said.get_ifd(IFD.GPSInfo)[GPS.GPSLongitude] == (106.0, 33.0, 0.0)


def test_what_the_city_refuses_is_shown_beside_what_was_meant_and_nothing_is_lost(
    chromium: BrowserType, served: Served, tmp_path: Path
) -> None:
    with phone(chromium, tmp_path / "phone") as (context, page):
        enter(page, served)
        page.get_by_role("button", name="签到").click()
        expect(page.get_by_text("只保留最后一个位置")).to_be_visible()
        context.set_offline(True)
        page.get_by_role("button", name="签到").click()
        expect(page.get_by_text("在岗").first).to_be_visible()
        with httpx.Client(base_url=served.url) as other:  # meanwhile they check in at the desk
            key = other.post("/api/session", json={"login": "duty", "password": served.password}).json()["key"]
            assert other.post("/api/attendance/come", json={}, headers={"authorization": f"Bearer {key}"}).status_code == 200
        context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.get_by_role("status").get_by_role("link", name="1 条需要您决定").click()
        conflict = page.locator(".conflict")
        expect(conflict).to_contain_text("您当时要做的")
        expect(conflict.get_by_role("alert")).to_have_text("您已签到。")
        conflict.get_by_role("button", name="仍要提交").click()
        expect(conflict.get_by_role("alert")).to_have_text("您已签到。")
        conflict.get_by_role("button", name="留作记录").click()
        expect(page.get_by_text("留存记录")).to_be_visible()
        page.reload()
        expect(page.get_by_text("留存记录")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_it_fits_a_small_phone_at_twice_the_type_and_anyone_can_use_it(
    chromium: BrowserType, served: Served, tmp_path: Path, language: str, theme: str
) -> None:
    served.drive("渝A·P0001", *[95.0] * 12)
    with phone(chromium, tmp_path / "phone") as (_, page):
        enter(page, served, ask=f"?lang={language}&theme={theme}")
        for path in ("", "report", "visits", "host", "waiting", "me"):
            page.goto(f"{served.url}/pocket/{path}")
            page.locator("nav").wait_for()
            page.wait_for_timeout(300)  # what is shown has come in
            assert serious(page) == [], path
            for size in ("100%", "200%"):
                page.evaluate("size => document.documentElement.style.fontSize = size", size)
                assert page.evaluate("document.documentElement.scrollWidth") <= 360, (path, size)
                assert too_small(page) == [], (path, size)


def test_a_visit_is_made_without_network_and_its_answers_stand_in_the_next(
    chromium: BrowserType, served: Served, tmp_path: Path
) -> None:
    with httpx.Client(base_url=served.url) as http:
        key = http.post("/api/session", json={"login": CLERK, "password": served.password}).json()["key"]
        host = {"form": "elder_alone", "name": "张奶奶", "address": "民族路 12 号", "area": "500103001"}
        assert http.post("/api/visits/hosts", json=host, headers={"authorization": f"Bearer {key}"}).status_code == 200
    with phone(chromium, tmp_path / "phone") as (context, page):
        enter(page, served, CLERK)
        page.get_by_role("link", name="走访").click()
        page.get_by_role("link", name="张奶奶").click()
        context.set_offline(True)
        page.get_by_label("亲属电话").fill("13800000000")
        page.get_by_role("group", name="身体状况").get_by_role("button", name="良好").click()
        page.get_by_role("group", name="用气方式").get_by_role("button", name="管道燃气").click()
        page.get_by_role("button", name="完成走访").click()
        expect(page.get_by_role("status")).to_contain_text("1 条待上传")
        context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_role("status")).to_have_text("")
        page.get_by_role("link", name="张奶奶").click()
        expect(page.get_by_text("已知：管道燃气")).to_be_visible()


def test_what_is_pushed_is_shown_and_leads_to_its_case(chromium: BrowserType, served: Served, tmp_path: Path) -> None:
    """From the push service on nothing of ours is left out: the browser is handed what it would be handed."""
    said = {
        "title": "新任务",
        "text": "井盖缺失",
        "url": "/cases/7",
        "token": "x",
        "tag": "one",
        "urgent": False,
        "language": "zh",
    }
    with phone(chromium, tmp_path / "phone", permissions=["geolocation", "notifications"]) as (context, page):
        enter(page, served)
        workers: list[Any] = []
        session = context.new_cdp_session(page)
        session.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
        session.send("ServiceWorker.enable")
        page.wait_for_timeout(200)
        push = {"origin": served.url, "registrationId": workers[0]["registrationId"], "data": json.dumps(said)}
        for _ in range(2):  # pushed twice it is shown once
            session.send("ServiceWorker.deliverPushMessage", push)
            page.wait_for_timeout(500)
        assert page.evaluate(SHOWN) == [["新任务", "井盖缺失", "/cases/7"]]
        page.goto(f"{served.url}/pocket/case/7")
        expect(page.get_by_role("link", name="打开工作台")).to_have_attribute("href", "/cases/7")


def serious(page: Page) -> list[str]:
    """What axe finds that is serious."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})).violations"
    )
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def too_small(page: Page) -> list[str]:
    """What is pressed and lower than 48 pixels. A box to tick is pressed by its whole line."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('button, a, input:not([type=checkbox]), label.tick')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 47.5)
            .map((one) => one.outerHTML.slice(0, 120))"""
        )
    )


def test_the_first_view_is_light() -> None:
    """All that is loaded before anything is seen, and nothing of the desk."""
    page = WEB / "pocket" / "index.html"
    if not page.exists() and "CI" not in os.environ:
        pytest.skip("web/dist is not built: cd web; npm ci; npm run build")
    files = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page.read_text())
    sizes = {name: len(gzip.compress((WEB / name).read_bytes())) for name in {*files, "pocket/index.html"}}
    assert sum(sizes.values()) < FIRST_VIEW, sizes
    assert not any("ant-btn" in (WEB / name).read_text(errors="replace") for name in files if name.endswith(".js"))


def test_the_app_can_be_installed_and_knows_all_its_files() -> None:
    if not (WEB / "pocket" / "sw.js").exists() and "CI" not in os.environ:
        pytest.skip("web/dist is not built: cd web; npm ci; npm run build")
    said = json.loads((WEB / "pocket" / "manifest.webmanifest").read_text())
    assert (said["start_url"], said["scope"], said["display"]) == ("/pocket/", "/pocket/", "standalone")
    for icon in said["icons"]:
        with Image.open(WEB / icon["src"].lstrip("/")) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
    worker = (WEB / "pocket" / "sw.js").read_text()
    names = json.loads(re.search(r"FILES = (\[.*?\])", worker)[1])  # type: ignore[index]
    assert len(names) > 5 and all((WEB / name.lstrip("/")).exists() for name in names) and "__" not in worker
