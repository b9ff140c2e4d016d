"""However many cases and facts there are, no question of a desk reads all of them: each database says how it would find them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bench.many_cases import Size, fill
from cityloop.app import rounds
from cityloop.places.areas import queries as areas
from tests.conftest import BOTH
from tests.town import DISTRICT, Town

pytestmark = BOTH
CASES = 12_000
DESKS = {  # who asks: duty and area
    "wide": ("dispatcher", "50"),
    "near": ("dispatcher", DISTRICT),
    "street": ("clerk", "500103001"),
    "department": ("water_utility", "50"),
}
ASKED = (
    "/api/cases?limit=50", "/api/cases?limit=1000", "/api/cases?limit=50&area=500103001", "/api/cases?limit=50&order=newest",
    "/api/cases/{case}", "/api/cases/{case}/clocks", "/api/cases/{case}/notices", "/api/cases/{case}/requests",
    "/api/cases/{case}/urgings", "/api/cases/{case}/stages",
)  # fmt: skip
EVERY = ("SCAN case", "SCAN fact ", "SCAN clock ", "Seq Scan on fact ", 'Seq Scan on "case"', "Seq Scan on clock ")


@pytest.fixture
def full(town: Town) -> Town:
    """The town with many cases of the year before, and what was told of them."""
    with town.city.work(by="test") as work:
        grids = [code for code in areas.area_map(work).place if len(code) == 15]
        rounds.seal(work)
    duties = ("water_utility", "city_management", "transport_bureau", "spoil_patrol")
    fill(town.city.engine, Size(cases=CASES, facts=5, codes=grids, duties=duties, until=town.clock()))
    return town


@contextmanager
def heard(town: Town) -> Iterator[list[tuple[str, Any]]]:
    """Every question the database is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def hear(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked.append((statement, parameters))

    event.listen(town.city.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(town.city.engine, "before_cursor_execute", hear)


def plan(town: Town, statement: str, parameters: Any) -> str:
    how = "explain query plan" if town.city.engine.dialect.name == "sqlite" else "explain"
    with town.city.engine.connect() as connection:
        return "\n".join(str(row) for row in connection.exec_driver_sql(f"{how} {statement}", parameters))


def test_no_question_of_a_desk_reads_every_case_or_fact(full: Town) -> None:
    with full.city.glance(by="test") as work:
        community = next(code for code in areas.area_map(work).place if len(code) == 15)[:12]
    for login, (duty, area) in (DESKS | {"below": ("dispatcher", community)}).items():
        desk = full.hire(login, duty, area)
        seen = desk.get("/api/cases?limit=1").json()
        assert seen, f"{login} has nothing to look at"
        for path in ASKED:
            with heard(full) as asked:
                assert desk.get(path.format(case=seen[0]["id"])).status_code == 200, path
            assert any("FROM" in statement for statement, _ in asked)
            for statement, parameters in asked:
                found = plan(full, statement, parameters)
                assert not any(reads in found for reads in EVERY), f"{login} {path}: {statement} {parameters}\n{found}"
