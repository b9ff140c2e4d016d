"""Cases written straight into the tables of a town, so that what must be counted is known by hand."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from cityloop.kit.records import Record
from cityloop.kit.work import CITY_TIME
from tests.town import Town

GRID = "500103001001001"
TABLES = Record.metadata.tables


def at(said: str) -> datetime:
    """A moment of the city's time: `at("2026-02-03 09:00")`."""
    return datetime.fromisoformat(said).replace(tzinfo=CITY_TIME)


def case(opened: str, *, took_h: float | None = 2, limit_h: float = 4, closed: bool = True, **about: Any) -> dict[str, Any]:
    """A case reported then, filed after 5 minutes, dispatched after 10, handled so many hours later, closed 20 minutes after."""
    began = at(opened)
    dispatched = began + timedelta(minutes=10)
    done = None if took_h is None else dispatched + timedelta(hours=took_h)
    ended = done + timedelta(minutes=20) if done and closed else None
    return {
        "subject": "井盖缺失", "category": "", "warning": 4, "area": GRID, "lon": 106.556, "lat": 29.556, "duty": "water_utility",
        "held_at": GRID[:6], "opened": began, "due": dispatched + timedelta(hours=limit_h), "number": "", "kind": "national",
        "version": 1, "detector": "", "category_code": "C01001", "filed": began + timedelta(minutes=5), "dispatched": dispatched,
        "done": done, "closed": ended, "voided": None, "outcome": "settled" if done else None, "rework": 0, "returns": 0,
        "extensions": 0, "suspended_until": None, "urgent": False, "typical": False, "drill": False, "forced": False,
        "parent_id": None, "merged_into": None, "state": "closed" if ended else "dispatched",
        "stage": "done" if ended else "handle", "open": ended is None, **about,
    }  # fmt: skip


def write(town: Town, *rows: dict[str, Any]) -> list[int]:
    """Write them, and give their numbers."""
    return put(town.city.engine, *rows)


def put(engine: Engine, *rows: dict[str, Any]) -> list[int]:
    with engine.begin() as connection:
        written = [connection.execute(insert(TABLES["case"]).values(**row)).inserted_primary_key for row in rows]
    return [int(key[0]) for key in written if key]
