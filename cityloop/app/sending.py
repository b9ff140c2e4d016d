"""Sending: the threads that empty the outbox, channel by channel, so that one that is slow holds up no other."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

from cityloop.app.city import City
from cityloop.kit.errors import Refused, Unreachable
from cityloop.kit.outside import Broken, Networks
from cityloop.people.channels import queries as channels
from cityloop.people.channels.channel import Became, Channel, Ground, Letter, Outcome, PushKey
from cityloop.people.channels.queries import Outlet
from cityloop.people.notices import outbox
from cityloop.people.notices.letters import written
from cityloop.people.notices.outbox import Sheaf

log = logging.getLogger(__name__)

LANES = 8  # threads that send
LANES_EACH = 2  # of these for one channel
IDLE_S = 1.0
BY = "notices"


@dataclass
class Sending:
    """`inner` are the networks inside that may be called, `public` the address at which the city's pages are reached."""

    city: City
    inner: Networks = ()
    public: str = ""

    def __post_init__(self) -> None:
        self._ends, self._lock = threading.Event(), threading.Lock()
        self._busy: Counter[int] = Counter()
        self._pool = ThreadPoolExecutor(LANES, "sending")
        self._thread = threading.Thread(target=self._keep, name="notices", daemon=True)
        self._open: dict[int, tuple[int, Channel]] = {}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is being said is said to its end; what waits, waits."""
        self._ends.set()
        self._thread.join()
        self._pool.shutdown()

    def turn(self) -> int:
        """Send all that is due now, here and at once. How many letters that were."""
        sent = 0
        while some := sum(self.pump(outlet) for outlet in self._due()):
            sent += some
        return sent

    def _keep(self) -> None:
        while not self._ends.is_set():
            try:
                for outlet in self._due():
                    self._begin(outlet)
            except Exception:  # the database is away; the thread waits and goes on
                log.exception("the outbox could not be looked at")
            self._ends.wait(IDLE_S)

    def _due(self) -> list[Outlet]:
        with self.city.glance(by=BY) as work:
            due = outbox.due_outlets(work)
            return [one for one in channels.outlets(work) if one.id in due and not one.paused]

    def _begin(self, outlet: Outlet) -> None:
        """Put as many lanes to a channel as it may have; each goes on until nothing of it is due."""
        with self._lock:
            free = LANES_EACH - self._busy[outlet.id]
            self._busy[outlet.id] += free
        for _ in range(free):
            self._pool.submit(self._drain, outlet)

    def _drain(self, outlet: Outlet) -> None:
        try:
            while not self._ends.is_set() and self.pump(outlet):
                pass
        except Exception:
            log.exception("channel %s could not send", outlet.name)
        finally:
            with self._lock:
                self._busy[outlet.id] -= 1

    def pump(self, outlet: Outlet) -> int:
        """Claim some of what is due by this channel and send it. How many letters that were."""
        worker = uuid4().hex
        try:
            channel = self._opened(outlet)
        except Refused as refused:
            log.error("channel %s is not set up rightly: %s", outlet.name, refused)
            return 0
        with self.city.work(by=BY) as work:
            sheaves = outbox.claim(work, outlet, worker, keyed=channel.keyed)
            letters = [written(work, sheaf, self.public) for sheaf in sheaves]
        for sheaf, letter in zip(sheaves, letters, strict=True):
            if self._ends.is_set():
                break  # its lease ends, and another sends it
            self._send(channel, sheaf, letter, worker)
        return len(sheaves)

    def _send(self, channel: Channel, sheaf: Sheaf, letter: Letter, worker: str) -> None:
        with self.city.work(by=BY) as work:
            mine = outbox.begin(work, sheaf, worker)
        if not mine:
            return
        outcome = said(lambda: channel.send(sheaf.to, letter, sheaf.key))
        with self.city.work(by=BY) as work:
            outbox.settle(work, sheaf, worker, outcome, keyed=channel.keyed)

    def _opened(self, outlet: Outlet) -> Channel:
        """The channel, opened anew when it was changed."""
        known = self._open.get(outlet.id)
        if known is None or known[0] != outlet.version:
            with self.city.glance(by=BY) as work:
                ground = Ground(now=self.city.clock, inner=self.inner, push_key=self._push_key)
                known = self._open[outlet.id] = outlet.version, channels.opened(work, outlet, ground)
        return known[1]

    def _push_key(self, public: str) -> PushKey | None:
        with self.city.glance(by=BY) as work:
            return channels.push_key_of(work.session, public)


def said(send: Callable[[], Outcome]) -> Outcome:
    """What became of it, however it ended. A fault of a plug-in ends like a connection that broke: nobody knows."""
    try:
        return send()
    except Broken as failure:
        return Outcome(Became.doubtful, str(failure))
    except Unreachable as failure:
        return Outcome(Became.later, str(failure))
    except Refused as refused:
        return Outcome(Became.never, str(refused))
    except Exception as fault:
        log.exception("a channel failed")
        return Outcome(Became.doubtful, repr(fault)[:200])
