"""A city with a million closed and open cases, made up and written straight into its tables: for what must be fast when much is
there. The same seed gives the same city. Cases are written by rows, what follows from them by the database itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from bench.many_facts import Chain
from bench.writing import Writer, instants
from cityloop.app import loop, upgrading
from cityloop.app.rooms import ROUTERS

ROWS = 50_000  # written at once
SECOND = 1_000_000  # microseconds
HOUR = 3600 * SECOND
CATEGORIES = 403
DUTIES = tuple(f"department{number}" for number in range(40))
MEMBERS = 2000
STAGES = (  # stage, the instants it lies between, minutes it may take; none: as long as the case was given
    ("file", "opened", "filed", 15),
    ("dispatch", "filed", "dispatched", 15),
    ("handle", "dispatched", "done", None),
    ("close", "done", "closed", 120),
)
TOLD = {
    "CaseReported": "opened", "CaseFiled": "filed", "CaseDispatched": "dispatched", "CaseDone": "done", "CaseClosed": "closed",
    "TaskTaken": "dispatched", "TaskFinished": "done", "CaseMoved": "done", "CaseVerified": "closed", "ScoreAwarded": "closed",
}  # fmt: skip
FILLED = ("report", "case", "clock", "verification", "task", "fact", "seal")
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """How much is made: cases over a year up to `until`, in how many districts, streets and grids, or in the grids of a map;
    facts beside."""

    cases: int = 1_000_000
    districts: int = 40
    streets: int = 26  # of each district
    grids: int = 60  # of each street
    until: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    days: int = 365
    facts: int = 0  # of each case, at most 10
    seed: int = 7
    codes: Sequence[str] = ()  # of grids that are on a map
    duties: Sequence[str] = DUTIES


def fill(engine: Engine, size: Size | None = None) -> None:
    """Write them into a city's database, which is made if there is none."""
    size = size or Size()
    assert ROUTERS, "every table is known once every room is"
    upgrading.bring_up(engine)
    rng = np.random.default_rng(size.seed)
    opened, writer = _opened(rng, size), Writer(engine)
    chain = Chain(writer)
    with writer.without_indexes(*FILLED):
        if not writer.lite:
            writer.say("set session_replication_role = replica")  # what points at what is known to be there
        for first in range(0, size.cases, ROWS):
            numbers = np.arange(first + 1, min(first + ROWS, size.cases) + 1)
            made = _cases(rng, size, opened[first : first + numbers.size])
            writer.rows("case", _columns(numbers, made))
            if size.facts:
                kinds = list(TOLD.items())[: size.facts]
                chain.tell({kind: (made[name], made["who"]) for kind, name in kinds}, numbers)
        chain.end(f"{size.until:%Y-%m-%d %H:%M:%S}")
        _follow(writer)
        readers = sorted({when.name for when in loop.LOOP})  # all that was told was read
        writer.say("delete from cursor")
        writer.rows("cursor", {"reader": readers, "read": [chain.last] * len(readers)})
    writer.close(*FILLED)


def _opened(rng: np.random.Generator, size: Size) -> Whole:
    """Cases come as they do in cities: by day, fewer at night, in order."""
    day = rng.integers(0, size.days, size.cases)
    hour = np.clip(rng.normal(14, 4, size.cases), 0, 23.99)
    at = (day * 24 * HOUR + hour * HOUR).astype(np.int64)
    return np.sort(at) + int((size.until - timedelta(days=size.days)).timestamp()) * SECOND


def _cases(rng: np.random.Generator, size: Size, opened: Whole) -> dict[str, Any]:
    """Columns of one page of cases, as microseconds and codes; 0 is an instant that has not come."""
    many = opened.size
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
    where = rng.integers(0, len(size.codes), many).tolist() if size.codes else []
    return {
        "opened": opened, "due": dispatched + limit * HOUR, **told, "voided": np.where(void & (filed < now), filed, 0),
        "area": [size.codes[one] for one in where] or [f"50{d:04d}{s:03d}{g // 10 + 1:03d}{g:03d}" for d, s, g in codes],
        "category": (rng.zipf(1.4, many) % CATEGORIES).tolist(),
        "duty": [size.duties[one] for one in rng.integers(0, len(size.duties), many).tolist()],
        "warning": rng.choice([2, 3, 4], many, p=[0.05, 0.15, 0.8]), "rework": np.minimum(rng.poisson(0.05, many), 3),
        "returns": np.minimum(rng.poisson(0.03, many), 3), "extensions": (rng.random(many) < 0.03).astype(int),
        "lon": 106.0 + district * 0.05 + rng.random(many) * 0.04, "lat": 29.0 + street * 0.02 + rng.random(many) * 0.015,
        "who": rng.integers(0, MEMBERS, many),
    }  # fmt: skip


