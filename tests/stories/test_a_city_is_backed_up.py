"""A city is backed up while it works, restored elsewhere, and goes on as if it had never stopped."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from cityloop.app import backing
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit import facts, seals
from tests.conftest import BOTH, LITE
from tests.town import PEOPLE, Town

FAST = (70, 72, 75, 71, 74, 73, 72)


def _lines(town: Town, subject: str, count: int) -> list[dict[str, object]]:
    at = town.clock().isoformat()
    return [{"signal": "trucks.position", "subject": f"{subject}-{n}", "at": at, "value": 30.0} for n in range(count)]


class Load:
    """Readings sent, facts told and the lake turned, as fast as it goes, until it is stopped."""

    def __init__(self, town: Town) -> None:
        self.town, self.acknowledged, self.failure = town, 0, ""
        self._stops, self.runs = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._go)

    def __enter__(self) -> "Load":
        self._thread.start()
        assert self.runs.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._stops.set()
        self._thread.join()

    def _go(self) -> None:
        desk, turn = self.town.desk("dispatcher"), 0
        while not self._stops.is_set():
            turn += 1
            sent = self.town.send(f"load {turn}", _lines(self.town, f"load-{turn}", 20))
            self.failure += "" if sent.status_code == 200 else sent.text
            self.acknowledged += 20
            desk.photo()
            self.town.hire(f"new-{turn}", "clerk", "500103001")
            self.town.city.settle()
            self.town.city.all_rounds()
            self.town.city.frames.log.turn_over()
            self.town.city.keep_lake()
            for fold in self.town.city.folds:
                self.town.city.frames.states.save(fold)
            if turn > 1:
                self.runs.set()


def _settings(town: Town, database: str) -> Settings:
    return Settings(home=town.city.home, database=database)


@BOTH
def test_a_backup_taken_under_load_is_a_city_that_goes_on(town: Town, tmp_path: Path, database: str) -> None:
    town.drive("渝A1", *FAST)
    before = town.desk("dispatcher").alerts("渝A1")
    with Load(town) as load:
        acknowledged, told = load.acknowledged, town.city.newest_fact()
        about = backing.back_up(_settings(town, database), tmp_path / "backup", town.clock())
    assert (load.failure, len(before)) == ("", 1)
    assert town.city.newest_fact() > told  # facts came all the time
    assert backing.checked(tmp_path / "backup") == about
    backing.restore(tmp_path / "backup", Settings(home=tmp_path / "again"))
    city = open_city(Settings(home=tmp_path / "again"), installed(), town.clock)
    city.frames.open()
    assert city.frames.log.end >= acknowledged + len(FAST)
    assert city.newest_fact() >= told
    city.settle()
    city.all_rounds()
    city.keep_lake()
    with city.glance(by="operator") as work:
        assert list(seals.breaks(work.session)) == []
        assert [row.body for row in facts.since(work.session, 0, told)] == _bodies(town, told)
        found = work.session.execute(text("select subject from alert where detector = 'trucks.overspeed'")).all()
        stored = work.session.execute(text("select sum(count) from tally where what = 'stored'")).scalar_one()
    assert [row.subject for row in found] == ["渝A1"]
    signal = [number for number in city.frames.signals.known_of(["trucks.position"]) if number is not None]
    held = city.frames.log.window(signal, 0, 1 << 50)
    assert stored >= held.at.size >= acknowledged + len(FAST)
    city.frames.close()
    city.engine.dispose()


def _bodies(town: Town, told: int) -> list[object]:
    with town.city.glance(by="operator") as work:
        return [row.body for row in facts.since(work.session, 0, told)]


@LITE
def test_a_city_moves_from_one_kind_of_database_to_the_other_and_back(
    town: Town, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    town.drive("渝A1", *FAST)
    first = backing.back_up(_settings(town, ""), tmp_path / "first", town.clock())
    there = Settings(home=tmp_path / "there", database=new_database())
    backing.restore(tmp_path / "first", there)
    city = open_city(there, installed(), town.clock)
    with city.work(by="founder") as work:  # numbers go on after the last
        work.session.execute(text("select 1"))
        facts.cursor_of(work.session, "somebody new")
    city.engine.dispose()
    second = backing.back_up(there, tmp_path / "second", town.clock())
    assert second.tables == first.tables | {"cursor": first.tables["cursor"] + 1}
    assert (second.chain, second.facts) == (first.chain, first.facts)
    third = backing.restore(tmp_path / "second", Settings(home=tmp_path / "back"))
    assert third.database == "postgresql"
    again = open_city(Settings(home=tmp_path / "back"), installed(), town.clock)
    with again.glance(by="operator") as work:
        assert list(seals.breaks(work.session)) == []
        assert len(work.session.execute(text("select login from member")).all()) == len(PEOPLE)
    again.engine.dispose()


def test_a_torn_backup_is_refused_and_nothing_of_it_is_left(town: Town, tmp_path: Path) -> None:
    town.drive("渝A1", *FAST)
    whole, settings = tmp_path / "whole", Settings(home=tmp_path / "new")
    backing.back_up(_settings(town, ""), whole, town.clock())
    with pytest.raises(backing.Taken):
        backing.back_up(_settings(town, ""), whole, town.clock())
    for number, harm in enumerate((_cut, _lose, _slip_in, _no_manifest)):
        torn = shutil.copytree(whole, tmp_path / f"torn{number}")
        harm(torn)
        with pytest.raises(backing.Torn):
            backing.checked(torn)
        with pytest.raises(backing.Torn):
            backing.restore(torn, settings)
        assert not settings.home.exists() or not list(settings.home.iterdir())
    backing.restore(whole, settings)
    with pytest.raises(backing.NotEmpty):
        backing.restore(whole, settings)


def _cut(folder: Path) -> None:
    file = folder / "tables" / "fact.jsonl.zst"
    file.write_bytes(file.read_bytes()[:-1] + b"x")


def _lose(folder: Path) -> None:
    (folder / "frames" / "subjects.names").unlink()


def _slip_in(folder: Path) -> None:
    (folder / "files" / "more").write_text("more")


def _no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()
