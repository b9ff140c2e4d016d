"""A database polled by watermark: every row once, also those of one instant, those that came late, and after a crash."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from tests.sense.connectors.towns import health, made, ms, operator, stored, until
from tests.town import Desk, Town

NOON = datetime(2026, 3, 1, 12)
GIVES = {
    "signal": {"constant": "water.level"},
    "subject": {"path": "Station"},
    "at": {"path": "when"},
    "value": {"path": "level"},
}
MAPPING = {"gives": [GIVES]}
SETTINGS = {"table": "Measured", "watermark": "when", "key": ["No"], "every_s": 0.1, "rows": 100}


class Foreign:
    """A database of somebody else's: its table has capitals and a column called like a word of SQL."""

    def __init__(self, engine: Engine, url: str) -> None:
        self.engine, self.url, self.rows = engine, url, 0
        kind = "timestamptz" if engine.dialect.name == "postgresql" else "timestamp"
        self.run(f'create table "Measured" ("No" integer primary key, "Station" text, "when" {kind}, level numeric)')

    def run(self, said: str, **about: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(said), about)

    def write(self, *times: datetime) -> None:
        with self.engine.begin() as connection:
            for when in times:
                self.rows += 1
                at = when.replace(tzinfo=UTC) if self.engine.dialect.name == "postgresql" else when
                about = {"no": self.rows, "station": f"站{self.rows}", "at": at, "level": self.rows / 2}
                connection.execute(text('insert into "Measured" values (:no, :station, :at, :level)'), about)


@pytest.fixture(params=["sqlite", "postgresql"])
def foreign(request: pytest.FixtureRequest, town: Town) -> Any:
    if request.param == "sqlite":
        folder = town.city.home / "inbox" / "works"
        folder.mkdir(parents=True)
        found = Foreign(create_engine(f"sqlite:///{folder / 'theirs.db'}"), "sqlite:///theirs.db")
    else:
        new: Callable[[], str] = request.getfixturevalue("new_database")
        url = make_url(new())
        found = Foreign(create_engine(url), url.render_as_string(hide_password=False))
    yield found
    found.engine.dispose()


def polled(town: Town, foreign: Foreign, **settings: Any) -> tuple[Desk, int]:
    desk = operator(town)
    zone = "UTC" if foreign.engine.dialect.name == "sqlite" else "Asia/Shanghai"
    mapping = {"gives": [GIVES | {"zone": zone}]}
    return desk, made(desk, "works", "sql", SETTINGS | {"url": foreign.url} | settings, mapping=mapping)


def count(town: Town) -> int:
    return sum(stored(town).values())


