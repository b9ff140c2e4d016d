"""Devices: registered with a place, heard, silent, heard again."""

import io
from typing import Any

import numpy as np
import openpyxl
import pytest

from cityloop.sense.devices.grounds import grounds
from tests.conftest import BOTH
from tests.town import CENTRE, Desk, Town

EAST = (106.58, 29.56)


def gauge(code: str = "water-3", **about: Any) -> dict[str, Any]:
    said = {"code": code, "name": "三号水位计", "kind": "water_level", "lon": CENTRE[0], "lat": CENTRE[1]}
    return said | {"repairer": "水务集团", "expect_every_s": 60} | about


def keeper(town: Town) -> Desk:
    return town.hire("keeper", "device_keeper", "500103")


def pass_time(town: Town, minutes: float) -> None:
    """The rounds go every ten seconds."""
    town.city.settle()
    for _ in range(int(minutes * 6)):
        town.clock.forward(seconds=10)
        town.city.all_rounds()
    town.city.settle()
    town.city.all_rounds()


def hear(town: Town, code: str) -> None:
    row = {"signal": "trucks.position", "subject": code, "at": town.clock().isoformat(), "value": 3}
    assert town.send(f"{code} {town.clock()}", [row]).json()["stored"] == 1
    town.city.settle()


@BOTH
def test_a_device_that_misses_three_reports_is_one_alert_until_it_is_heard_again(town: Town) -> None:
    desk = keeper(town)
    assert desk.post("/api/devices", **gauge()).json()["verdict"] == "new"
    pass_time(town, 1)
    hear(town, "water-3")
    pass_time(town, 5)
    page = desk.get("/api/devices/one/water-3").json()
    assert page["silent_since"] == page["heard"]
    (alert,) = town.desk("dispatcher").alerts("water-3", "devices.silence")
    assert alert["open"] and alert["area"] == page["area"]
    pass_time(town, 5)
    assert len(town.desk("dispatcher").alerts("water-3", "devices.silence")) == 1
    hear(town, "water-3")
    pass_time(town, 0.2)
    (alert,) = town.desk("dispatcher").alerts("water-3", "devices.silence")
    assert not alert["open"]
    assert desk.get("/api/devices/one/water-3").json()["silent_since"] is None


def test_a_device_out_of_service_is_not_missed(town: Town) -> None:
    desk = keeper(town)
    desk.post("/api/devices", **gauge())
    pass_time(town, 1)
    assert desk.post("/api/devices/one/water-3/life", life="suspended").json()["life"] == "suspended"
    pass_time(town, 6)
    assert town.desk("dispatcher").alerts("water-3", "devices.silence") == []


def test_while_the_city_does_not_listen_nobody_falls_silent(town: Town) -> None:
    keeper(town).post("/api/devices", **gauge())
    pass_time(town, 1)
    town.clock.forward(hours=6)
    pass_time(town, 2)
    assert town.desk("dispatcher").alerts("water-3", "devices.silence") == []
    pass_time(town, 2)
    assert len(town.desk("dispatcher").alerts("water-3", "devices.silence")) == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"lon": 121.5, "lat": 31.2}, "no place in this city"),
        ({"area": "500104"}, "two places"),
        ({"code": "a b"}, "A code has"),
        ({"expect_every_s": 0}, "every so many seconds"),
        ({"name": ""}, "Name and kind"),
    ],
    ids=["outside", "two places", "bad code", "no pace", "no name"],
)
def test_a_device_that_cannot_be_is_refused_with_why(town: Town, wrong: dict[str, Any], why: str) -> None:
    answer = keeper(town).post("/api/devices", **gauge(**wrong))
    assert answer.status_code == 422
    assert why in answer.json()["detail"]


def test_only_who_keeps_devices_there_may_register_one(town: Town) -> None:
    assert town.desk("dispatcher").post("/api/devices", **gauge()).status_code == 422
    assert town.hire("far", "device_keeper", "500104").post("/api/devices", **gauge()).status_code == 422


