"""Briefs are made by themselves when their hour has come; what the documents say is what the city's own lists say."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import docx
import openpyxl
import pypdf
import pytest

from cityloop.decide.cases.queries import get
from cityloop.kit.documents import pdf as setting
from cityloop.review.briefs import pdf, rules
from cityloop.review.briefs.actions import documents
from cityloop.review.briefs.content import Content, Section, read_body
from cityloop.review.briefs.queries import visible
from cityloop.review.briefs.rules import CITY_TIME
from cityloop.review.briefs.speaking import Speaker
from tests.stories.test_the_national_cycle import dispatched, reported
from tests.stories.test_the_national_cycle import staff as staff
from tests.stories.test_what_went_wrong_is_read_again import close
from tests.town import DISTRICT, Desk, Hands, Town


def made(town: Town) -> None:
    while town.city.write_up():
        pass


def brief(desk: Desk, kind: str, area: str) -> dict[str, Any]:
    return dict(desk.get("/api/briefs", kind=kind, area=area).json()[0])  # the newest


def text_of(document: bytes, form: str) -> str:
    """All that a document says, read by another library than wrote it where there is one."""
    if form == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages)
    if form == "docx":
        opened = docx.Document(io.BytesIO(document))
        cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in opened.paragraphs), *cells])
    book = openpyxl.load_workbook(io.BytesIO(document))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def figures(document: bytes) -> Mapping[str, Any]:
    """The figures of the workbook: name and value."""
    sheet = openpyxl.load_workbook(io.BytesIO(document)).worksheets[0]
    return {str(row[1]): row[2] for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]}


@pytest.fixture
def busy(town: Town, staff: dict[str, Desk], clock: Hands) -> Town:
    """A Monday with six reports: two closed, one of them late, one dispatched and past its time next morning."""
    town.hire("chief", "leader", DISTRICT)
    for _ in range(3):
        reported(town, staff["grid"])
    done, tardy, _ = (dispatched(town, staff) for _ in range(3))
    clock.forward(hours=1)
    close(town, staff, done)
    close(town, staff, tardy)
    with town.city.work(by="test") as work:  # a limit that was over before, so that nobody waits for days
        get(work, tardy).due = clock() - timedelta(minutes=30)
    return town


def test_the_daily_brief_is_there_at_half_past_seven_and_says_what_the_lists_say(busy: Town, clock: Hands) -> None:
    chief = busy.desk("chief")
    cases = chief.get("/api/cases", limit=1000).json()
    closed = [one for one in cases if one["state"] == "closed"]
    clock.now = Hands.at("2026-03-03 07:29").now
    made(busy)
    assert "2026-03-02" not in [one["since"] for one in chief.get("/api/briefs").json()]
    clock.now = Hands.at("2026-03-03 07:30").now
    made(busy)
    one = brief(chief, "daily", DISTRICT)
    assert (one["since"], one["until"], one["printed"], one["forms"]) == (
        "2026-03-02",
        "2026-03-03",
        True,
        ["docx", "pdf", "xlsx"],
    )
    documents = {form: chief.get(f"/api/briefs/{one['id']}/{form}").content for form in one["forms"]}
    said = figures(documents["xlsx"])
    assert said["新增案件"] == len(cases) == 6
    assert said["结案"] == len(closed) == 2
    assert said["按期处置率"] == 100 * sum(not case["late"] for case in closed) / len(closed) == 50
    assert said["在办"] == len(cases) - len(closed)
    now = clock()
    late = [case for case in cases if case["state"] != "closed" and datetime.fromisoformat(case["due"]) < now]
    assert said["超时未办"] == len(late)
    for form, document in documents.items():
        text = "".join(text_of(document, form).split())
        for words in ("渝中区日报", "新增案件", "来源：", "截至2026年3月3日07:30", "50%" if form != "xlsx" else "50"):
            assert words in text, (form, words)
    assert b"xl/charts/" in documents["xlsx"] and b"word/media/" in documents["docx"]
    made(busy)
    days = [each["since"] for each in chief.get("/api/briefs", kind="daily", area=DISTRICT).json()]
    assert days[0] == "2026-03-02" and len(set(days)) == len(days)  # made once, however often it is asked for


def test_made_again_it_is_the_same_to_the_byte_or_says_what_was_corrected(busy: Town, clock: Hands) -> None:
    chief = busy.desk("chief")
    clock.now = Hands.at("2026-03-03 07:30").now
    made(busy)
    one = brief(chief, "daily", DISTRICT)
    before = {form: hashlib.sha256(chief.get(f"/api/briefs/{one['id']}/{form}").content).hexdigest() for form in one["forms"]}
    clock.forward(hours=5)
    assert chief.post(f"/api/briefs/{one['id']}/again").json()["same"] is True
    with busy.city.work(by="test") as work:
        files, missing = documents(work_by(work, "chief"), read_body(visible(work_by(work, "chief"), one["id"]).body))
    assert (files, missing) == (before, "")

    with busy.city.work(by="test") as work:  # it comes out that a case had been closed a day earlier than was written
        get(work, 1).closed = Hands.at("2026-03-02 20:00").now
    answer = chief.post(f"/api/briefs/{one['id']}/again").json()
    assert answer["same"] is False and answer["brief"]["version"] == 2
    made(busy)
    second = chief.get(f"/api/briefs/{answer['brief']['id']}").json()
    corrected = {name: (was, now) for name, was, now in second["body"]["corrections"]}
    assert corrected["overview.closed"] == (2, 3) and corrected["overview.open"] == (4, 3)
    text = "".join(text_of(chief.get(f"/api/briefs/{second['id']}/pdf").content, "pdf").split())
    assert "更正" in text and "overview.closed23" in text
    assert chief.get(f"/api/briefs/{one['id']}").json()["body"]["corrections"] == []


def work_by(work: Any, login: str) -> Any:
    return replace(work, by=login)


def test_a_brief_is_seen_by_who_oversees_its_area_and_nobody_else(busy: Town, clock: Hands) -> None:
    clock.now = Hands.at("2026-03-03 08:00").now
    made(busy)
    one = brief(busy.desk("chief"), "daily", DISTRICT)
    for stranger in (busy.desk("stranger"), busy.desk("clerk"), busy.desk("patrol")):
        assert stranger.get(f"/api/briefs/{one['id']}").status_code == 404
        assert stranger.get(f"/api/briefs/{one['id']}/pdf").status_code == 404
        assert one["id"] not in [each["id"] for each in stranger.get("/api/briefs").json()]
    assert busy.desk("dispatcher").get(f"/api/briefs/{one['id']}/pdf").status_code == 200
    assert busy.desk("dispatcher").get(f"/api/briefs/{one['id']}/pdf", language="en").status_code == 200
    street = brief(busy.desk("clerk"), "daily", "500103001")
    assert street["area"] == "500103001"


def test_weekly_monthly_and_quarterly_briefs_come_on_their_days(busy: Town, clock: Hands) -> None:
    chief = busy.desk("chief")
    order = {"what": "清查同类井盖", "duty": "water_utility", "area": DISTRICT, "owner": "crew", "due": "2026-03-06"}
    assert chief.post("/api/improvements", **order).status_code == 200
    clock.now = Hands.at("2026-03-09 07:30").now
    made(busy)
    weekly = brief(chief, "weekly", DISTRICT)
    assert (weekly["since"], weekly["until"]) == ("2026-03-02", "2026-03-09")
    text = "".join(text_of(chief.get(f"/api/briefs/{weekly['id']}/docx").content, "docx").split())
    assert "周调度" in text and "清查同类井盖" in text and "其中逾期\n1项".replace("\n", "") in text
    clock.now = Hands.at("2026-04-01 07:30").now
    made(busy)
    monthly, quarterly = brief(chief, "monthly", DISTRICT), brief(chief, "quarterly", DISTRICT)
    assert (monthly["since"], quarterly["since"]) == ("2026-03-01", "2026-01-01")
    assert "历史不足五个周期" in text_of(chief.get(f"/api/briefs/{monthly['id']}/pdf").content, "pdf")
    assert "复盘" in text_of(chief.get(f"/api/briefs/{quarterly['id']}/xlsx").content, "xlsx")


def test_the_month_is_told_on_its_first_working_day() -> None:
    works = {date(2026, 10, 8), date(2026, 10, 9)}  # the first seven days of October are free

    def due(local: str) -> dict[str, date]:
        now = datetime.fromisoformat(local).replace(tzinfo=CITY_TIME).astimezone(UTC)
        return {one.kind.value: one.since for one in rules.due(now, lambda day: day in works or day.month != 10)}

    assert due("2026-10-08 07:29")["monthly"] == date(2026, 8, 1)
    assert due("2026-10-08 07:30")["monthly"] == date(2026, 9, 1)
    assert due("2026-10-08 07:29")["quarterly"] == date(2026, 4, 1)
    assert due("2026-10-08 07:30")["quarterly"] == date(2026, 7, 1)


def test_without_the_extra_or_a_font_it_is_said_in_a_sentence(busy: Town, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "typst", None)
    clock.now = Hands.at("2026-03-03 07:30").now
    made(busy)
    chief = busy.desk("chief")
    one = brief(chief, "daily", DISTRICT)
    assert one["forms"] == ["xlsx"] and "cityloop[docs]" in one["missing"]
    answer = chief.get(f"/api/briefs/{one['id']}/pdf")
    assert answer.status_code == 409 and "cityloop[docs]" in answer.json()["detail"]
    monkeypatch.undo()
    assert chief.post(f"/api/briefs/{one['id']}/again").json()["same"] is True
    made(busy)
    assert chief.get(f"/api/briefs/{one['id']}/pdf").status_code == 200


def test_what_a_table_says_is_text_and_never_a_command() -> None:
    wild = '#panic("x") $1+1$ \\ " ] = * _ @a <b> `c` \n//'
    content = Content(
        kind="daily", area="50", area_name=wild, since="2026-03-02", until="2026-03-03", as_of="2026-03-03T07:30:00+08:00",
        sections=(Section(name="overview", lines=((wild, wild),)),),
    )  # fmt: skip
    assert '#panic("x")' in text_of(pdf.printed(content, Speaker({}, "zh")), "pdf")


def test_the_daily_brief_says_who_was_on_duty_and_which_hand_overs_both_signed(town: Town, clock: Hands) -> None:
    chief, keeper = town.hire("chief", "leader", DISTRICT), town.hire("keeper", "personnel", "50")
    people = {login: town.hire(login, "dispatcher", DISTRICT) for login in ("ann", "bai", "cai")}
    roster = keeper.post("/api/rosters", duty="dispatcher", area=DISTRICT, name="指挥值班").json()["id"]
    address = f"/api/rosters/one/{roster}"
    turn: dict[str, Any] = {"rank": 1, "title": "值班员", "since": "2026-03-02", "hand_off": "09:00", "turn_h": 8}
    assert keeper.post(f"{address}/rotations", **turn, logins=list(people)).status_code == 200
    for hour, goes, comes in ((17, "ann", "bai"), (1, "bai", "cai")):
        clock.now = Hands.at("2026-03-02 17:00" if hour == 17 else "2026-03-03 01:00").now
        note = people[goes].post(f"{address}/handovers", rank=1, at=clock().isoformat(), note="一切正常", matters=[])
        assert note.status_code == 200, note.text
        if hour == 1:
            signed = people[comes].post(f"/api/rosters/handovers/{note.json()['id']}/take")
            assert signed.status_code == 200, signed.text
    for day in (3, 4):
        clock.now = Hands.at(f"2026-03-0{day} 07:30").now
        made(town)
    days = {one["since"]: one["id"] for one in chief.get("/api/briefs", kind="daily", area=DISTRICT).json()}
    first, second = (chief.get(f"/api/briefs/{days[day]}/xlsx").content for day in ("2026-03-02", "2026-03-03"))
    assert figures(first)["应交接"] == 1 and figures(first)["其中双方已签"] == 0
    assert figures(second)["应交接"] == 3 and figures(second)["其中双方已签"] == 1
    said = text_of(first, "xlsx")
    assert "Ann" in said and "接班人未签" in said
    assert text_of(second, "xlsx").count("未写") == 2
    assert "指挥值班" in text_of(chief.get(f"/api/briefs/{days['2026-03-03']}/pdf").content, "pdf")


def test_each_rhythm_says_what_it_left_last_and_when_it_comes_next(busy: Town, clock: Hands) -> None:
    clock.now = Hands.at("2026-03-03 07:30").now
    made(busy)
    chief = busy.desk("chief")
    found = {one["kind"]: one for one in chief.get("/api/briefs/rhythms", area=DISTRICT).json()}
    assert list(found) == ["daily", "weekly", "monthly", "quarterly", "sounding"]
    assert found["daily"]["last"]["since"] == "2026-03-02"
    due = {kind: datetime.fromisoformat(one["next_due"]).astimezone(CITY_TIME) for kind, one in found.items()}
    assert [f"{due[kind]:%m-%d %H:%M}" for kind in due] == [
        "03-04 07:30",
        "03-09 07:30",
        "04-01 07:30",
        "04-01 07:30",
        "04-01 00:00",
    ]
    assert chief.get("/api/briefs/rhythms", area="50").json() == []
    order = {"what": "巡查井盖", "duty": "water_utility", "area": DISTRICT, "owner": "chief", "due": "2026-03-06"}
    assert chief.post("/api/improvements", **order).status_code == 200
    clock.now = Hands.at("2026-03-09 07:30").now
    made(busy)
    chief = busy.desk("chief")
    week = brief(chief, "weekly", DISTRICT)
    text = "".join(text_of(chief.get(f"/api/briefs/{week['id']}/docx").content, "docx").split())
    assert week["since"] == "2026-03-02" and "巡查井盖" in text
