"""Turning: the threads that keep the loop going, and what they say of themselves."""

import logging
import threading
from datetime import datetime
from queue import SimpleQueue

from cityloop.app.city import City
from cityloop.app.hearing import Hearing
from cityloop.app.roles import Lead, Role
from cityloop.app.rounds import ROUNDS
from cityloop.app.settings import beat
from cityloop.kit.frames.states import Copy
from cityloop.sense.vitals import queries as vitals

log = logging.getLogger(__name__)

IDLE_S = 1.0  # longest sleep of a thread that has nothing to do
LOOK_S = 0.2  # between two looks at how fast readings come, at least
BREATH_S = 0.02  # between two passes over the readings, so that a pass has something to do and the door some air
CHECKPOINT_S = 5.0  # from one checkpoint of a fold to the next, at least
SELDOM_S = 60.0  # the state of all vital signs is large, and what it has read since is soon read again
RUSH = 1_000_000  # readings a second: from there on the lake leaves the processors to the door
BEHIND = 64  # closed segments the lake may be behind for that; they hold a million readings each
SHARE = 0.002  # of the time, at most, in which readings wait because the state of a fold is being copied


class Turning:
    """The threads of a process, by its role. Where the reading log is held one reads readings, one keeps the lake, one puts
    copies of what the folds remember on disk, and one writes up what is over, and reads it again for who tries something. Where
    the loop turns one hands facts over and one goes the rounds. Beside them one hears what other processes tell."""

    def __init__(self, city: City, role: Role = Role.all) -> None:
        self._city, self.role = city, role
        self._ends = threading.Event()
        self._lead, self._hearing = Lead(city.engine), Hearing(city.engine, city.hear)
        reading = {"readings": self._readings} if role.holds_log else {}
        loop = reading | ({"facts": self._facts, "rounds": self._rounds} if role is not Role.web else {})
        beside = {"lake": self._lake, "states": self._states, "past": self._past} if role.holds_log else {}
        self._turned = dict.fromkeys(loop, False)
        self._read_all: datetime = city.clock()
        self._due: dict[str, float] = {}  # when the next checkpoint of a fold is, as `beat` counts
        self._looked = 0.0
        self._pace = beat(), city.frames.log.end if role.holds_log else 0, 0.0  # when the log was looked at, its end, its growth
        self._whole, self._told, self._waiting = 0.0, 0, set[str]()  # what `_facts` knows of what there is to hand over
        self._copies: SimpleQueue[Copy | None] = SimpleQueue()
        self._writing: set[str] = set()
        self._threads = [
            threading.Thread(target=self._keep, args=(name, turn), name=name, daemon=True)
            for name, turn in (loop | beside).items()
        ]

    def start(self) -> None:
        if self.role.holds_log:
            self._city.begin_folds()
        self._last = {one.name: self._city.clock() for one in ROUNDS}
        self._hearing.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ends.set()
        with self._city.told:
            self._city.told.notify_all()
        self._hearing.stop()
        if self.role.holds_log:
            self._city.frames.log.wake()
            self._copies.put(None)
        for thread in self._threads:
            thread.join()
        self._lead.leave()
        if self.role.holds_log:
            for fold in self._city.folds:
                self._city.frames.states.save(fold)

    def health(self) -> dict[str, object]:
        """Whether the loop turns, and since how many seconds the oldest unread fact and reading wait."""
        city, now = self._city, self._city.clock()
        facts = city.waiting_facts()
        about = {
            "role": self.role.value,
            "turning": all(self._turned.values()) and all(thread.is_alive() for thread in self._threads),
            "oldest_unread_fact_s": max((_seconds(now, since) for since in facts.values()), default=0.0),
            "stuck": {name: why.partition("(")[0] for name, why in city.stuck().items()},
            "facts": city.newest_fact(),
        }
        return about | (self._log_health(now) if self.role.holds_log else {})

    def _log_health(self, now: datetime) -> dict[str, object]:
        city, behind = self._city, self._city.unread()
        return {
            "oldest_unread_reading_s": _seconds(now, self._read_all) if behind else 0.0,
            "unread_readings": behind,
            "readings": city.frames.log.end,
            "lake": city.frames.rolling.health(),
        }

    def _keep(self, name: str, turn: object) -> None:
        assert callable(turn)
        while not self._ends.is_set():
            try:
                turn()
            except Exception:  # outside any one reader: the database is away; the thread waits and goes on
                self._hears(name, False)
                log.exception("the %s could not turn", name)
                self._ends.wait(IDLE_S)
            else:
                self._hears(name, True)

    def _hears(self, name: str, turned: bool) -> None:
        """The loop turns without the lake; what is wrong with that is said by itself."""
        if name in self._turned:
            self._turned[name] = turned

    def _readings(self) -> None:
        city = self._city
        end, now = city.frames.log.end, city.clock()
        if not city.read_on():
            self._read_all = now
            city.frames.log.wait(end, IDLE_S, self._ends.is_set)
        else:
            self._ends.wait(BREATH_S)
        self._checkpoint()

    def _checkpoint(self) -> None:
        """Copy the states that are due, for another thread to write. What takes long to copy is copied less often."""
        if beat() < self._looked + IDLE_S:
            return
        self._looked = beat()
        for fold in self._city.folds - self._writing:
            began, least = beat(), SELDOM_S if fold == vitals.READER else CHECKPOINT_S
            if self._due.setdefault(fold, began + least) > began:
                continue
            copy = self._city.frames.states.copy(fold)
            self._due[fold] = beat() + max(least, (beat() - began) / SHARE)
            if copy:
                self._writing.add(fold)
                self._copies.put(copy)

    def _states(self) -> None:
        copy = self._copies.get()
        if copy is None:
            return
        try:
            self._city.frames.states.write(copy)
        finally:
            self._writing.discard(copy.reader)

    def _lake(self) -> None:
        self._city.keep_lake(self._rush)
        self._ends.wait(IDLE_S)

    def _rush(self) -> bool:
        """Whether readings come so fast that the lake had better wait, and may."""
        since, end, rate = self._pace
        now, grown = beat(), self._city.frames.log.end
        if now - since >= LOOK_S:
            rate = (grown - end) / (now - since)
            self._pace = now, grown, rate
        return rate > RUSH and self._city.frames.rolling.waiting < BEHIND

    def _facts(self) -> None:
        """Ask the readers of what was told since the last look and of what was handed over at it; now and then all of them, for
        one may have been let go on by another process."""
        city, heard = self._city, self._city.telling
        whole = beat() >= self._whole
        if whole:
            self._whole, self._told = beat() + IDLE_S, city.newest_fact()
        else:
            self._told, told = city.told_since(self._told)
            self._waiting |= told
        self._waiting = city.hand_over(self.role, None if whole else self._waiting)
        if not self._waiting:
            with city.told:
                city.told.wait_for(lambda: city.telling != heard or self._ends.is_set(), IDLE_S)

    def _rounds(self) -> None:
        leads = self.role.takes(needs_log=False) and self._lead.held()
        for one in ROUNDS:
            goes = self.role.takes(needs_log=True) if one.log else leads
            if goes and self._city.clock() - self._last[one.name] >= one.every:
                self._last[one.name] = self._city.clock()
                self._city.go_round(one)
        self._ends.wait(0.5)

    def _past(self) -> None:
        if not (self._city.write_up() or self._city.read_past(self._ends.is_set)):
            self._ends.wait(IDLE_S)


def _seconds(now: datetime, since: datetime) -> float:
    return max(0.0, round((now - since).total_seconds(), 3))