def test_every_row_is_brought_once_also_of_one_instant_and_over_many_pages(town: Town, foreign: Foreign) -> None:
    foreign.write(*[NOON + timedelta(seconds=place // 150) for place in range(1000)])  # a page is shorter than an instant
    desk, number = polled(town, foreign)
    until(lambda: count(town) == 1000, lambda: (count(town), health(desk, number)))
    foreign.write(NOON + timedelta(minutes=5))
    until(lambda: health(desk, number)["read"] == 1001, lambda: health(desk, number))
    said = health(desk, number)
    assert (said["stored"], said["doubled"], said["refused"]) == (1001, 0, 0)
    assert stored(town)["water.level", "站1001", ms("2026-03-01 12:05+00:00"), 500.5] == 1


def test_who_commits_late_is_found_within_the_overlap(town: Town, foreign: Foreign) -> None:
    foreign.write(NOON, NOON + timedelta(seconds=30))
    desk, number = polled(town, foreign, overlap=60)
    until(lambda: count(town) == 2, lambda: health(desk, number))
    foreign.write(NOON + timedelta(seconds=10))
    until(lambda: count(town) == 3, lambda: health(desk, number))
    foreign.write(NOON - timedelta(seconds=60))  # too late: that is what an overlap means
    foreign.write(NOON + timedelta(seconds=40))
    until(lambda: count(town) == 4, lambda: health(desk, number))
    assert health(desk, number)["doubled"] == 0, "what was brought is passed over"


def test_how_far_it_read_is_kept_while_it_rests(town: Town, foreign: Foreign) -> None:
    foreign.write(*[NOON + timedelta(seconds=place) for place in range(250)])
    desk, number = polled(town, foreign)
    until(lambda: count(town) == 250)
    desk.post(f"/api/connectors/{number}/pause")
    until(lambda: health(desk, number)["state"] == "paused")
    foreign.write(NOON + timedelta(hours=1))
    desk.post(f"/api/connectors/{number}/start")
    until(lambda: count(town) == 251)
    until(lambda: health(desk, number)["read"] == 1, lambda: health(desk, number))


def test_a_select_joins_and_filters_and_its_columns_are_those_it_names(town: Town, foreign: Foreign) -> None:
    foreign.write(NOON, NOON + timedelta(seconds=1), NOON + timedelta(seconds=2))
    query = 'select "No" as n, "Station" as "Station", "when" as "when", level * 10 as level from "Measured" where "No" > 1'
    polled(town, foreign, table="", query=query, key=["n"])
    until(lambda: count(town) == 2)
    assert {value for _, _, _, value in stored(town)} == {10.0, 15.0}


def test_a_number_may_be_the_watermark(town: Town, foreign: Foreign) -> None:
    foreign.write(NOON, NOON, NOON - timedelta(hours=1))
    polled(town, foreign, watermark="No", key=["Station"])
    until(lambda: count(town) == 3)
    foreign.write(NOON - timedelta(hours=3))
    until(lambda: count(town) == 4)


def test_what_is_asked_cannot_write_there(town: Town, foreign: Foreign) -> None:
    foreign.write(NOON)
    desk = operator(town)
    for query in ('delete from "Measured"', "select 1; select 2", 'select 1) as x; drop table "Measured"'):
        answer = desk.post(
            "/api/connectors", name="evil", kind="sql", settings=SETTINGS | {"url": foreign.url, "table": "", "query": query}
        )
        assert answer.status_code == 422, query
    names = {"table": 'Measured" where 1=0; drop table "Measured', "url": foreign.url}
    number = desk.post("/api/connectors", name="sly", kind="sql", settings=SETTINGS | names).json()["id"]
    until(lambda: health(desk, number)["failures"])
    with foreign.engine.connect() as connection:
        assert connection.execute(text('select count(*) from "Measured"')).scalar() == 1


def test_a_database_that_is_away_is_waited_for(town: Town, tmp_path: Path) -> None:
    desk = operator(town)
    number = desk.post(
        "/api/connectors", name="works", kind="sql", settings=SETTINGS | {"url": "sqlite:///theirs.db"}, mapping=MAPPING
    ).json()["id"]
    until(lambda: health(desk, number)["failures"] > 1)
    assert "The database says" in health(desk, number)["error"]
    folder = town.city.home / "inbox" / "works"
    folder.mkdir(parents=True, exist_ok=True)
    foreign = Foreign(create_engine(f"sqlite:///{folder / 'theirs.db'}"), "")
    foreign.write(NOON)
    until(lambda: count(town) == 1)
    foreign.engine.dispose()


def test_the_citys_own_database_is_out_of_reach(town: Town) -> None:
    desk = operator(town)
    settings: Mapping[str, Any] = SETTINGS | {"table": "member", "watermark": "id", "key": ["id"]}
    for place, url in enumerate((f"sqlite:///{town.city.home / 'city.db'}", "sqlite:///../../city.db", "sqlite:///city.db")):
        number = desk.post("/api/connectors", name=f"sly{place}", kind="sql", settings={**settings, "url": url}).json()["id"]
        until(lambda number=number: health(desk, number)["failures"])  # type: ignore[misc]
        assert health(desk, number)["read"] == 0


def test_a_password_does_not_stand_in_the_address(town: Town) -> None:
    answer = operator(town).post(
        "/api/connectors", name="works", kind="sql", settings=SETTINGS | {"url": "postgresql+psycopg://reader:secret@localhost/x"}
    )
    assert answer.status_code == 422
    assert "secret" not in answer.json()["detail"].replace("secrets", "")
