"""A city: its scenarios, its stores and its clock. Everything that happens in it happens in a piece of work."""

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cityloop.app import hearing, loop
from cityloop.app.roles import Role
from cityloop.app.rounds import ROUNDS, Round
from cityloop.kit.errors import Unreachable
from cityloop.kit.facts import TOLD, cursor_of, kinds_since, newest, oldest_unread, stuck_readers, waits
from cityloop.kit.files import Files
from cityloop.kit.frames import Frames
from cityloop.kit.keyring import ring_of, seal_again
from cityloop.kit.records import claimed
from cityloop.kit.work import Work
from cityloop.review.amendments import queries as amendments
from cityloop.rulebook import OWN, Detector, Indicator, Rulebook, Scenario
from cityloop.sense.devices import queries as devices
from cityloop.sense.drafts import queries as drafts
from cityloop.sense.laboratory import queries as laboratory
from cityloop.sense.signals import queries as signals
from cityloop.sense.things import counting as observations
from cityloop.sense.vitals import queries as vitals

log = logging.getLogger(__name__)

RULED = select(*(part.version() for part in (amendments, signals, vitals, drafts, laboratory)))
TURN_S = 30.0
AWAY = (Unreachable, OperationalError)  # no reader's fault: the same step is tried again later


@dataclass
class City:
    engine: Engine
    clock: Callable[[], datetime]
    scenarios: tuple[Scenario, ...]
    frames: Frames
    files: Files
    home: Path  # where connectors have folders of their own
    told: threading.Condition = field(default_factory=threading.Condition)
    telling: int = 0  # grows when something was told, for who waits on `told`
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _rulebook: tuple[tuple[int, ...], Rulebook] | None = None

    @contextmanager
    def work(self, by: str, only: tuple[str, str] | None = None) -> Iterator[Work]:
        """One transaction. It is kept if the block ends well, and undone if not. `only` says what a machine's key is for."""
        with self._in_turn(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield self._work(by, session, only)
            told = session.info.get(TOLD, False) and session.in_transaction()  # not if it was only tried and undone
            if told:
                hearing.call(session)
        if told:
            self.hear()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer. Who waits for it here is woken when it is their turn; who waits in SQLite asks again and again,
        up to a tenth of a second later. Should a turn never come, SQLite has the last word."""
        mine = self.engine.dialect.name == "sqlite" and self._turn.acquire(timeout=TURN_S)
        try:
            yield
        finally:
            if mine:
                self._turn.release()

    def hear(self) -> None:
        """Something was told, here or by another process: who waits for that looks."""
        with self.told:
            self.telling += 1
            self.told.notify_all()

    @contextmanager
    def glance(self, by: str, only: tuple[str, str] | None = None) -> Iterator[Work]:
        """Work that only reads: it waits for nobody, and nothing it changes is kept."""
        with self.look_up() as session:
            yield self._work(by, session, only)

    @contextmanager
    def look_up(self) -> Iterator[Session]:
        """Something small is asked before it is known whose work begins: under no rules."""
        with Session(self.engine.execution_options(glance=True), expire_on_commit=False) as session:
            yield session

    def _work(self, by: str, session: Session, only: tuple[str, str] | None) -> Work:
        return Work(
            by=by,
            now=self.clock(),
            rulebook=self._rules(session),
            session=session,
            frames=self.frames,
            files=self.files,
            only=only,
        )

    def _rules(self, session: Session) -> Rulebook:
        version = tuple(session.execute(RULED).one())
        if self._rulebook is None or self._rulebook[0] != version:
            self._rulebook = version, self._read_rules(session)
        return self._rulebook[1]

    def _read_rules(self, session: Session) -> Rulebook:
        """All that scenarios declare, and all that the city declared itself while it ran."""
        own = Scenario(name=OWN, signals=signals.kept(session), detectors=(), catalogue=vitals.kept(session))
        declared = Rulebook((*self.scenarios, own), amendments.adopted(session))
        own = replace(own, detectors=drafts.in_force(session, declared), words=drafts.words(session))
        rulebook = replace(declared, scenarios=(*self.scenarios, own))
        return replace(rulebook, shadows=laboratory.in_shadow(session, rulebook))

    # turning the loop ---------------------------------------------------------------------------------------------

    @property
    def folds(self) -> set[str]:
        """The names under which the states of all that reads the reading log on are kept."""
        with self.glance(by="loop") as work:
            return {vitals.READER, *(fold.reader for fold in work.rulebook.folds)}

    def begin_folds(self) -> None:
        """Let every fold that has never read begin at the end of the log: it is not to raise what is long past."""
        for fold in self.folds:
            self.frames.states.begin(fold, self.frames.log.end)

    def keep_lake(self, busy: Callable[[], bool] = lambda: False) -> None:
        """Roll what is closed into the lake, keep that in order, and readings as long as is agreed; segments go once all that
        reads on is checkpointed past them. While the door is `busy` what can wait does."""
        read_to = min(map(self.frames.states.saved, self.folds | {observations.READER}))
        with self.glance(by="loop") as work:
            signals = work.rulebook.signals
        numbers = self.frames.signals.known_of(list(signals))
        keeps = {one: signal.keep for one, signal in zip(numbers, signals.values(), strict=True) if one is not None}
        self.frames.rolling.turn(int(self.clock().timestamp() * 1000), read_to, keeps, busy)

    def settle(self) -> None:
        """Turn the loop until nothing is left to read and nothing to hand over."""
        while self.read_on() or self.hand_over():
            pass

    def read_on(self) -> bool:
        """Let every fold read on in the reading log, one transaction a fold. False if there was nothing to read."""
        with self.glance(by="loop") as work:
            stuck = stuck_readers(work.session)
            devices.grounds(work)  # where things stand comes first: the others ask for it
            read = [self._read(work, fold) for fold in work.rulebook.folds if fold.reader not in stuck]
            beaten = vitals.READER not in stuck and self._try(vitals.READER, lambda: loop.BEAT(work))
            return any(read) or beaten

    def _read(self, work: Work, fold: Indicator | Detector) -> bool:
        if self.frames.states.of(fold.reader)[1] >= self.frames.log.end:
            return False

        def read_on() -> bool:
            if isinstance(fold, Indicator):
                loop.MEASURE(work, fold)
            elif fold in work.rulebook.shadows:
                loop.TRACE(work, self.work, fold)
            else:
                loop.LOOK(work, self.work, fold)
            return True

        return self._try(fold.reader, read_on)

    def read_past(self, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Run the trial of the laboratory that has waited longest. False if none waits, or if it was stopped."""
        with self.glance(by="laboratory") as work:
            return loop.READ_PAST(work, self.work, stopped)

    def write_up(self) -> bool:
        """Make or print the next brief, or measure the next amendment. False if nothing is due."""
        with self.glance(by="review") as work:
            return loop.WRITE_BRIEF(work, self.work) or loop.MEASURE_EFFECT(work, self.work)

    def hand_over(self, role: Role = Role.all, kinds: Collection[str] | None = None) -> set[str]:
        """Hand the oldest unread fact of each reader of this role over, one transaction a step; if kinds are said, only to
        readers of those. The kinds of which there was one."""
        mine = [when for when in loop.LOOP if role.takes(when.log)]
        asked = [when for when in mine if kinds is None or when.told.__name__ in kinds]
        return {when.told.__name__ for when in asked if self._step(when)}

    def told_since(self, number: int) -> tuple[int, set[str]]:
        """The number of the newest fact, and the kinds of those after `number`."""
        with self.look_up() as session:
            return kinds_since(session, number)

    def _step(self, when: loop.When) -> bool:
        with self.look_up() as session:
            if not waits(session, when.name, when.told):
                return False

        def step() -> bool:
            with self.work(by="loop") as work:
                return loop.take_step(work, when)

        return self._try(when.name, step)

    def _try(self, reader: str, do: Callable[[], bool]) -> bool:
        """Let a reader do its step. If it fails it is stuck, for all to see, and the others go on; a database that is
        away is nobody's fault, and is tried again."""
        try:
            return do()
        except Exception as failure:
            self.frames.states.forget(reader)
            if isinstance(failure, AWAY):
                raise
            self._stick(reader, failure)
            return True

    def go_round(self, one: Round) -> None:
        """Go one round, unless another process is at it just now."""
        with self.work(by="rounds") as work:
            if claimed(work.session, one.name):
                one.do(work)

    def _stick(self, reader: str, failure: Exception) -> None:
        log.error("%s is stuck", reader, exc_info=failure)
        with self.work(by="loop") as work:
            cursor_of(work.session, reader).stuck = repr(failure)

    def unstick(self, reader: str) -> None:
        """Let a stuck reader try again."""
        with self.work(by="operator") as work:
            cursor_of(work.session, reader).stuck = None

    def rotate_key(self) -> int:
        """Seal all secrets with a new key: how many they were. Older keys are forgotten once all of it is done."""
        with self.work(by="operator") as work:
            ring = ring_of(work.session.connection())
            ring.rotate()
            count = seal_again(work.session)
        ring.forget()
        return count

    def all_rounds(self) -> None:
        """Go every round once, whatever the time since the last."""
        for one in ROUNDS:
            self.go_round(one)

    # what is said of it --------------------------------------------------------------------------------------------

    def waiting_facts(self) -> dict[str, datetime]:
        """Since when the oldest unread fact of each reader that has one waits."""
        with self.glance(by="loop") as work:
            ages = {when.name: oldest_unread(work.session, when.name, when.told) for when in loop.LOOP}
        return {name: since for name, since in ages.items() if since is not None}

    def unread(self) -> int:
        """How many readings the slowest fold that is not stuck has still to read."""
        stuck, end, folds = self.stuck(), self.frames.log.end, self.folds
        return max(
            (end - at for name, at in self.frames.states.offsets().items() if name in folds and name not in stuck),
            default=0,
        )

    def stuck(self) -> dict[str, str]:
        with self.look_up() as session:
            return stuck_readers(session)

    def newest_fact(self) -> int:
        with self.look_up() as session:
            return newest(session)
