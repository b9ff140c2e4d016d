"""Seals: what someone with the database in hand cannot do unseen."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cityloop.app.cli import cli
from cityloop.app.rounds import seal
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.facts import FactRow
from cityloop.people.facts import MemberJoined
from cityloop.people.members.actions import join_hashed

FACTS, SEALED = 12, 9


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A city with twelve facts: three seals over nine, and three not sealed yet."""
    city = open_city(Settings(home=tmp_path), ())
    for number in range(FACTS):
        with city.work(by="somebody") as work:
            join_hashed(work, f"member{number}", "周毅", "")
        if number % 3 == 2 and number < SEALED:
            with city.work(by="rounds") as work:
                seal(work)
    city.engine.dispose()
    return tmp_path


def verified(home: Path) -> tuple[int, str]:
    ran = CliRunner().invoke(cli, ["verify", "--home", str(home)], env={"COLUMNS": "500"})
    return ran.exit_code, ran.output


def by_hand(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "city.db")) as database, database:
        for statement in statements:
            database.execute(statement)


def digest_again(home: Path, number: int) -> None:
    """Write the digest that belongs to the changed line, as who knows the code would."""
    city = open_city(Settings(home=home), ())
    with city.work(by="forger") as work:
        row = work.find(FactRow, number)
        row.digest = row.digested()
    city.engine.dispose()


def test_a_log_nobody_touched_is_fine_sealed_or_not(home: Path) -> None:
    code, said = verified(home)
    assert code == 0 and "12 facts, none changed, none removed" in said
    assert len(said.split("Chain")[1].strip()) == 64


