"""A small town: one district of Chongqing with everything a city has, and hands to move its clock."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from cityloop.app.city import City
from cityloop.app.founding import CHONGQING
from cityloop.app.http import Front, app_for
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import engine_for, open_city
from cityloop.kit.records import Record
from cityloop.kit.work import CITY_TIME
from cityloop.people.duties.actions import give
from cityloop.people.logins.actions import log_in
from cityloop.people.logins.rules import Signing, Visit
from cityloop.people.members.actions import HASHER, join_hashed
from cityloop.people.members.queries import by_login
from cityloop.people.members.tables import Member
from cityloop.people.providers.rules import Provider
from cityloop.places.areas.actions import adopt
from cityloop.places.areas.drawing import draw
from cityloop.places.areas.known import read_known
from cityloop.rulebook import Scenario
from cityloop.sense.sources.actions import admit

DISTRICT = "500103"  # 渝中区
CENTRE = (106.556, 29.556)
PASSWORD = "an open secret"
HASHED = HASHER.hash(PASSWORD)
SIGNING = Signing(idle=timedelta(hours=12))  # a clock that is moved by hours leaves the desks open
PEOPLE = {  # login: (duty, area)
    "dispatcher": ("dispatcher", DISTRICT),
    "patrol": ("spoil_patrol", DISTRICT),
    "inspector": ("inspector", DISTRICT),
    "board": ("rule_board", "50"),
    "water": ("water_utility", "50"),
    "clerk": ("clerk", "500103001"),
    "stranger": ("clerk", "500104001"),
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003830180b5e2e0"
    "270000000049454e44ae426082"
)


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @classmethod
    def at(cls, local: str) -> "Hands":
        return cls(datetime.fromisoformat(local).replace(tzinfo=CITY_TIME).astimezone(UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def drawn_town(folder: Path) -> Path:
    """Draw one district and keep it as a home that towns are copied from."""
    known = read_known(CHONGQING)
    outlines = known.outlines | {
        "features": [f for f in known.outlines["features"] if str(f["properties"]["adcode"]) == DISTRICT]
    }
    streets = [s for s in known.streets if s.code.startswith(DISTRICT)]
    communities = [c for c in known.communities if c.code.startswith(DISTRICT)]
    drawn = draw(outlines, streets, communities, grids=400)
    city = open_city(Settings(home=folder), (), Hands.at("2026-01-01 08:00"))
    with city.work(by="founder") as work:
        adopt(work, drawn.areas, "drawn")
    city.engine.dispose()
    return folder


def survey_of(town_map: Path) -> dict[str, Any]:
    """The line by which a drawn town's database knows its map."""
    with engine_for(Settings(home=town_map).database_url).connect() as connection:
        (row,) = connection.execute(select(Record.metadata.tables["survey"])).mappings()
        found = {name: value for name, value in row.items() if name != "id"}
    connection.engine.dispose()
    return found


@dataclass
class Town:
    """A city in a folder. `desk(login)` is a browser with someone at it; `send` is a device at the door."""

    city: City
    front: Front
    clock: Hands
    token: str
    http: TestClient
    signing: Signing = SIGNING

    @classmethod
    @contextmanager
    def founded(
        cls,
        home: Path,
        town_map: Path,
        clock: Hands,
        database: str = "",
        also: tuple[Scenario, ...] = (),
        signing: Signing = SIGNING,
        provider: Provider | None = None,
    ) -> "Iterator[Town]":
        shutil.copytree(town_map, home)
        city = open_city(Settings(home=home, database=database), (*installed(), *also), clock)
        with city.work(by="founder") as work:
            if database:
                work.session.execute(insert(Record.metadata.tables["survey"]), survey_of(town_map))
            for login, (duty, area) in PEOPLE.items():
                give(work, join_hashed(work, login, login.title(), HASHED).id, duty, area)
            token = admit(work, "gps")
        front = app_for(city, signing=signing, provider=provider)
        with TestClient(front) as http:
            yield cls(city, front, clock, token, http, signing)
        city.frames.close()
        city.engine.dispose()

    def hire(self, login: str, duty: str, area: str) -> "Desk":
        """One more person, or one more duty of theirs, and their desk."""
        with self.city.work(by="founder") as work:
            known = work.session.scalar(select(Member.id).where(Member.login == login))
            give(work, known or join_hashed(work, login, login.title(), HASHED).id, duty, area)
        return self.desk(login)

    def desk(self, login: str) -> "Desk":
        """Their browser, with a session begun; that a password is asked for before is told by the stories of logging in."""
        with self.city.work(by=login) as work:
            member = by_login(work, login)
            assert member, login
            key, _ = log_in(work, member.id, Visit("door"), self.signing)
            return Desk(self.http, key)

    def send(self, batch: str, readings: list[dict[str, Any]], token: str | None = None) -> Any:
        answer = self.http.post(
            "/readings",
            json={"batch": batch, "readings": readings},
            headers={"authorization": f"Bearer {token or self.token}"},
        )
        return answer

    def drive(self, plate: str, *speeds: float, every_s: float = 10, place: tuple[float, float] = CENTRE) -> None:
        """Readings of a truck ending now, and the loop turned until all is done."""
        began = self.clock() - timedelta(seconds=every_s * (len(speeds) - 1))
        rows = [
            {
                "signal": "trucks.position",
                "subject": plate,
                "at": (began + timedelta(seconds=every_s * step)).isoformat(),
                "value": speed,
                "lon": place[0],
                "lat": place[1],
            }
            for step, speed in enumerate(speeds)
        ]
        assert self.send(f"{plate} {began.isoformat()}", rows).status_code == 200
        self.city.settle()


@dataclass
class Desk:
    """Someone at a browser."""

    http: TestClient
    key: str

    def get(self, path: str, **about: Any) -> Any:
        return self.http.get(path, params=about, headers=self._headers)

    def post(self, path: str, **body: Any) -> Any:
        return self.http.post(path, json=body, headers=self._headers)

    def put(self, path: str, **body: Any) -> Any:
        return self.http.put(path, json=body, headers=self._headers)

    def photo(self) -> str:
        answer = self.http.post("/api/files", files={"file": ("a.png", PNG, "image/png")}, headers=self._headers)
        return str(answer.json()["name"])

    def delete(self, path: str) -> Any:
        return self.http.delete(path, headers=self._headers)

    def alerts(self, subject: str, detector: str = "trucks.overspeed") -> list[Mapping[str, Any]]:
        """The alerts of one detector about one subject, oldest first."""
        seen = self.get("/api/alerts", limit=1000).json()
        return [one for one in reversed(seen) if (one["subject"], one["detector"]) == (subject, detector)]

    def case(self, number: int) -> Mapping[str, Any]:
        return dict(self.get(f"/api/cases/{number}").json())

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}
