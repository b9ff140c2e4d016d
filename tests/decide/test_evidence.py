"""A picture shown as proof is held against the case and against all that was shown before; nothing is stopped by it."""

import io
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from sqlalchemy import insert, text

from cityloop.decide.evidence import queries
from cityloop.decide.evidence.pictures import NOTHING, looked_at
from cityloop.decide.evidence.tables import Evidence
from cityloop.kernels.likeness import NEAR, apart, bands, turned
from cityloop.kit.work import CITY_TIME
from tests.conftest import BOTH
from tests.decide.pictures import copies, jpeg, scene
from tests.stories.moves import FAST, verification, work_off
from tests.town import CENTRE, DISTRICT, PNG, Desk, Hands, Town


def camera(
    image: Image.Image,
    taken: str = "",
    place: tuple[float, float] | None = None,
    zone: str = "",
    raw: dict[int, Any] | None = None,
) -> bytes:
    """A picture as a camera keeps it."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if zone:
        exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = zone
    if place:
        (lon, east), (lat, north) = ((abs(place[0]), "EW"[place[0] < 0]), (abs(place[1]), "NS"[place[1] < 0]))
        exif.get_ifd(IFD.GPSInfo).update(
            {GPS.GPSLongitudeRef: east, GPS.GPSLongitude: dms(lon), GPS.GPSLatitudeRef: north, GPS.GPSLatitude: dms(lat)}
        )
    exif.get_ifd(IFD.GPSInfo).update(raw or {})
    return jpeg(image, exif=exif)


def dms(degrees: float) -> tuple[float, float, float]:
    minutes = (degrees % 1) * 60
    return float(int(degrees)), float(int(minutes)), round((minutes % 1) * 60, 4)


def sent(desk: Desk, content: bytes, **said: Any) -> str:
    answer = desk.http.post("/api/files", files={"file": ("a.jpg", content)}, params=said, headers=desk._headers)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["name"])


def shown(desk: Desk, case: int, *photos: str) -> None:
    """Work off every task of the case with these pictures as proof."""
    for task in desk.case(case)["tasks"]:
        assert desk.post(f"/api/cases/{case}/tasks/{task['id']}/take").status_code == 200
        answer = desk.post(f"/api/cases/{case}/tasks/{task['id']}/finish", note="已处置", photos=list(photos))
        assert answer.status_code == 200, answer.text


def flags(desk: Desk, case: int) -> list[set[str]]:
    return [{flag["why"] for flag in one["flags"]} for one in desk.get(f"/api/cases/{case}/evidence").json()]


def told(desk: Desk, case: int) -> list[str]:
    return [line["about"]["why"] for line in desk.case(case)["timeline"] if line["kind"] == "PhotoFlagged"]


@BOTH
def test_a_picture_of_another_case_is_known_again_and_the_case_goes_on(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    town.drive("渝D·K0002", *FAST)
    patrol, image = town.desk("patrol"), scene(7)
    shown(patrol, 1, sent(patrol, camera(image, place=CENTRE)))
    assert all(one == set() for one in flags(patrol, 1)) and told(patrol, 1) == []
    clock.forward(minutes=20)
    shown(patrol, 2, sent(patrol, copies(image)["turned and small"]))
    assert patrol.case(2)["case"]["state"] == "done"
    page = patrol.get("/api/cases/2/evidence").json()
    (reused,) = [flag for flag in page[0]["flags"] if flag["why"] == "reused"]
    assert reused["case"] == 1 and datetime.fromisoformat(reused["at"]) == clock() - timedelta(minutes=20)
    assert set(told(patrol, 2)) == {"reused"}
    assert "no_place" in flags(patrol, 2)[0]


@BOTH
def test_the_picture_of_who_reported_is_no_proof_of_work(town: Town, clock: Hands) -> None:
    grid, acceptor = town.hire("grid", "grid_member", DISTRICT), town.hire("acceptor", "acceptor", DISTRICT)
    crew, image = town.hire("crew", "water_utility", DISTRICT), scene(31)
    hour_ago = (clock() - timedelta(hours=1)).astimezone(CITY_TIME).strftime("%Y:%m:%d %H:%M:%S")
    name = sent(grid, camera(image, hour_ago, CENTRE))
    said = {"title": "井盖缺失", "text": "路中间", "category_code": "C01001", "lon": CENTRE[0], "lat": CENTRE[1]}
    assert grid.post("/api/reports", **said, photos=[name]).status_code == 200
    town.city.settle()
    assert (flags(acceptor, 1), told(acceptor, 1)) == ([set()], [])
    assert acceptor.post("/api/cases/1/moves/file", said={}).status_code == 200
    moved = town.desk("dispatcher").post("/api/cases/1/moves/dispatch", said={"area": DISTRICT, "duty": "water_utility"})
    assert moved.status_code == 200, moved.text
    clock.forward(hours=1)
    shown(crew, 1, sent(crew, copies(image)["half"]))
    assert set(told(acceptor, 1)) == {"reused"}


@BOTH
def test_far_and_old_and_new_pictures_are_flagged(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol = town.desk("patrol")
    lon, lat = CENTRE
    local = clock().astimezone(CITY_TIME)
    pictures = {
        "near": (camera(scene(1), local.strftime("%Y:%m:%d %H:%M:%S"), (lon + 0.001, lat)), set()),
        "far": (camera(scene(2), place=(lon + 0.02, lat)), {"far"}),
        "old": (camera(scene(3), (local - timedelta(hours=2)).strftime("%Y:%m:%d %H:%M:%S"), CENTRE), {"old"}),
        "new": (camera(scene(4), (local + timedelta(hours=1)).strftime("%Y:%m:%d %H:%M:%S"), CENTRE), {"new"}),
        "bare": (jpeg(scene(5)), {"no_place"}),
    }
    names = {sent(patrol, content): odd for content, odd in pictures.values()}
    shown(patrol, 1, *names)
    page = patrol.get("/api/cases/1/evidence").json()
    first = {one["name"]: {flag["why"] for flag in one["flags"]} for one in page}
    assert first == names
    (far,) = [one for one in page if one["name"] == next(name for name, odd in names.items() if odd == {"far"})][:1]
    assert far["flags"][0]["m"] == pytest.approx(0.02 * 111_195 * np.cos(np.radians(lat)), rel=0.01)
    assert far["away_m"] == pytest.approx(far["flags"][0]["m"], abs=1)


def test_what_the_sender_says_counts_where_the_picture_says_nothing(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol, (lon, lat) = town.desk("patrol"), CENTRE
    bare = sent(patrol, jpeg(scene(11)), lon=lon, lat=lat, at=clock().isoformat())
    lying = sent(patrol, camera(scene(12), place=(lon + 0.05, lat)), lon=lon, lat=lat)
    shown(patrol, 1, bare, lying)
    found = {one["name"]: {flag["why"] for flag in one["flags"]} for one in patrol.get("/api/cases/1/evidence").json()}
    assert found == {bare: set(), lying: {"far"}}
    answer = patrol.http.post(
        "/api/files", files={"file": ("a.png", PNG)}, params={"at": "2026-03-02T08:00:00"}, headers=patrol._headers
    )
    assert answer.status_code == 422


def test_a_picture_serves_several_steps_but_not_again_after_the_work_was_sent_back(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol, inspector = town.desk("patrol"), town.desk("inspector")
    name = sent(patrol, camera(scene(21), place=CENTRE))
    shown(patrol, 1, name)
    town.city.settle()
    assert told(patrol, 1) == []
    assert inspector.post(f"{verification(inspector, 1)}/reject", note="没有清理").status_code == 200
    town.city.settle()
    shown(patrol, 1, name)
    assert set(told(patrol, 1)) == {"reused"}


def test_a_case_out_of_sight_is_not_named(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    town.drive("渝D·K0002", *FAST)
    patrol = town.desk("patrol")
    work_off(patrol, 1)
    work_off(patrol, 2)
    grid = patrol.case(2)["case"]["area"]
    with town.city.work(by="test") as work:
        work.session.execute(text("update \"case\" set area = '500104001' where id = 1"))
    clerk = town.hire("near", "clerk", grid[:9])
    (first, *_) = clerk.get("/api/cases/2/evidence").json()
    assert [(flag["why"], flag["case"]) for flag in first["flags"] if flag["why"] == "reused"] == [("reused", None)]
    assert town.desk("stranger").get("/api/cases/2/evidence").status_code == 404


@pytest.mark.parametrize(
    ("zone", "hour"), [("", 0), ("+08:00", 0), ("+09:00", 23), ("nonsense", 0)], ids=["none", "here", "east", "nonsense"]
)
def test_time_and_place_are_read_as_cameras_write_them(zone: str, hour: int) -> None:
    said = looked_at(camera(scene(1), "2026:03:02 08:00:00", (-43.2075, -22.9028), zone), CITY_TIME)
    assert said.taken is not None and said.taken.astimezone(UTC).hour == hour
    assert said.place == pytest.approx((-43.2075, -22.9028), abs=1e-5)


@pytest.mark.parametrize(
    "raw",
    [
        {GPS.GPSLongitude: (0.0, 0.0, 0.0), GPS.GPSLatitude: (0.0, 0.0, 0.0)},
        {GPS.GPSLongitude: (200.0, 0.0, 0.0), GPS.GPSLatitude: (10.0, 0.0, 0.0)},
        {GPS.GPSLongitude: (106.0, 0.0, 0.0)},
    ],
    ids=["no fix", "nowhere on earth", "half a place"],
)
def test_a_place_that_cannot_be_is_none(raw: dict[int, Any]) -> None:
    assert looked_at(camera(scene(1), raw=raw), CITY_TIME).place is None


def test_broken_pictures_say_nothing_and_break_nothing() -> None:
    whole = camera(scene(3), "2026:03:02 08:00:00", CENTRE)
    rng = np.random.default_rng(5)
    for _ in range(300):
        broken = bytearray(whole[: rng.integers(1, len(whole))])
        for at in rng.integers(0, min(len(broken), 600), 8):
            broken[at] = rng.integers(0, 256)
        looked_at(bytes(broken), CITY_TIME)
    assert looked_at(b"\xff\xd8\xff nothing", CITY_TIME) == NOTHING == looked_at(b"", CITY_TIME)
    assert looked_at(PNG, UTC).fingerprint is None
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    assert looked_at(huge.getvalue(), CITY_TIME) == NOTHING


def test_copies_are_found_and_other_pictures_are_not() -> None:
    """Measured on made-up pictures: 30 with 13 copies each, and every pair of 800."""
    found, of = 0, 0
    for number in range(30):
        image = scene(number)
        ways = turned(fingerprint_of(jpeg(image)))
        for content in copies(image).values():
            found, of = found + int(apart(np.array([fingerprint_of(content)]), ways)[0] <= NEAR), of + 1
    assert found / of > 0.995, f"{found} of {of} copies are found"
    prints = np.array([fingerprint_of(jpeg(scene(number, 96, 72))) for number in range(800)], np.uint64)
    wrong = sum(int((apart(prints[at + 1 :], turned(prints[at])) <= NEAR).sum()) for at in range(len(prints) - 1))
    assert wrong == 0, f"{wrong} of {len(prints) * (len(prints) - 1) // 2} pairs are taken for one picture"


def fingerprint_of(content: bytes) -> np.uint64:
    print_ = looked_at(content, CITY_TIME).fingerprint
    assert print_ is not None
    return print_


@BOTH
def test_a_like_picture_is_found_among_many_by_its_bands(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    rng = np.random.default_rng(0)
    prints = rng.integers(0, 2**64, 20_000, np.uint64)
    wanted = turned(prints[777])[5] ^ np.uint64(0b1000_0000_0100_0001 << 20)
    with town.city.work(by="test") as work:
        about = {"case_id": 1, "turn": 0, "by": "x", "at": clock(), "taken": None, "lon": None, "lat": None, "away_m": None}
        rows = [
            about
            | {"name": f"{at}", "flags": [], "fingerprint": int(one.astype(np.int64))}
            | {f"band{band}": value for band, value in enumerate(bands(one))}
            for at, one in enumerate(prints)
        ]
        work.session.execute(insert(Evidence), rows)
        began = time.perf_counter()
        found = queries.alike(work, wanted)
        took_s = time.perf_counter() - began
        (number,) = found
        assert (work.find(Evidence, number).name, found[number]) == ("777", 3)
        assert took_s < 1.0