def sheet(*rows: tuple[Any, ...]) -> dict[str, tuple[str, bytes]]:
    book = openpyxl.Workbook()
    for row in (("设备编码", "名称", "设备类型", "经度", "纬度", "上报间隔(秒)", "状态"), *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return {"file": ("devices.xlsx", kept.getvalue())}


def bring(town: Town, desk: Desk, files: dict[str, tuple[str, bytes]], **about: Any) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {desk.key}"}
    answer = town.http.post("/api/devices/import", files=files, params=about, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


ROWS = (
    (1001, "井盖一", "manhole", *CENTRE, 600, "在用"),
    (1002, "井盖二", "manhole", "here", 29.5, 600, "在用"),
    (1003, "井盖三", "manhole", *CENTRE, 600, "在用"),
    (1003, "井盖三", "manhole", *EAST, 600, "在用"),
    (1004, "井盖四", "manhole", None, None, 600, "在用"),
    (1005, "井盖五", "manhole", *CENTRE, 600, "坏"),
)


@BOTH
def test_a_sheet_is_brought_row_by_row_and_says_what_became_of_each(town: Town) -> None:
    desk = keeper(town)
    tried = bring(town, desk, sheet(*ROWS), dry_run=True)
    assert desk.get("/api/devices").json() == []
    said = bring(town, desk, sheet(*ROWS))
    assert said == tried
    assert (said["new"], said["refused"]) == (2, 4)
    assert [(row["row"], row["code"]) for row in said["rows"]] == [(3, "1002"), (5, "1003"), (6, "1004"), (7, "1005")]
    assert "two places" in said["rows"][1]["reason"]
    assert bring(town, desk, sheet(ROWS[0]))["same"] == 1
    assert [one["code"] for one in desk.get("/api/devices", kind="manhole").json()] == ["1001", "1003"]


def test_a_sheet_may_be_csv_in_the_encoding_of_old_systems(town: Town) -> None:
    text = f"编码,名称,类型,经度,纬度\nA-1,烟感,smoke,{CENTRE[0]},{CENTRE[1]}\n"
    assert bring(town, keeper(town), {"file": ("a.csv", text.encode("gb18030"))})["new"] == 1
    assert keeper(town).get("/api/devices/one/A-1").json()["name"] == "烟感"


def test_where_too_many_are_silent_the_city_is_blind(town: Town) -> None:
    desk = keeper(town)
    for code, place in (("a", CENTRE), ("b", CENTRE), ("c", EAST)):
        desk.post("/api/devices", **gauge(code, lon=place[0], lat=place[1]))
    pass_time(town, 1)
    for _ in range(5):
        hear(town, "a")
        hear(town, "c")
        pass_time(town, 1)
    seen = town.desk("dispatcher").get("/api/devices/coverage", level=1).json()
    assert [(one["area"], one["expected"], one["silent"]) for one in seen] == [("500103", 3, 1)]
    assert town.desk("stranger").get("/api/devices/coverage", level=1).json() == []


def test_a_credential_is_shown_once_and_kept_as_a_digest(town: Town) -> None:
    desk = keeper(town)
    desk.post("/api/devices", **gauge())
    first, second = (desk.post("/api/devices/one/water-3/credential").json() for _ in range(2))
    assert first["username"] == "water-3" and first["password"] != second["password"]
    assert desk.get("/api/devices/one/water-3").json()["credential"] is True


def test_where_devices_stand_is_known_again_when_what_said_so_is_only_in_the_lake(town: Town) -> None:
    keeper(town).post("/api/devices", **gauge())
    town.city.settle()
    frames = town.city.frames
    for reader in town.city.folds | {"things.counts"}:
        states, end = frames.states, frames.log.end
        states.advance(reader, states.of(reader)[0], end)
        states.save(reader)
    town.clock.forward(minutes=2)
    town.city.keep_lake()
    assert frames.log.begin == frames.log.end, "nothing is left to be read again"
    frames.states.forget("devices.grounds")  # as after a start: it is not kept
    number = frames.subjects.known("water-3")
    with town.city.glance(by="story") as work:
        ground = grounds(work)
    assert number is not None
    assert ground.known(np.array([number, number + 1], np.int32)).tolist() == [True, False]
    assert ground.codes_of(np.array([number], np.int32))[0].startswith("500103")


def test_no_segment_goes_that_observations_are_still_to_be_counted_in(town: Town) -> None:
    frames = town.city.frames
    before = frames.states.saved("things.counts")
    hear(town, "water-3")
    for fold in town.city.folds:
        frames.states.save(fold)
    town.clock.forward(minutes=2)
    town.city.keep_lake()
    assert frames.lake.rolled == frames.log.end > before
    assert frames.log.begin <= before


def test_a_device_shows_what_it_said_and_is_no_vehicle(town: Town) -> None:
    desk = keeper(town)
    desk.post("/api/devices", **gauge())
    pass_time(town, 1)
    hear(town, "water-3")
    (curve,) = desk.get("/api/devices/one/water-3/curves").json()
    assert (curve["signal"], curve["value"]) == ("trucks.position", [3.0])
    assert town.desk("dispatcher").get("/api/vehicles").json() == []
    assert town.desk("stranger").get("/api/devices/one/water-3/curves").status_code == 404
