"""How one gets in: a password, a second step, and what wrong tries cost."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.errors import TooOften
from cityloop.people.logins import actions as logins
from cityloop.people.logins.rules import Signing, code_at
from tests.conftest import BOTH
from tests.people.doors import enter, entered, said_by, shown, with_authenticator
from tests.town import PASSWORD, SIGNING, Hands, Town

RFC_6238 = {59: "94287082", 1111111109: "07081804", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"}
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(("second", "digits"), RFC_6238.items())
def test_a_code_is_what_the_standard_says(second: int, digits: str) -> None:
    assert code_at(SECRET, second // 30) == digits[2:]  # the standard's have eight digits, ours are their last six


@BOTH
def test_a_second_step_is_set_up_asked_for_and_each_code_is_good_once(town: Town, clock: Hands) -> None:
    secret, _ = with_authenticator(town, town.desk("patrol"), clock)
    asked = enter(town, "patrol")
    assert (asked.status_code, asked.json()["error"]) == (401, "CodeAsked")
    assert enter(town, "patrol", code="000000").json()["error"] == "WrongCode"
    assert enter(town, "patrol", "wrong", shown(secret, clock)).json()["error"] == "WrongPassword"
    code = shown(secret, clock)
    assert entered(town, "patrol", code=code).get("/api/session").json()["login"] == "patrol"
    assert enter(town, "patrol", code=code).json()["error"] == "WrongCode"
    clock.forward(seconds=30)
    assert enter(town, "patrol", code=shown(secret, clock)).status_code == 200


def test_a_clock_may_be_a_step_off_and_no_more(town: Town, clock: Hands) -> None:
    secret, _ = with_authenticator(town, town.desk("patrol"), clock)
    clock.forward(minutes=5)
    for off, good in ((2, False), (-2, False), (-1, True), (1, True)):
        assert (enter(town, "patrol", code=shown(secret, clock, off)).status_code == 200) is good, off


@BOTH
def test_a_recovery_code_opens_once_and_is_kept_as_a_digest(town: Town, clock: Hands) -> None:
    _, codes = with_authenticator(town, town.desk("patrol"), clock)
    assert len(set(codes)) == 10
    desk = entered(town, "patrol", code=codes[3].lower())
    assert desk.get("/api/account").json()["codes_left"] == 9
    assert enter(town, "patrol", code=codes[3]).json()["error"] == "WrongCode"
    assert enter(town, "patrol", code=codes[4]).status_code == 200


def test_a_lost_authenticator_is_ended_by_a_code_and_new_codes_end_the_old(town: Town, clock: Hands) -> None:
    desk = town.desk("patrol")
    secret, codes = with_authenticator(town, desk, clock)
    assert desk.post("/api/account/second-step/codes", code="000000").status_code == 401
    fresh = desk.post("/api/account/second-step/codes", code=shown(secret, clock)).json()["codes"]
    assert set(fresh) & set(codes) == set()
    assert enter(town, "patrol", code=codes[0]).status_code == 401
    assert desk.post("/api/account/second-step/end", code=fresh[0]).status_code == 204
    assert enter(town, "patrol").status_code == 200


@BOTH
def test_after_five_wrong_passwords_nothing_is_looked_at_until_it_ends_by_itself(town: Town, clock: Hands) -> None:
    assert [enter(town, "patrol", "wrong").status_code for _ in range(6)] == [401, 401, 401, 401, 401, 429]
    locked = enter(town, "patrol")
    assert (locked.status_code, locked.json()["error"], locked.headers["retry-after"]) == (429, "TooOften", "30")
    assert enter(town, "inspector").status_code == 200
    clock.forward(seconds=31)
    assert enter(town, "patrol").status_code == 200
    assert enter(town, "patrol", "wrong").status_code == 401


def test_pauses_grow_and_end(town: Town, clock: Hands) -> None:
    waits = []
    for _ in range(12):
        answer = enter(town, "patrol", "wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            clock.forward(seconds=waits[-1])
    assert waits == [30, 60, 120, 240]
    clock.forward(hours=1, seconds=1)
    assert [enter(town, "patrol", "wrong").status_code for _ in range(5)] == [401] * 5


def test_whether_a_login_exists_cannot_be_told_from_any_answer(town: Town, clock: Hands) -> None:
    def tried(login: str) -> list[tuple[int, str]]:
        return [(answer.status_code, answer.text) for answer in (enter(town, login, "wrong") for _ in range(7))]

    assert tried("patrol") == tried("nobody at all") == tried("另一个人")


def test_a_good_login_does_not_buy_tries_at_others_from_one_address(town: Town) -> None:
    answers = []
    for number in range(60):
        answers.append(enter(town, f"guess{number}", "wrong").status_code)
        if number % 10 == 0 and answers[-1] == 401:
            assert enter(town, "inspector").status_code == 200
    assert answers[:50] == [401] * 50 and set(answers[50:]) == {429}


def test_wrong_tries_are_counted_for_other_processes_and_after_a_restart_too(
    tmp_path: Path, town_map: Path, clock: Hands
) -> None:
    with Town.founded(tmp_path / "city", town_map, clock) as town:
        for _ in range(5):
            enter(town, "patrol", "wrong")
        other = open_city(Settings(home=tmp_path / "city"), town.city.scenarios, clock)
        with pytest.raises(TooOften), other.work(by="patrol") as work:
            logins.knock(work, "patrol", "10.0.0.9")
        other.engine.dispose()


def test_many_tries_at_once_count_as_many(town: Town) -> None:
    answers: list[int] = []

    def guess() -> None:
        answers.append(enter(town, "patrol", "wrong").status_code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [401] * 5 + [429] * 7


@pytest.fixture
def strict(tmp_path: Path, town_map: Path, clock: Hands) -> Iterator[Town]:
    """A town that asks inspectors for a second step."""
    signing = Signing(idle=SIGNING.idle, second_step=frozenset({"inspector"}))
    with Town.founded(tmp_path / "city", town_map, clock, signing=signing) as town:
        yield town


def test_where_a_duty_asks_for_a_second_step_nothing_is_seen_before_one_is_set_up(strict: Town, clock: Hands) -> None:
    answer = enter(strict, "inspector")
    assert answer.json()["todo"] == "second_step"
    desk = entered(strict, "inspector")
    assert desk.get("/api/session").json()["todo"] == "second_step"
    refused = desk.get("/api/cases")
    assert (refused.status_code, refused.json()["error"]) == (403, "SecondStepFirst")
    assert desk.get("/sta/v1.1/Things").status_code == 403
    with_authenticator(strict, desk, clock)
    assert desk.get("/api/cases").status_code == 200
    assert entered(strict, "patrol").get("/api/cases").status_code == 200


def test_a_password_is_changed_with_the_old_one_and_other_desks_are_closed(town: Town) -> None:
    here, there = town.desk("patrol"), town.desk("patrol")
    for bad in ("short", "patrol", PASSWORD):
        answer = here.post("/api/account/password", old=PASSWORD, new=bad)
        assert (answer.status_code, answer.json()["error"]) == (422, "WeakPassword"), bad
    assert here.post("/api/account/password", old="wrong", new="a better secret").status_code == 401
    assert here.post("/api/account/password", old=PASSWORD, new="a better secret").status_code == 204
    assert here.get("/api/session").status_code == 200
    assert there.get("/api/session").status_code == 401
    assert enter(town, "patrol").status_code == 401
    assert enter(town, "patrol", "a better secret").status_code == 200


def test_a_stolen_desk_does_not_let_one_guess_the_password(town: Town) -> None:
    desk = town.desk("patrol")
    tried = [desk.post("/api/account/password", old=f"guess {n}", new="mine from now on").status_code for n in range(7)]
    assert tried == [401] * 5 + [429] * 2


@BOTH
def test_a_password_an_administrator_sets_is_good_once_and_for_choosing_another(town: Town, clock: Hands) -> None:
    admin, old = town.hire("admin", "access_admin", "500103"), town.desk("patrol")
    given = admin.post("/api/access/members/patrol/password").json()["password"]
    assert old.get("/api/session").status_code == 401
    desk = entered(town, "patrol", given)
    assert desk.get("/api/cases").json()["error"] == "ChooseFirst"
    assert desk.get("/api/account").status_code == 200
    assert desk.post("/api/account/password", old=given, new="a better secret").status_code == 204
    assert desk.get("/api/cases").status_code == 200
    assert enter(town, "patrol", given).status_code == 401
    second = admin.post("/api/access/members/patrol/password").json()["password"]
    clock.forward(days=3, seconds=1)
    assert enter(town, "patrol", second).status_code == 401
    assert [fact["by"] for fact in said_by(town, "PasswordSet")] == ["admin", "admin"]


def test_a_password_without_a_second_step_opens_no_back_door(strict: Town, clock: Hands) -> None:
    things = "/sta/v1.1/Things"
    assert strict.http.get(things, auth=("patrol", PASSWORD)).status_code == 200
    assert strict.http.get(things, auth=("inspector", PASSWORD)).status_code == 401
    with_authenticator(strict, strict.desk("patrol"), clock)
    clock.forward(minutes=2)
    assert strict.http.get(things, auth=("patrol", PASSWORD)).status_code == 401
    assert [strict.http.get(things, auth=("clerk", "wrong")).status_code for _ in range(6)] == [401] * 5 + [429]