def _columns(numbers: Whole, made: dict[str, Any]) -> dict[str, Any]:
    times = {name: instants(made[name]) for name in ("opened", "due", "filed", "dispatched", "done", "closed", "voided")}
    states, stages = zip(*_stands(made), strict=True)
    areas, many = made["area"], numbers.size
    opened = zip(areas, times["opened"], numbers.tolist(), strict=True)
    plain = {name: made[name].tolist() for name in ("warning", "rework", "returns", "extensions", "lon", "lat")}
    return {
        "id": numbers.tolist(), "report_id": numbers.tolist(), **times, **plain, "area": areas, "duty": made["duty"],
        "held_at": [area[:6] for area in areas], "subject": ["made up"] * many, "category": ["made up"] * many,
        "number": [f"{area[:6]}{(at or '')[:10].replace('-', '')}{one % 100_000:05d}" for area, at, one in opened],
        "kind": ["national"] * many, "version": [1] * many, "category_code": [f"M{one:05d}" for one in made["category"]],
        "outcome": ["settled" if one else None for one in times["done"]], "urgent": (made["warning"] == 2).tolist(),
        "state": states, "stage": stages, "open": [stage not in ("void", "done") for stage in stages],
    }  # fmt: skip


def _stands(made: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """State and stage of each case, by the last thing that happened to it."""
    for void, closed, done, dispatched in zip(
        *(made[n].tolist() for n in ("voided", "closed", "done", "dispatched")), strict=True
    ):
        if void:
            yield "void", "void"
        elif closed:
            yield "closed", "done"
        elif done:
            yield "feedback", "feedback"
        else:
            yield ("dispatched", "handle") if dispatched else ("reported", "file")


def _follow(writer: Writer) -> None:
    """Reports, clocks, verifications and tasks, as statements over the cases that are there."""
    no, yes = ("0", "1") if writer.lite else ("false", "true")
    plain = {"title": "'made up'", "photos": "'[]'", "area": "area", "by": _member(7919), "at": "opened"}
    kind = "case when id % 10 < 7 then 'grid' when id % 10 < 9 then 'citizen' else 'hotline' end"
    writer.follow("report", {"id": "id", "kind": kind, **plain}, "true")
    for stage, begin, end, minutes in STAGES:
        due = "due" if minutes is None else writer.later(begin, minutes)
        said = {
            "case_id": "id", "stage": f"'{stage}'", "turn": "1", "area": "area", "amount": "0.25", "unit": "'urgent_hours'",
            "duty": "duty", "category": "category_code", "began": begin, "ended": end, "due": due, "yellow": due,
            "pauses": "'[]'", "added": "'[]'", "lamp": f"case when {end} is null then 'red' else 'green' end",
            "late": f"coalesce({end} > {due}, {no})", "used": f"case when {end} is null then null else 0.5 end",
        }  # fmt: skip
        writer.follow("clock", said, f"{begin} is not null")
    looked = {
        "case_id": "id", "kind": "'before_closing'", "asked": "done", "by": _member(7907), "at": "closed", "photos": "'[]'",
        "accepted": f"case when closed is null then null else {yes} end",
    }  # fmt: skip
    writer.follow("verification", looked, "done is not null")
    task = {
        "case_id": "id", "step": "'handling_step'", "duty": "duty", "area": "held_at", "photo": yes, "note": "'made up'",
        "state": "case when done is null then 'at_work' else 'finished' end", "taken_by": _member(7901),
        "taken_at": "dispatched", "finished_at": "done", "photos": "'[]'",
    }  # fmt: skip
    writer.follow("task", task, "dispatched is not null")


def _member(prime: int) -> str:
    return f"'member' || (id % 100000 * {prime} % {MEMBERS})"