EDITS = {
    "body": "update fact set body = '{\"member\": 77}' where id = 5",
    "body that is no JSON": "update fact set body = 'x' where id = 5",
    "at": "update fact set at = '2020-01-01 00:00:00.000000' where id = 5",
    "at that is no time": "update fact set at = 'never' where id = 5",
    "by": "update fact set by = 'another' where id = 5",
    "acting for": "update fact set acting_for = 'another' where id = 5",
    "kind": "update fact set kind = 'MemberLeft' where id = 5",
    "about": "update fact set about = 'member:77' where id = 5",
    "digest": "update fact set digest = '00' where id = 5",
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_line_is_named(home: Path, edit: str) -> None:
    by_hand(home, EDITS[edit])
    code, said = verified(home)
    assert code == 1 and "Fact 5" in said and "changed after it was sealed" in said


def test_of_several_edited_lines_the_first_is_named(home: Path) -> None:
    by_hand(home, "update fact set by = 'another' where id in (8, 3, 11)")
    code, said = verified(home)
    assert code == 1 and "Fact 3 " in said and "Fact 8" not in said


def test_an_edited_line_with_a_digest_that_fits_is_named(home: Path) -> None:
    by_hand(home, "update fact set body = '{\"member\": 77}' where id = 5")
    digest_again(home, 5)
    assert verified(home)[0] == 1 and "Fact 5 " in verified(home)[1]


@pytest.mark.parametrize("number", [1, 3, 4, 9])
def test_a_removed_line_is_named_at_either_end_of_a_seal(home: Path, number: int) -> None:
    by_hand(home, f"delete from fact where id = {number}")
    code, said = verified(home)
    assert code == 1 and f"Fact {number} was removed" in said


def test_a_removed_line_whose_neighbours_move_up_is_found(home: Path) -> None:
    by_hand(home, "delete from fact where id = 5", *(f"update fact set id = {n - 1} where id = {n}" for n in range(6, 13)))
    assert verified(home)[0] == 1 and "Fact 5 " in verified(home)[1]


def test_a_line_slipped_in_is_named(home: Path) -> None:
    by_hand(home, "delete from fact where id = 5")
    city = open_city(Settings(home=home), ())
    with city.work(by="rounds") as work:
        seal(work)  # 10 to 12
    by_hand(home, "update fact set id = 100 where id = 12", "update fact set id = 101 where id = 11")
    code, said = verified(home)
    assert code == 1 and "Fact 5 was removed" in said
    city.engine.dispose()


def test_a_line_put_where_there_was_none_is_named(tmp_path: Path) -> None:
    city = open_city(Settings(home=tmp_path), ())
    with city.work(by="somebody") as work:
        join_hashed(work, "a", "a", "")
        join_hashed(work, "b", "b", "")
    by_hand(tmp_path, "update fact set id = 10 where id = 2")  # numbers have gaps where a transaction was undone
    digest_again(tmp_path, 10)
    with city.work(by="rounds") as work:
        seal(work)
    city.engine.dispose()
    assert verified(tmp_path)[0] == 0
    by_hand(
        tmp_path,
        "insert into fact (id, kind, at, by, acting_for, about, body, digest) "
        "select 5, kind, at, by, acting_for, about, body, digest from fact where id = 1",
    )
    digest_again(tmp_path, 5)
    code, said = verified(tmp_path)
    assert code == 1 and "Fact 5 (MemberJoined) was slipped in" in said


def test_two_swapped_lines_are_found(home: Path) -> None:
    by_hand(home, *(f"update fact set id = {new} where id = {old}" for old, new in ((4, 99), (5, 4), (99, 5))))
    code, said = verified(home)
    assert code == 1 and "Fact 4 " in said


def _leaf_forged(home: Path) -> list[str]:
    """A line changed together with its leaf."""
    by_hand(home, "update fact set by = 'another' where id = 5")
    digest_again(home, 5)
    with closing(sqlite3.connect(home / "city.db")) as database:
        leaves = json.loads(database.execute("select leaves from seal where id = 2").fetchone()[0])
        digest = database.execute("select digest from fact where id = 5").fetchone()[0]
    leaves = [[number, digest if number == 5 else kept] for number, kept in leaves]
    return [f"update seal set leaves = '{json.dumps(leaves)}' where id = 2"]


SEAL_EDITS = {
    "root": "update seal set root = chain where id = 2",
    "chain": "update seal set chain = root where id = 2",
    "first": "update seal set first = 5 where id = 2",
    "last": "update seal set last = 5 where id = 2",
    "leaves emptied": "update seal set leaves = '[]' where id = 2",
    "leaves that are none": "update seal set leaves = '[[4, \"x\"]]' where id = 2",
    "leaves of numbers": "update seal set leaves = '[1, 2, 3]' where id = 2",
    "removed": "delete from seal where id = 2",
    "first removed": "delete from seal where id = 1",
    "swapped": "update seal set id = case id when 1 then 102 else 1 end where id in (1, 2)",
}


@pytest.mark.parametrize("edit", SEAL_EDITS)
def test_an_edited_seal_is_named(home: Path, edit: str) -> None:
    by_hand(home, SEAL_EDITS[edit])
    code, said = verified(home)
    assert code == 1 and "Seal" in said and "was changed or a seal before it is missing" in said, said


def test_a_line_changed_together_with_its_leaf_breaks_the_seal(home: Path) -> None:
    by_hand(home, *_leaf_forged(home))
    code, said = verified(home)
    assert code == 1 and "Seal 2" in said


@pytest.mark.parametrize("edit", ["body = '{}'", "by = 'another'", "at = '2020-01-01 00:00:00.000000'", "body = 'x'"])
def test_an_edited_line_that_is_not_sealed_yet_is_named(home: Path, edit: str) -> None:
    by_hand(home, f"update fact set {edit} where id = 11")
    code, said = verified(home)
    assert code == 1 and "Fact 11" in said and "before it was sealed" in said


def test_what_was_edited_before_it_was_sealed_stays_found_afterwards(home: Path) -> None:
    by_hand(home, "update fact set by = 'another' where id = 11")
    city = open_city(Settings(home=home), ())
    with city.work(by="rounds") as work:
        seal(work)
    city.engine.dispose()
    assert verified(home)[0] == 1 and "Fact 11" in verified(home)[1]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    city = open_city(Settings(home=tmp_path), ())
    with city.work(by="somebody") as work:
        for number in range(5000):
            work.tell(MemberJoined(member=number))
    with city.work(by="rounds") as work:
        seal(work)
    city.engine.dispose()
    return tmp_path


def test_more_facts_than_one_seal_holds_are_sealed_and_checked(many: Path) -> None:
    assert verified(many)[0] == 0
    by_hand(many, "delete from fact where id = 4097")
    assert "Fact 4097 was removed" in verified(many)[1]
