"""Whatever posts a person holds, no address of the API shows a row outside of them, counts one, or streams one.

The addresses are those of the application; the scope is worked out here once more, the plain way. Every planted row carries a
mark of its own in its name, so that it is found wherever an answer may have put it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cityloop.cockpit.live.queries import news
from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.cases.tables import Case
from cityloop.decide.gatherings import actions as gatherings
from cityloop.decide.gatherings.actions import View
from cityloop.decide.requests import rules as requests
from cityloop.decide.requests.tables import Request
from cityloop.decide.visits.tables import Host
from cityloop.decide.whistles.tables import Call, Whistle
from cityloop.kit.records import Record
from cityloop.kit.work import Work
from cityloop.people.duties.actions import give
from cityloop.people.members.actions import join_hashed
from cityloop.places.areas import queries as areas
from cityloop.review.lessons.tables import Lesson
from cityloop.review.reviews.rules import Trigger
from cityloop.review.reviews.tables import Improvement, Injury, Review, Reviewed
from cityloop.sense.alerts.tables import Alert
from cityloop.sense.devices.rules import Life
from cityloop.sense.devices.tables import Device
from cityloop.sense.facts import AlertRaised
from cityloop.sense.things.tables import Thing
from cityloop.supervise.appeals.tables import Appeal
from cityloop.supervise.deadlines.tables import Deadline
from cityloop.supervise.escalations.tables import Escalation
from cityloop.supervise.scores.tables import Score
from cityloop.supervise.urgings import rules as urgings
from cityloop.supervise.urgings.tables import Urging
from tests.people.scopes import KINDS
from tests.town import HASHED, Desk, Hands, Town

OVERSEEING = {"leader", "dispatcher", "inspector", "clerk", "rule_board"}
CALLED = {"trucks.overspeed": "spoil_patrol", "pipes.leak": "water_utility"}
DUTIES = (*sorted(OVERSEEING), *CALLED.values(), "device_keeper", "operator", "access_admin")
PLACES = ("500103001001001", "500103001002001", "500103002001001", "500104001001001")
ROOTS = ("5", "50", "500103", "500104", "50010", "500103001", "500103002", "500103001001", "500103001001001")
STREETS = ((106.556, 29.556), (106.575, 29.556), (106.54, 29.55))
LISTS = ("/api/alerts", "/api/cases", "/api/devices", "/api/vehicles", "/sta/v1.1/{path}")
MARK = re.compile(r"Q\d+Q")


class Row(NamedTuple):
    """Something that was planted; `duty` is the one besides the overseeing that may see it."""

    kind: str
    number: int | str
    area: str
    duty: str
    mark: str


Posts = list[tuple[str, str]]
POSTS = st.lists(st.tuples(st.sampled_from(DUTIES), st.sampled_from(ROOTS[1:])), max_size=4)


def may(posts: Posts, row: Row) -> bool:
    return any(row.area.startswith(area) and (duty in OVERSEEING or duty == row.duty) for duty, area in posts)


class World:
    """A plain class: what a failure says of it is its name, and not the whole city."""

    def __init__(self, town: Town, rows: list[Row]) -> None:
        self.town, self.rows = town, rows
        self.cases = {row.number: row.mark for row in rows if row.kind == "case"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, town_map: Path) -> Iterator[World]:
    """A town in which something of every kind is everywhere."""
    clock = Hands.at("2026-03-02 08:00")
    with Town.founded(tmp_path_factory.mktemp("scopes") / "city", town_map, clock) as town:
        yield World(town, [*_drives(town), *_planted(town)])


def _drives(town: Town) -> list[Row]:
    for number, place in enumerate(STREETS):
        town.drive(f"Q{900 + number}Q", 10, 20, place=place)
    with town.city.glance(by="test") as work:
        codes = [areas.code_at(work, *place) for place in STREETS]
    return [Row("vehicle", f"Q{900 + n}Q", code, "spoil_patrol", f"Q{900 + n}Q") for n, code in enumerate(codes)]


def _planted(town: Town) -> list[Row]:
    rows: list[Row] = []
    for place in PLACES:
        for detector, duty in CALLED.items():
            with town.city.work(by="test") as work:
                mark = f"Q{len(rows)}Q"
                times: dict[str, Any] = {"began": work.now, "ended": work.now, "raised": work.now}
                planted = Alert(detector=detector, subject=mark, area=place, lon=106.5, lat=29.5, peak=1.0, **times)
                alert = work.keep(planted)
                rows.append(Row("alert", alert.id, place, duty, mark))
                cases.open_for_alert(work, AlertRaised(alert=alert.id))
                work.session.flush()
                case = next(iter(case_queries.of_alerts(work, [alert.id])))
                rows.append(Row("case", case.id, place, case.duty, mark))
                gatherings.begin(work, case.id, mark, [], View())
                said_of(work, case, mark)
        with town.city.work(by="test") as work:
            mark = f"Q{len(rows)}Q"
            about: dict[str, Any] = {
                "maker": "",
                "owner": "",
                "repairer": "",
                "asset": "",
                "lon": 106.5,
                "lat": 29.5,
                "expect_every_s": 60.0,
            }
            work.keep(Device(code=mark, name=mark, kind="x", area=place, life=Life.active, changed=work.now, revision=1, **about))
            work.keep(Thing(name=mark, description="", owner="gps", area=place, code=mark))
            at_home: dict[str, Any] = {"address": mark, "area": place, "lon": None, "lat": None, "due": work.today, "by": mark}
            work.keep(Host(form="household", name=mark, at=work.now, **at_home))
            rows += [Row(kind, mark, place, "device_keeper", mark) for kind in ("device", "thing")]
    return rows


def said_of(work: Work, case: Case, mark: str) -> None:
    """All that can be asked, ordered, doubted or learned of a case, each with the case's mark in it."""
    now = work.now
    of: dict[str, Any] = {"case_id": case.id, "by": mark, "at": now}
    there: dict[str, Any] = {"area": case.area, "duty": case.duty}
    whistle = work.keep(Whistle(reason=mark, due=now, **of))
    about: dict[str, Any] = {"category_code": "", "detector": case.detector, "lon": None, "lat": None}
    review = work.keep(Review(trigger=Trigger.injured, cause_key=mark, title=mark, opened=now, opened_by=mark, **there, **about))
    rows: list[Record] = [
        Call(whistle_id=whistle.id, **there),
        Reviewed(review_id=review.id, case_id=case.id, since=now),
        Improvement(what=mark, owner=mark, due=now.date(), by=mark, at=now, review_id=review.id, **there),
        Request(kind=requests.Kind.extension, reason=mark, **of),
        Urging(level=urgings.Level.urge, reason=mark, to=mark, due=now, **of),
        Appeal(reason=mark, **of, **there),
        Escalation(about=f"case:{case.id}", chain_id=1, began=now, rung_at=now, next_at=now, **there),
        Injury(people=1, note=mark, **of),
        Lesson(case_id=case.id, detector=case.detector, shows="late", points=1, at=now),
        Score(case_id=case.id, points=1, at=now, **there),
        Deadline(case_id=case.id, passed=now),
    ]
    for row in rows:
        work.keep(row)


