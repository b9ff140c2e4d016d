"""A month is frozen under a signature: the same numbers next year, or what was corrected, case by case."""

import json

from sqlalchemy import update

from cityloop.supervise.periods import queries
from tests.conftest import BOTH
from tests.supervise.made import TABLES, at, case, write
from tests.town import DISTRICT, Hands, Town

FEBRUARY = {"area": DISTRICT, "kind": "month", "day": "2026-02-10"}


@BOTH
def test_what_was_frozen_stays_and_what_changed_is_said_case_by_case(town: Town, clock: Hands) -> None:
    cases = write(town, *(case(f"2026-02-{day:02d} 09:00", took_h=2 + day % 4) for day in range(1, 21)))
    clock.now = at("2026-02-27 08:00")
    leader = town.hire("leader", "leader", DISTRICT)
    assert leader.post("/api/periods", **FEBRUARY).status_code == 409
    clock.now = at("2026-03-02 08:00")
    assert town.desk("inspector").post("/api/periods", **FEBRUARY).status_code == 403
    leader = town.desk("leader")
    frozen = leader.post("/api/periods", **FEBRUARY).json()
    assert frozen["cases"] == 20
    assert leader.post("/api/periods", **FEBRUARY).status_code == 409
    before = leader.get(f"/api/periods/{frozen['id']}").json()
    assert before["same"] is True and before["changed"] == [] and before["differences"] == {}
    counts = before["numbers"]["whole"][""]
    assert (counts["reported"], counts["handled_on_time"], counts["handled_late"]) == (20, 15, 5)

    clock.now = at("2027-03-02 08:00")
    write(town, case("2027-02-03 09:00"))
    with town.city.engine.begin() as connection:
        later = update(TABLES["case"]).where(TABLES["case"].c.id == cases[0])
        connection.execute(later.values(done=at("2026-02-01 18:00")))
    leader = town.desk("leader")
    page = leader.get(f"/api/periods/{frozen['id']}").json()
    assert page["same"] is True and page["numbers"] == before["numbers"]
    assert [(one["case"], list(one["columns"])) for one in page["changed"]] == [(cases[0], ["done"])]
    assert page["differences"]["whole"][""]["handled_on_time"] == [15, 14]
    assert leader.post(f"/api/periods/{frozen['id']}/corrections", reason="补正完成时间").json()["cases"] == 1
    assert len(leader.get(f"/api/periods/{frozen['id']}").json()["corrections"]) == 1


def test_a_changed_file_or_line_breaks_the_signature_and_an_old_key_still_verifies(town: Town, clock: Hands) -> None:
    write(town, case("2026-02-03 09:00"))
    clock.now = at("2026-03-02 08:00")
    leader, board = town.hire("leader", "leader", DISTRICT), town.desk("board")
    frozen = leader.post("/api/periods", **FEBRUARY).json()
    assert board.post("/api/periods/key").json()["public"]
    assert leader.get(f"/api/periods/{frozen['id']}").json()["same"] is True
    january = leader.post("/api/periods", **{**FEBRUARY, "day": "2026-01-10"}).json()
    assert january["key_id"] != frozen["key_id"]

    manifest = json.loads(town.city.files.read(frozen["manifest"]))
    with town.city.glance(by="leader") as work:
        path = work.files.path(manifest["files"]["numbers"])
    path.write_bytes(path.read_bytes().replace(b'"reported":1.0', b'"reported":2.0'))
    assert leader.get(f"/api/periods/{frozen['id']}").json()["error"] == "Broken"
    with town.city.engine.begin() as connection:
        connection.execute(update(TABLES["period"]).where(TABLES["period"].c.id == january["id"]).values(area="500104"))
    with town.city.glance(by="board") as work:
        period = work.session.get(queries.Period, january["id"])
        assert period is not None
    assert town.hire("chief", "leader", "50").get(f"/api/periods/{january['id']}").json()["error"] == "Broken"
