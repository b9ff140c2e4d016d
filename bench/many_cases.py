"""A city with a million closed and open cases, made up and written straight into its tables: for what must be fast when much is
there. `fill(engine, 1_000_000)` takes about a minute on SQLite and on PostgreSQL; the same seed gives the same city."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from cityloop.app import upgrading
from cityloop.app.rooms import ROUTERS
from cityloop.kit.records import Record

ROWS = 50_000  # written at once
SECOND = 1_000_000  # microseconds
HOUR = 3600 * SECOND
CATEGORIES = 403
DUTIES = 40
MEMBERS = 2000
QUARTER = timedelta(minutes=15)
STAGES = (
    ("file", "opened", "filed", QUARTER),
    ("dispatch", "filed", "dispatched", QUARTER),
    ("handle", "dispatched", "done", None),
    ("close", "done", "closed", 8 * QUARTER),
)
TOLD = {
    "CaseReported": "opened",
    "CaseFiled": "filed",
    "CaseDispatched": "dispatched",
    "CaseDone": "done",
    "CaseClosed": "closed",
}
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """How much is made: cases over a year up to `until`, in how many districts, streets and grids; facts beside."""

    cases: int = 1_000_000
    districts: int = 40
    streets: int = 26  # of each district
    grids: int = 60  # of each street
    until: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    days: int = 365
    facts: int = 0  # of each case, at most 5
    seed: int = 7


def fill(engine: Engine, size: Size | None = None) -> None:
    """Write them into a city's database, which is made if there is none."""
    size = size or Size()
    assert ROUTERS, "every table is known once every room is"
    upgrading.bring_up(engine)
    rng = np.random.default_rng(size.seed)
    opened = _opened(rng, size)
    for first in range(0, size.cases, ROWS):
        numbers = np.arange(first + 1, min(first + ROWS, size.cases) + 1)
        made = _cases(rng, size, numbers, opened[first : first + numbers.size])
        for table, rows in _tables(rng, size, numbers, made):
            _write(engine, table, rows)
    if engine.dialect.name == "postgresql":
        _settle(engine)