def addresses(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Every address that can be read, with every row in its place: path, address, and what is asked along."""
    paths = world.town.front.app.openapi()["paths"]
    return [
        (path, address, asked)
        for path, verbs in paths.items()
        if "get" in verbs and KINDS.get(path) not in ("open", "stream")
        for address, asked in _filled(world, path, verbs["get"])
    ]


def _filled(world: World, path: str, about: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    subjects = [row.mark for row in world.rows if row.kind in ("device", "vehicle")]
    required = {one["name"] for one in about.get("parameters", []) if one.get("required") and one["in"] == "query"}
    known: dict[str, Any] = {
        "signal": "trucks.position", "since": "2026-03-01T00:00:00Z", "until": "2026-03-03T00:00:00Z",
        "lon": 106.556, "lat": 29.556, "text": "x",
    }  # fmt: skip
    asked = {name: known[name] for name in required if name in known}
    numbers = {kind: [row.number for row in world.rows if row.kind == kind] for kind in ("alert", "case", "device")}
    things = ("Things", "Locations", "Datastreams", "Observations", "Sensors", "FeaturesOfInterest")
    places: dict[str, Any] = {
        "gathering_id": range(1, 1 + len(numbers["case"])),
        "alert_id": numbers["alert"], "case_id": numbers["case"], "path": things, "area": ROOTS[1:4], "login": ["patrol"],
        "review_id": numbers["case"],  # one was planted with each case "language": ["zh"], "name": ["x"], "key": ["M06"],
    }  # fmt: skip
    if "/devices/" in path:
        places["code"] = numbers["device"]
    (name,) = re.findall(r"{(\w+)}", path)[:1] or [""]
    for value in places.get(name, ["1"]) if name else [""]:
        address = re.sub(r"{\w+}", "500103", path.replace(f"{{{name}}}", str(value)))
        if "/readings" in path:
            yield from ((address, {**asked, "subject": subject}) for subject in subjects)
            yield address, {**asked, "subject": subjects}
        yield address, asked


def hired(world: World, posts: Posts, login: str) -> Desk:
    with world.town.city.work(by="test") as work:
        member = join_hashed(work, login, login, HASHED)
        for duty, area in posts:
            give(work, member.id, duty, area)
    return world.town.desk(login)


FEW = settings(
    max_examples=10, deadline=None, derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
)
LOGINS = (f"anyone{number}" for number in range(10_000))


@FEW
@given(posts=POSTS)
def test_no_address_shows_a_row_outside_the_scope(world: World, posts: Posts) -> None:
    desk = hired(world, posts, next(LOGINS))
    seen = {row.mark for row in world.rows if may(posts, row)}
    for path, address, asked in addresses(world):
        answer = desk.get(address, **asked)
        assert answer.status_code < 500, (address, answer.text[:300])
        row = _asked_for(world, path, address)
        assert row is None or answer.status_code == (200 if may(posts, row) else 404), (posts, address, answer.status_code)
        if answer.status_code == 200:
            beyond = set(MARK.findall(answer.content.decode("utf-8", "replace"))) - seen
            assert not beyond, (posts, path, address, beyond)
            named = {number: case for number, case in world.cases.items() if number in set(_cases_in(answer))}
            assert set(named.values()) <= seen, (posts, path, address, named)
    _lists(world, desk, posts)
    _counts(world, desk, posts)


def _cases_in(answer: Any) -> Iterator[int]:
    """The numbers of cases an answer gives away, wherever in it."""
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return
    waiting = [answer.json()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
            yield from (one[key] for key in ("case", "case_id") if isinstance(one.get(key), int))
            yield from map(int, re.findall(r"^case:(\d+)$", str(one.get("about"))))


def _asked_for(world: World, path: str, address: str) -> Row | None:
    """The planted row an address asks for by its number: whoever may see it is shown it, to others it is not there."""
    of = {"{alert_id}": "alert", "{case_id}": "case", "{review_id}": "case", "/devices/one/{code}": "device"}
    kind = next((kind for part, kind in of.items() if part in path), None)
    return next((row for row in world.rows if row.kind == kind and str(row.number) in address.split("/")), None)


def _lists(world: World, desk: Desk, posts: Posts) -> None:
    """Nothing is left out either, or a test that shows nothing would pass."""
    ways = {"alert": "/api/alerts", "device": "/api/devices", "vehicle": "/api/vehicles", "thing": THINGS}
    about_cases = ("cases", "requests", "whistles", "appeals", "reviews", "improvements", "deadlines")
    for kind, way in [*ways.items(), *(("case", f"/api/{name}") for name in about_cases)]:
        shown = set(MARK.findall(desk.get(way).text))
        assert shown == {row.mark for row in world.rows if row.kind == kind and may(posts, row)}, (posts, way)


THINGS = "/sta/v1.1/Things"


def _counts(world: World, desk: Desk, posts: Posts) -> None:
    said = desk.get("/api/situation").json()
    mine = [row.kind for row in world.rows if may(posts, row)]
    assert (sum(said["alerts"].values()), sum(said["cases"].values())) == (mine.count("alert"), mine.count("case")), posts
    assert desk.get("/sta/v1.1/Things", **{"$count": "true", "$top": 0}).json()["@iot.count"] == mine.count("thing"), posts


@FEW
@given(posts=POSTS)
def test_the_stream_tells_of_nothing_outside_the_scope(world: World, posts: Posts) -> None:
    login = next(LOGINS)
    hired(world, posts, login)
    told, since = set[tuple[str, int]](), 0
    with world.town.city.glance(by=login) as work:
        while (found := news(work, since)).until > since:
            since = found.until
            told |= {(kind, int(line.about[kind])) for line in found.lines for kind in ("alert", "case") if kind in line.about}
    mine = {(row.kind, row.number) for row in world.rows if row.kind in ("alert", "case") and may(posts, row)}
    assert told == mine, posts


def test_every_address_says_what_kind_of_scope_it_has(world: World) -> None:
    found = {path for path, verbs in world.town.front.app.openapi()["paths"].items() if "get" in verbs}
    assert found - set(KINDS) == set(), "say in tests/people/scopes.py what kind of scope these have"
    assert set(KINDS) - found == set(), "these are gone: strike them off"


def test_rules_are_the_same_for_everyone_and_duties_are_asked_for(world: World) -> None:
    nobody, leader = hired(world, [], next(LOGINS)), hired(world, [("leader", "50")], next(LOGINS))
    for path, address, asked in addresses(world):
        if KINDS[path] == "rules":
            one, other = nobody.get(address, **asked), leader.get(address, **asked)
            assert one.status_code == other.status_code, path
            assert one.content == other.content or one.content[:2] == b"PK", path  # a book says when it was written
        if KINDS[path] == "duty":
            assert nobody.get(address, **asked).status_code == 403, path
        assert world.town.http.get(address, params=asked).status_code == 401, path
