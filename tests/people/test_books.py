"""People as a workbook: what is taken can be brought back, and each row is told what became of it."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cityloop.app.cli import cli
from cityloop.people.books.sheets import written
from tests.conftest import BOTH
from tests.town import Desk, Hands, Town

WEEK = {"since": "2026-03-09", "until": "2026-03-16"}


@pytest.fixture
def keeper(town: Town) -> Desk:
    return town.hire("keeper", "personnel", "50")


@pytest.fixture
def grid(keeper: Desk) -> str:
    return str(keeper.get("/api/teams/gaps", area="500103", limit=1).json()["gaps"][0]["area"])


def brought(town: Town, desk: Desk, book: bytes, dry_run: bool = False) -> Any:
    key = {"authorization": f"Bearer {desk.key}"}
    address = "/api/agencies/book" + ("?dry_run=true" if dry_run else "")
    return town.http.post(address, files={"file": ("people.xlsx", book)}, headers=key).json()


def verdicts(told: Any) -> list[tuple[str, int, str]]:
    return [(row["kind"], row["row"], row["verdict"]) for row in told["rows"]]


def book(grid: str, **more: Any) -> bytes:
    """Two agencies, the lower before the upper; two members, their posts, one of them lent; a team."""
    days = {"since": "2026-03-02"}
    bureau = {"name": "渝中区城市管理局", "short": "城管局", "kind": "department", "area": "500103", **days}
    tables = {
        "agencies": [
            {**bureau, "code": "B", "name": "渝中区城市管理局市容科", "short": "市容科", "parent": "A", "leader": "qin"},
            {**bureau, "code": "A", "credit": "91330100799655058B"},
        ],
        "members": [
            {"login": "qin", "name": "秦枫", "mobile": "13900000001"},
            {"login": "tan", "name": "谭溪", "skills": "急救"},
        ],
        "posts": [
            {"login": "qin", "duty": "inspector", "area": "500103", "agency": "B", "board": "peace", **days},
            {"login": "tan", "duty": "inspector", "area": "500103", "kind": "acting", "for": "qin", **WEEK},
        ],
        "teams": [{"login": "tan", "area": grid, "part": "full_time", **days}],
    }  # fmt: skip
    return written(tables | more)


@BOTH
def test_what_is_taken_and_brought_back_changes_nothing(town: Town, clock: Hands, keeper: Desk, grid: str) -> None:
    dry = brought(town, keeper, book(grid), dry_run=True)
    assert (dry["new"], dry["refused"]) == (7, 0), dry
    assert keeper.get("/api/agencies").json() == []
    assert brought(town, keeper, book(grid)) == dry
    assert brought(town, keeper, book(grid))["same"] == 7
    clock.forward(days=8)
    keeper = town.desk("keeper")
    merged = keeper.post("/api/agencies", code="C", name="C", short="C", kind="station", area="500103", since="2026-03-10")
    assert merged.status_code == 200
    assert keeper.post("/api/agencies/merge", codes=["B"], into="C", since="2026-03-12").status_code == 200
    taken = keeper.get("/api/agencies/book")
    again = brought(town, keeper, taken.content)
    assert (again["new"], again["changed"], again["refused"]) == (0, 0, 0), again
    assert again["same"] > 12
    rows = list(openpyxl.load_workbook(io.BytesIO(taken.content))["岗位"].iter_rows(values_only=True))
    assert ("tan", "inspector", "500103", "C", "peace", "acting", "qin", "2026-03-12", "2026-03-16") in rows


def test_each_row_is_told_what_became_of_it(town: Town, keeper: Desk, grid: str) -> None:
    brought(town, keeper, book(grid))
    wrong = book(
        grid,
        agencies=[{"code": "A", "name": "渝中区综合局", "area": "500103", "credit": "91330100799655058B", "since": "2026-03-20"}],
        members=[{"login": "qin", "name": "秦枫", "mobile": "none"}, {"login": "tan", "name": "谭溪", "mobile": "13900000009"}],
        posts=[{"login": "nobody", "duty": "inspector", "area": "500103"}],
        teams=[
            {"login": "qin", "area": grid, "part": "chief"},
            {"login": "tan", "area": grid, "part": "full_time", "since": "2026-03-02", "until": "2026-04-01"},
            {"login": "tan", "area": grid, "part": "volunteer", "since": "2020-01-01"},
            {"login": "tan", "area": grid, "part": "volunteer", "since": "soon"},
        ],
    )
    told = brought(town, keeper, wrong)
    assert verdicts(told) == [
        ("agencies", 2, "changed"), ("members", 2, "refused"), ("members", 3, "changed"), ("posts", 2, "refused"),
        ("teams", 2, "refused"), ("teams", 3, "changed"), ("teams", 4, "refused"), ("teams", 5, "refused"),
    ]  # fmt: skip
    assert told["rows"][0]["reason"] == "name: 渝中区城市管理局 → 渝中区综合局; short: 城管局 → 渝中区综合局"
    assert told["rows"][1]["reason"] == "none is no telephone number."
    assert told["rows"][5]["reason"] == "until: — → 2026-04-01"
    assert brought(town, town.desk("clerk"), book(grid))["error"] == "NotAllowed"
    assert brought(town, keeper, b"PK nothing")["error"] == "Unreadable"


def test_the_operator_brings_what_began_in_the_past(town: Town, keeper: Desk, tmp_path: Path) -> None:
    past = {"name": "老局", "short": "老局", "kind": "department", "area": "50"}
    old = written(
        {"agencies": [{**past, "code": "O", "since": "2019-01-01"}, {**past, "code": "O", "name": "新局", "since": "2024-05-01"}]}
    )
    assert brought(town, keeper, old)["refused"] == 2
    file = tmp_path / "people.xlsx"
    file.write_bytes(old)
    for line in ("1 new, 1 changed", "2 same"):
        database = town.city.engine.url.render_as_string(hide_password=False)
        told = {"COLUMNS": "300", "CITYLOOP_DATABASE": database}
        ran = CliRunner().invoke(cli, ["import", "people", str(file), "--home", str(town.city.home)], env=told)
        assert ran.exit_code == 0 and line in ran.output, ran.output
    names = [keeper.get("/api/agencies", day=day).json()[0]["name"] for day in ("2019-01-01", "2024-04-30", "2024-05-01")]
    assert names == ["老局", "老局", "新局"]