def _settle(engine: Engine) -> None:
    """Numbers go on behind those written, and the planner knows what is there."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("case", "report", "clock", "verification", "task", "fact"):
            connection.exec_driver_sql(
                f"select setval(pg_get_serial_sequence('\"{table}\"', 'id'), coalesce((select max(id) from \"{table}\"), 0) + 1)"
            )
        connection.exec_driver_sql("vacuum analyze")


def _opened(rng: np.random.Generator, size: Size) -> Whole:
    """Cases come as they do in cities: by day, fewer at night, in order."""
    day = rng.integers(0, size.days, size.cases)
    hour = np.clip(rng.normal(14, 4, size.cases), 0, 23.99)
    at = (day * 24 * HOUR + hour * HOUR).astype(np.int64)
    return np.sort(at) + int((size.until - timedelta(days=size.days)).timestamp()) * SECOND


def _cases(rng: np.random.Generator, size: Size, numbers: Whole, opened: Whole) -> dict[str, Any]:
    """Columns of one page of cases, as microseconds and codes; 0 is an instant that has not come."""
    many = numbers.size
    district, street, grid = (rng.integers(1, most + 1, many) for most in (size.districts, size.streets, size.grids))
    filed = opened + (rng.exponential(8, many) * 60 * SECOND).astype(np.int64)
    dispatched = filed + (rng.exponential(7, many) * 60 * SECOND).astype(np.int64)
    limit = rng.choice([2, 4, 24, 72, 168], many)
    took = rng.gamma(2.0, limit * (0.2 + 0.1 * (district % 4) / 4), many)
    done = dispatched + (took * HOUR).astype(np.int64)
    closed = done + (rng.exponential(40, many) * 60 * SECOND).astype(np.int64)
    now = int(size.until.timestamp()) * SECOND
    void = rng.random(many) < 0.02
    reached = {"filed": filed, "dispatched": dispatched, "done": done, "closed": closed}
    told = {name: np.where(at > now, 0, at) for name, at in reached.items()}
    for name in ("dispatched", "done", "closed"):
        told[name] = np.where(void, 0, told[name])
    codes = zip(district.tolist(), street.tolist(), grid.tolist(), strict=True)
    return {
        "opened": opened, "due": dispatched + limit * HOUR, **told, "voided": np.where(void & (filed < now), filed, 0),
        "area": [f"50{d:04d}{s:03d}{g // 10 + 1:03d}{g:03d}" for d, s, g in codes],
        "category": rng.zipf(1.4, many) % CATEGORIES, "duty": rng.integers(0, DUTIES, many),
        "warning": rng.choice([2, 3, 4], many, p=[0.05, 0.15, 0.8]), "rework": np.minimum(rng.poisson(0.05, many), 3),
        "returns": np.minimum(rng.poisson(0.03, many), 3), "extensions": (rng.random(many) < 0.03).astype(int),
        "lon": 106.0 + district * 0.05 + rng.random(many) * 0.04, "lat": 29.0 + street * 0.02 + rng.random(many) * 0.015,
        "who": rng.integers(0, MEMBERS, (3, many)), "kind": rng.choice(["grid", "citizen", "hotline"], many, p=[0.7, 0.2, 0.1]),
    }  # fmt: skip


def _instants(at: Whole) -> list[datetime | None]:
    return [datetime.fromtimestamp(one / SECOND, UTC) if one else None for one in at.tolist()]


def _tables(
    rng: np.random.Generator, size: Size, numbers: Whole, made: dict[str, Any]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    times = {name: _instants(made[name]) for name in ("opened", "due", "filed", "dispatched", "done", "closed", "voided")}
    reported = zip(numbers.tolist(), made["kind"], made["area"], times["opened"], made["who"][0].tolist(), strict=True)
    yield "report", [_report(*one) for one in reported]
    cases = [_case(number, place, made, times) for place, number in enumerate(numbers.tolist())]
    yield "case", cases
    yield "clock", list(_clocks(cases))
    yield "verification", list(_looks(cases, made))
    yield "task", [_task(one, made["who"][1][place]) for place, one in enumerate(cases) if one["dispatched"]]
    if size.facts:
        yield "fact", list(_facts(cases, size.facts, made))


def _report(number: int, kind: str, area: str, at: datetime | None, who: int) -> dict[str, Any]:
    return {
        "id": number, "kind": kind, "category_code": "", "title": "made up", "text": "", "photos": "[]", "lon": None, "lat": None,
        "area": area, "place": "", "urgent": False, "on_the_spot": False, "by": f"member{who}", "at": at,
    }  # fmt: skip


def _case(number: int, place: int, made: dict[str, Any], times: dict[str, list[datetime | None]]) -> dict[str, Any]:
    done, closed, void = times["done"][place], times["closed"][place], times["voided"][place]
    stage = "void" if void else "done" if closed else "feedback" if done else "handle" if times["dispatched"][place] else "file"
    area, duty = made["area"][place], f"department{made['duty'][place]}"
    return {
        "id": number, "subject": "made up", "category": "made up", "warning": int(made["warning"][place]), "area": area,
        "lon": float(made["lon"][place]), "lat": float(made["lat"][place]), "duty": duty, "held_at": area[:6],
        "number": f"{area[:6]}{times['opened'][place]:%Y%m%d}{number % 100_000:05d}", "kind": "national", "version": 1,
        "report_id": number, "detector": "", "category_code": f"M{made['category'][place]:05d}",
        **{name: each[place] for name, each in times.items()}, "outcome": "settled" if done else None,
        "rework": int(made["rework"][place]), "returns": int(made["returns"][place]),
        "extensions": int(made["extensions"][place]),
        "urgent": bool(made["warning"][place] == 2), "typical": False, "triage": "", "drill": False, "forced": False,
        "state": {"void": "void", "done": "closed", "feedback": "feedback", "handle": "dispatched", "file": "reported"}[stage],
        "stage": stage, "open": stage not in ("void", "done"),
    }  # fmt: skip


def _clocks(cases: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in cases:
        for stage, start, end, limit in STAGES:
            began, ended = one[start], one[end]
            if began is None:
                continue
            due = one["due"] if limit is None else began + limit
            yield {
                "case_id": one["id"], "stage": stage, "turn": 1, "area": one["area"], "amount": 0.25, "unit": "UH",
                "began": began,
                "duty": one["duty"], "category": one["category_code"], "source": "", "due": due, "yellow": due, "ended": ended,
                "pauses": "[]", "added": "[]", "lamp": "green", "late": bool(ended and ended > due), "provisional": False,
            }  # fmt: skip


def _looks(cases: Sequence[dict[str, Any]], made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(cases):
        if one["done"]:
            yield {
                "case_id": one["id"], "kind": "before_closing", "asked": one["done"], "by": f"member{made['who'][2][place]}",
                "at": one["closed"], "accepted": True if one["closed"] else None, "note": "",
                "photos": "[]", "asked_of": "",
            }  # fmt: skip


def _task(one: dict[str, Any], who: int) -> dict[str, Any]:
    return {
        "case_id": one["id"], "step": "handling_step", "duty": one["duty"], "area": one["held_at"], "photo": True,
        "state": "finished" if one["done"] else "at_work", "taken_by": f"member{who}", "taken_at": one["dispatched"],
        "finished_at": one["done"], "note": "made up", "photos": "[]",
    }  # fmt: skip


def _facts(cases: Sequence[dict[str, Any]], most: int, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Told in order of time within a page, which is near enough to how a city tells."""
    kinds = list(TOLD.items())[:most]
    who = made["who"][2].tolist()
    told = [(one[name], kind, one["id"], who[place]) for place, one in enumerate(cases) for kind, name in kinds if one[name]]
    for at, kind, number, who in sorted(told):
        yield {
            "kind": kind,
            "at": at,
            "by": f"member{who}",
            "about": f"case:{number}",
            "body": f'{{"case": {number}}}',
            "digest": "",
        }


def _write(engine: Engine, name: str, rows: list[dict[str, Any]]) -> None:
    """SQLite by prepared statements, PostgreSQL by COPY."""
    if not rows:
        return
    known = Record.metadata.tables[name].columns
    rest = {one.name: one.type.python_type() for one in known if not (one.nullable or one.primary_key or one.name in rows[0])}
    rows = [{**rest, **row} for row in rows]  # what later releases added, empty
    columns = [column for column in rows[0] if column in known]
    quoted = ", ".join(f'"{column}"' for column in columns)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute("pragma cache_size = -500000")  # kB: what is indexed stays in memory
            marks = ", ".join("?" * len(columns))
            plain = [[_plain(row[column]) for column in columns] for row in rows]
            cursor.executemany(f'insert into "{name}" ({quoted}) values ({marks})', plain)
            return
        text = io.StringIO()
        text.writelines("\t".join(_copied(row[column]) for column in columns) + "\n" for row in rows)
        cursor = connection.connection.cursor()
        with cursor.copy(f'copy "{name}" ({quoted}) from stdin') as copy:
            copy.write(text.getvalue())


def _plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _copied(value: Any) -> str:
    if value is None:
        return r"\N"
    return value.isoformat() if isinstance(value, datetime) else str(value)
