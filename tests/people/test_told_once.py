"""Nothing is said twice after a crash and nothing is forgotten; and where that cannot be known, it is said so."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

from sqlalchemy import func, select

from cityloop.app.sending import Sending
from cityloop.kit.work import Work
from cityloop.people.channels import queries as channels
from cityloop.people.notices import outbox
from cityloop.people.notices.posting import Tidings, post
from cityloop.people.notices.rules import Occasion
from cityloop.people.notices.tables import Notice
from tests.conftest import BOTH
from tests.people.telling import LOOPBACK, SMS, Letterbox, Told
from tests.stories.moves import FAST
from tests.town import Hands, Town

SENDER = """
import sys
from datetime import datetime
from pathlib import Path
from cityloop.app.scenarios import installed
from cityloop.app.sending import Sending
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.outside import networks
home, database, now = sys.argv[1:]
city = open_city(Settings(home=Path(home), database=database), installed(), lambda: datetime.fromisoformat(now))
print("ready", flush=True)
Sending(city, networks("127.0.0.0/8")).turn()
print("done", flush=True)
"""


def process(town: Town) -> "subprocess.Popen[str]":
    """A worker in a process of its own, on the town's database."""
    database = town.city.engine.url
    said = "" if database.drivername == "sqlite" else database.render_as_string(hide_password=False)
    command = [sys.executable, "-c", SENDER, str(town.city.home), said, town.clock().isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": os.getcwd()})


def tell(work: Work, number: int, login: str = "patrol", urgent: bool = False) -> int:
    said = {"subject": f"渝D·K{number:04}", "warning": 4}
    tidings = Tidings(
        fact=number, occasion=Occasion.case_dispatched, about=f"case:{number}", area="500103", at=work.now,
        urgent=urgent, logins=(login,), said=said,
    )  # fmt: skip
    return post(work, tidings)


def being_said(town: Town) -> int:
    with town.city.glance(by="test") as work:
        saying = select(func.count()).where(Notice.state == "sending", Notice.begun.is_not(None))
        return work.session.scalar(saying) or 0


def told_of(town: Town, count: int, first: int = 1) -> None:
    with town.city.work(by="loop") as work:
        assert sum(tell(work, first + number) for number in range(count)) == count


@BOTH
def test_a_worker_killed_while_it_sends_tells_a_receiver_that_minds_keys_once(town: Town, told: Told, clock: Hands) -> None:
    told.sms("slow/0.3/sms")
    told.reach(town.desk("patrol"), "mobile", "13800000001")
    told_of(town, 5)
    with process(town) as worker:
        assert worker.stdout and worker.stdout.readline() == "ready\n"
        while len(told.at.heard("sms")) < 2:
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
    assert told.sending.turn() == 0, "what it had claimed is its own until the lease ends"
    clock.forward(minutes=6)
    told.sending.turn()
    assert len(told.at.heard("sms")) == 5
    assert Counter(one["state"] for one in told.outbox()) == {"sent": 5}


@BOTH
def test_a_worker_killed_while_it_sends_leaves_one_in_doubt_where_no_key_is_known(town: Town, told: Told, clock: Hands) -> None:
    settings = {"url": f"{told.at}/slow/0.5/sms", **SMS, "keyed": False}
    told.channel("sms", settings, {"secret": "a secret of the provider"})
    told.reach(town.desk("patrol"), "mobile", "13800000001")
    told_of(town, 4)
    with process(town) as worker:
        assert worker.stdout and worker.stdout.readline() == "ready\n"
        while not being_said(town):
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
    clock.forward(minutes=6)
    told.sending.turn()
    states = Counter(one["state"] for one in told.outbox())
    assert states == {"doubtful": 1, "sent": 3}
    heard = [one["body"] for one in told.at.heard("sms")]
    assert len(heard) == len(set(heard)) <= 4
    (doubt,) = told.outbox(state="doubtful")
    assert doubt["why"] == outbox.CUT
    told.operator.post(f"/api/notices/{doubt['id']}/again")
    told.sending.turn()
    assert Counter(one["state"] for one in told.outbox()) == {"sent": 4}


def test_a_mail_whose_server_broke_off_after_the_last_word_is_not_sent_again(
    town: Town, told: Told, mails: tuple[Letterbox, int], clock: Hands
) -> None:
    box, port = mails
    box.behaves = "cuts"
    told.mail(port)
    told.reach(town.desk("patrol"), "mail", "patrol@example.org")
    told_of(town, 1)
    for _ in range(3):
        told.sending.turn()
        clock.forward(hours=1)
    assert len(box.mails) == 1
    assert told.states() == [("mail", "doubtful")]


def test_a_mail_refused_for_now_is_tried_again_and_one_refused_for_good_is_not(
    town: Town, told: Told, mails: tuple[Letterbox, int], clock: Hands
) -> None:
    box, port = mails
    told.mail(port)
    for name in ("full", "nobody"):
        told.reach(town.desk("patrol"), "mail", f"{name}@example.org")
    with town.city.work(by="loop") as work:
        assert tell(work, 1) == 2
    told.sending.turn()
    assert sorted(state for _, state in told.states()) == ["failed", "given_up"]
    box.behaves = "has room"
    clock.forward(minutes=2)
    told.sending.turn()
    assert sorted(state for _, state in told.states()) == ["given_up", "sent"]
    assert box.to == ["full@example.org"]


def test_a_fact_that_is_read_twice_is_told_of_once(town: Town, told: Told) -> None:
    told.sms()
    told.reach(town.desk("patrol"), "mobile", "13800000001")
    with town.city.work(by="loop") as work:
        assert [tell(work, 1), tell(work, 1)] == [1, 0]


@BOTH
def test_several_processes_share_a_channel_and_none_sends_what_another_has(town: Town, told: Told) -> None:
    told.sms()
    told.reach(town.desk("patrol"), "mobile", "13800000001")
    told_of(town, 60)
    others = [Sending(town.city, LOOPBACK) for _ in range(3)]
    threads = [threading.Thread(target=one.turn) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bodies = [one["body"] for one in told.at.heard("sms")]
    assert len(bodies) == len(set(bodies)) == 60
    with town.city.glance(by="test") as work:
        assert set(
            work.session.execute(select(Notice.state, Notice.tries, func.count()).group_by(Notice.state, Notice.tries))
        ) == {("sent", 1, 60)}


def test_a_channel_sends_no_more_in_a_minute_than_it_may(town: Town, told: Told, clock: Hands) -> None:
    settings = {"url": f"{told.at}/sms", **SMS}
    told.channel("sms", settings, {"secret": "a secret of the provider"}, a_minute=7)
    told.reach(town.desk("patrol"), "mobile", "13800000001")
    told_of(town, 20)
    sent = []
    for _ in range(3):
        told.sending.turn()
        sent.append(len(told.at.heard("sms")))
        clock.forward(seconds=61)
    assert sent == [7, 14, 20]


def test_ten_thousand_notices_that_wait_do_not_slow_what_people_do(town: Town, told: Told) -> None:
    told.sms("slow/0.01/sms")
    told.reach(town.desk("patrol"), "mobile", "13800000001")
    told_of(town, 1)
    with town.city.work(by="loop") as work:
        (one,) = work.session.scalars(select(Notice))
        same = {column.name: getattr(one, column.name) for column in Notice.__table__.columns if column.name != "id"}
        rows = [same | {"key": f"k{n}", "token": f"t{n}", "fact": n} for n in range(2, 10_002)]
        work.session.execute(Notice.__table__.insert(), rows)  # type: ignore[attr-defined]
        outlet = channels.outlets(work)[0]
        began = time.perf_counter()
        outbox.claim(work, outlet, "a worker", keyed=True)
        assert time.perf_counter() - began < 0.1
    told.sending.start()
    try:
        for number in range(3):
            began = time.perf_counter()
            town.drive(f"渝D·K{number:04}", *FAST)
            assert time.perf_counter() - began < 3
    finally:
        told.sending.stop()
    assert len(told.at.heard("sms")) > 3
