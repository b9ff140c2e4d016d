"""The inbox: messages of many connections become readings, are given to the intake, and are answered after the disk."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.plain_json import NO_TIME
from cityloop.kernels.texts import Bytes
from cityloop.kit.frames import Batch, Counts
from cityloop.sense.mqtt import packets, rules
from cityloop.sense.mqtt.bodies import NOT_YOURS, Bodies
from cityloop.sense.mqtt.cutting import HEAD, LETTERS, PACKET, PAYLOAD, PROPERTIES, TOPIC, Table
from cityloop.sense.mqtt.heard import MESSAGE, Answers, Heard, Senders
from cityloop.sense.mqtt.heard import answers as answers_to
from cityloop.sense.mqtt.joining import only, together
from cityloop.sense.mqtt.lines import ANY, Session
from cityloop.sense.mqtt.packets import Broken
from cityloop.sense.mqtt.payloads import Unusual, odd, read
from cityloop.sense.mqtt.topics import BODY, MEANINGLESS, OWN, STRANGE, Topics, arrived, distinct
from cityloop.sense.readings.decoded import Decoded, Texts
from cityloop.sense.readings.intake import Full, Incoming, Intake, Result

NO_MEANING = "This topic means nothing here: publish to v1/readings, v1/SIGNAL/SUBJECT, or as a device to v1/SIGNAL."
NO_SUBJECT = "A source that speaks for many names the subject: v1/SIGNAL/SUBJECT."

Fault = Callable[[int, int, str], None]  # slot, reason, sentence: that connection is to be ended


class Inbox:
    def __init__(self, intake: Intake, now_ms: Callable[[], int], last: Longs, told: Callable[[], None]) -> None:
        self._intake, self._now_ms, self._last, self._wake = intake, now_ms, last, told
        self.topics = Topics()
        self.sources: list[str] = []
        self.done: deque[list[tuple[tuple[Batch, Answers], Result]]] = deque()
        self._again: deque[tuple[Batch, Answers]] = deque()
        self._bodies = Bodies(self.topics)
        self._seen: Ints = np.full(1024, -1, np.int32)
        self.messages = self.refused = 0
        self.writing = 0  # batches that are on their way to the disk

    def source(self, name: str) -> int:
        if name not in self.sources:
            self.sources.append(name)
        return self.sources.index(name)

    # messages in ----------------------------------------------------------------------------------------------------

    def take(self, buffer: Bytes, frames: Table, rows: Longs, senders: Senders, topic: Ints, held: NDArray[np.bool_]) -> None:
        """Give these messages to the intake, all of a source together. Those `held` (QoS 2, sent again) are only answered."""
        heard = Heard(buffer, frames, rows, senders, topic, np.zeros(rows.size, np.int32), {})
        signal = self.topics.signal[topic]
        for place in np.flatnonzero((signal == MEANINGLESS) & ~held):
            heard.refuse(int(place), packets.BAD_TOPIC, NO_MEANING)
        singles, bodies = np.flatnonzero((signal >= 0) & ~held), np.flatnonzero((signal == BODY) & ~held)
        said = [self._singles(heard, singles)] if singles.size else []
        said += self._bodies.read(heard, bodies) if bodies.size else []
        self.messages += rows.size
        for source in np.unique(senders.source):
            self._submit(heard, int(source), said)

    def _singles(self, heard: Heard, places: Longs) -> Decoded:
        """Messages of one reading each. `rows` of what is decoded are places in `heard`."""
        at, numbers = np.empty(places.size, np.int64), np.empty((3, places.size))
        rows, topic = heard.rows[places], heard.topic[places]
        bad = np.zeros(places.size, np.bool_)
        for spot in map(int, read(heard.buffer, heard.frames, rows, at, numbers)):
            try:
                at[spot], numbers[0, spot], numbers[1, spot], numbers[2, spot] = odd(heard.payload(int(places[spot])))
            except Unusual as unusual:
                bad[spot] = True
                heard.refuse(int(places[spot]), packets.BAD_PAYLOAD, str(unusual))
        slot, own = heard.senders.slot[places], heard.senders.own[places]
        subject = self.topics.subject[topic]
        for spot in np.flatnonzero((subject == OWN) & (own == ANY)).tolist():
            bad[spot] = True
            heard.refuse(int(places[spot]), packets.BAD_TOPIC, NO_SUBJECT)
        for spot in np.flatnonzero((subject != OWN) & (own != ANY) & (subject != own)).tolist():
            bad[spot] = True
            heard.refuse(int(places[spot]), packets.NOT_ALLOWED, NOT_YOURS)
        self._arrive(at, own, topic, slot)
        subject = np.where(subject == OWN, own, subject)
        if bad.any():
            good = np.flatnonzero(~bad)
            places, topic, subject, at, numbers = places[good], topic[good], subject[good], at[good], numbers[:, good]
        names = self._texts(self.topics.subjects, subject)
        signals = self._texts(self.topics.signals, self.topics.signal[topic])
        return Decoded("", signals, names, at, numbers[0], numbers[1], numbers[2], places, [])

    def _arrive(self, at: Longs, own: Ints, topic: Ints, slot: Ints) -> None:
        """A reading without a time gets that of its arrival, kept apart by topic, or for a device by connection."""
        if not (at == NO_TIME).any():
            return
        now = self._now_ms()
        for device, keeper, last in ((True, slot, self._last), (False, topic, self.topics.last)):
            rows = np.flatnonzero((own != ANY) == device)
            times = at[rows]
            arrived(times, keeper[rows], last, now, NO_TIME, rules.AHEAD_MS)
            at[rows] = times

    def _texts(self, names: Sequence[str], number: Ints) -> Texts:
        if self._seen.size < len(names):
            self._seen = np.full(2 * len(names), -1, np.int32)
        which, place = distinct(number, self._seen)
        return Texts([names[one] for one in which.tolist()], place)

    # to the disk ----------------------------------------------------------------------------------------------------

    def _submit(self, heard: Heard, source: int, said: Sequence[Decoded]) -> None:
        of = heard.senders.source == source
        parts = [one if of.all() else only(one, of) for one in said]
        whole = parts[0] if len(parts) == 1 else together(parts)
        turned_away = [(place, heard.why[place]) for place in np.flatnonzero((heard.reason != 0) & of).tolist()]
        whole = whole._replace(refused=whole.refused + turned_away, raw=lambda number: self._raw(heard, number))
        incoming = self._intake.check(self.sources[source], whole, keyed=False)
        if incoming.count:
            self._note(heard, whole, incoming)
        answers = answers_to(heard, np.flatnonzero(of))
        if self._again or not self._try(incoming.batch, answers):
            self._again.append((incoming.batch, answers))

    def _note(self, heard: Heard, whole: Decoded, incoming: Incoming) -> None:
        """Note which messages nothing was taken of, and why something was not."""
        left = np.bincount(whole.rows & MESSAGE, minlength=heard.rows.size)
        for number, _ in whole.refused:
            left[number & MESSAGE] += 1
        for number, why in incoming.refused:
            place = number & MESSAGE
            heard.why.setdefault(place, why)
            left[place] -= 1
            if left[place] <= 0 and not heard.reason[place]:
                heard.reason[place] = packets.BAD_PAYLOAD
        self.refused += incoming.count

    def _raw(self, heard: Heard, number: int) -> str:
        """A row that was refused as it came: one that may be good another time can be brought again."""
        place = number & MESSAGE
        topic = heard.topic[place]
        signal, subject = self.topics.signal[topic], self.topics.subject[topic]
        if signal == BODY:
            return self._bodies.raw(number) or heard.shown(place)
        if heard.reason[place] or signal < 0:
            return heard.shown(place)
        own = heard.senders.own[place] if subject == OWN else subject
        return heard.row(place, self.topics.signals[signal], self.topics.subjects[own])

    @property
    def full(self) -> bool:
        """Whether something waits that the intake would not take: until it does, nothing more is read."""
        return bool(self._again)

    def try_again(self) -> None:
        while self._again and self._try(*self._again[0]):
            self._again.popleft()

    @property
    def held_rows(self) -> int:
        """How many readings wait here, because the intake has no room for them."""
        return sum(batch.readings.at.size for batch, _ in list(self._again))

    def _try(self, batch: Batch, answers: Answers) -> bool:
        try:
            self._intake.submit(batch, self._tell, (batch, answers), patient=True)
        except Full:
            return False
        self.writing += 1
        return True

    def _tell(self, each: list[tuple[Any, Result]]) -> None:
        """Called by the writing thread: what is on disk may be answered; what is not comes again."""
        self.done.append(each)
        self._wake()

    def written(self) -> list[Answers]:
        """What may be answered now."""
        found = []
        while self.done:
            for (batch, answers), result in self.done.popleft():
                self.writing -= 1
                if isinstance(result, Counts):
                    found.append(answers)
                else:
                    self._again.append((batch, answers))
        return found

    # topics and packet ids ------------------------------------------------------------------------------------------

    def find_topics(self, buffer: Bytes, frames: Table, rows: Longs, slot: Ints, aliases: Any, fault: Fault) -> Ints:
        """The topics of these messages; STRANGE for those whose connection is to be ended (`fault` has been told)."""
        topic = self.topics.find(buffer, frames, rows)
        unknown = np.flatnonzero((topic == STRANGE) | (frames[PROPERTIES, rows] > 0))
        for place in unknown.tolist():
            row, at = rows[place], frames[TOPIC, rows[place]]
            name = buffer[at : at + frames[LETTERS, row]].tobytes()
            try:
                if frames[PROPERTIES, row] or not name:
                    begin = frames[PAYLOAD, row] - frames[PROPERTIES, row]
                    name = _named(name, buffer[begin : frames[PAYLOAD, row]].tobytes(), aliases(int(slot[place])))
                topic[place] = self.topics.learn(name)
            except UnicodeDecodeError:
                topic[place] = STRANGE
                fault(int(slot[place]), packets.MALFORMED, "a topic is not UTF-8")
            except ValueError:
                topic[place] = STRANGE
                fault(int(slot[place]), packets.BAD_TOPIC, "nobody may publish to such a topic")
            except Broken as broken:
                topic[place] = STRANGE
                fault(int(slot[place]), broken.code, broken.why)
        return topic


def _named(name: bytes, said: bytes, aliases: dict[int, bytes]) -> bytes:
    """The topic, by its alias or with an alias for later."""
    alias = packets.of_publish(said).get(packets.ALIAS)
    if alias is None:
        if not name:
            raise Broken("neither a topic nor an alias", packets.PROTOCOL_ERROR)
        return name
    if alias > rules.ALIASES or (not name and alias not in aliases):
        raise Broken("this alias stands for nothing", packets.BAD_ALIAS)
    if name:
        aliases[alias] = name
    return aliases[alias]


def hold(frames: Table, rows: Longs, slot: Ints, session: Callable[[int], Session]) -> NDArray[np.bool_]:
    """Which messages of QoS 2 were taken before and not released since; the others are remembered now."""
    held = np.zeros(rows.size, np.bool_)
    for place in np.flatnonzero(frames[HEAD, rows] >> 1 & 3 == 2).tolist():
        ids, packet = session(int(slot[place])).held, int(frames[PACKET, rows[place]])
        held[place] = packet in ids
        ids.add(packet)
    return held
