"""What can wait over the night waits until the quiet is over, and is said once, whichever process is there by then."""

from dataclasses import replace

import pytest

from cityloop.app.sending import Sending
from tests.conftest import BOTH
from tests.people.telling import LOOPBACK, Letterbox, Told
from tests.people.test_told_once import process, told_of
from tests.town import Hands, Town

pytestmark = BOTH


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-03-02 21:30")


@pytest.fixture
def box(town: Town, told: Told, mails: tuple[Letterbox, int]) -> Letterbox:
    """The letterbox of somebody who sleeps from ten to seven and wants one mail an hour."""
    found, port = mails
    told.mail(port)
    patrol = town.desk("patrol")
    told.reach(patrol, "mail", "patrol@example.org")
    assert patrol.put("/api/notices/habit", quiet_since=22 * 60, quiet_until=7 * 60, digest="hourly").status_code == 200
    return found


def restarted(town: Town) -> Sending:
    """Another process on the same database: whatever the first one knew beside that is gone."""
    return Sending(replace(town.city), LOOPBACK)


def sent_by_another_process(town: Town) -> None:
    with process(town) as worker:
        assert worker.wait(60) == 0


def test_a_digest_waits_over_midnight_and_a_restart_and_is_one_mail_in_the_morning(
    town: Town, told: Told, box: Letterbox, clock: Hands
) -> None:
    told_of(town, 2)
    clock.forward(minutes=30)
    assert told.sending.turn() == 0, "the digest of ten comes into the quiet"
    clock.forward(hours=1, minutes=50)
    told_of(town, 1, first=3)
    clock.forward(minutes=20)
    told_of(town, 1, first=4)
    assert restarted(town).turn() == 0, "ten past midnight is as quiet as ten to"
    assert {one["state"] for one in told.outbox()} == {"waiting"}, "what is held back is seen"
    clock.forward(hours=6, minutes=49)
    assert restarted(town).turn() == 0
    clock.forward(minutes=1)
    sent_by_another_process(town)
    (mail,) = box.mails
    assert str(mail["Subject"]) == "4 条通知"
    assert {one["state"] for one in told.outbox()} == {"sent"}
    assert (told.sending.turn(), restarted(town).turn(), len(box.mails)) == (0, 0, 1)


def test_a_city_that_was_away_when_a_digest_was_due_does_not_send_it_into_the_night(
    town: Town, told: Told, box: Letterbox, clock: Hands
) -> None:
    clock.forward(hours=-2)
    told_of(town, 3)
    clock.forward(hours=4)
    assert restarted(town).turn() == 0, "due at eight in the evening, and now it is half past eleven"
    assert [one["due"][11:16] for one in told.outbox()] == ["23:00"] * 3, "seven in the morning, in UTC"
    clock.forward(hours=7, minutes=30)
    sent_by_another_process(town)
    assert [str(mail["Subject"]) for mail in box.mails] == ["3 条通知"]


def test_one_that_failed_before_the_quiet_is_not_tried_in_it_and_comes_once_after(
    town: Town, told: Told, mails: tuple[Letterbox, int], clock: Hands
) -> None:
    _, port = mails
    told.mail(port)
    patrol = town.desk("patrol")
    told.reach(patrol, "mail", "full@example.org")
    assert patrol.put("/api/notices/habit", quiet_since=22 * 60, quiet_until=7 * 60).status_code == 200
    clock.forward(minutes=29, seconds=55)
    told_of(town, 1)
    told.sending.turn()
    assert [one["state"] for one in told.outbox()] == ["failed"]
    mails[0].behaves = "has room"
    clock.forward(minutes=5)
    assert restarted(town).turn() == 0
    clock.forward(hours=9)
    assert restarted(town).turn() == 1
    assert [one["state"] for one in told.outbox()] == ["sent"]
