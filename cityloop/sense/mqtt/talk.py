"""What is said on one line beside PUBLISH: a greeting, a ping, a farewell, and what is asked that is not done here."""

import secrets
from collections.abc import Callable

from cityloop.sense.mqtt import packets, rules
from cityloop.sense.mqtt.lines import Line, Lines, Session
from cityloop.sense.mqtt.packets import Broken, Connect, Will
from cityloop.sense.mqtt.rules import Identity

Who = Callable[[str, str, str], Identity | None]  # client id, user name, password


class Farewell(Exception):
    """The connection is to be ended: with a reason for who speaks MQTT 5, and its will published or not."""

    def __init__(self, code: int, why: str, *, will: bool = True, say: bool = True) -> None:
        super().__init__(why)
        self.code, self.why, self.will, self.say = code, why, will, say


def greet(line: Line, body: bytes) -> Connect:
    """Read a CONNECT; what it lacks is answered at once."""
    said = packets.connect(body)
    line.version = said.version
    if packets.METHOD in said.properties:
        raise Farewell(packets.BAD_METHOD, "there is no such authentication here", will=False, say=False)
    if not said.client and not said.clean and said.version < 5:
        raise Farewell(packets.BAD_CLIENT_ID, "a session to be kept needs a client id", will=False, say=False)
    if len(said.client) > 256 or said.password is None or not said.username:
        code = packets.BAD_CREDENTIALS if len(said.client) <= 256 else packets.BAD_CLIENT_ID
        raise Farewell(code, "a user name and a password are needed", will=False, say=False)
    return said


class Talk:
    """`lines` and the sessions that are kept, and the wills that wait for their time."""

    def __init__(self, lines: Lines, number_of_source: Callable[[str], int], number_of_subject: Callable[[str], int]) -> None:
        self._lines, self._source, self._subject = lines, number_of_source, number_of_subject
        self._open: dict[tuple[str, str, str], Line] = {}
        self._kept: dict[tuple[str, str, str], Session] = {}
        self._wills: dict[tuple[str, str, str], tuple[float, Identity, Will]] = {}
        self.due: list[tuple[Identity, Will]] = []

    # coming -----------------------------------------------------------------------------------------------------------

    def welcome(self, line: Line, said: Connect, identity: Identity, now: float) -> Line | None:
        """Let it in. Returns the line that had its client id before, which is to be ended."""
        lines, slot = self._lines, line.slot
        line.client = said.client or f"auto-{secrets.token_hex(8)}"
        line.identity, line.will = identity, said.will
        line.verbose = bool(said.properties.get(packets.PROBLEMS, 1))
        line.largest = said.properties.get(packets.LARGEST, line.largest)
        wanted = said.properties.get(packets.EXPIRY, 0) if said.version == 5 else 0 if said.clean else rules.SESSION_S
        line.expiry_s = min(wanted, rules.SESSION_S)
        before = self._open.get(line.key)
        known = before.session if before else self._kept.pop(line.key, None)
        present = known is not None and not said.clean and (before is not None or now < known.until)
        if before and before.expiry_s <= 0:
            present = False
        line.session = known if known is not None and present else Session()
        self._will_of_before(line, before, goes_on=present)
        self._open[line.key] = line
        line.version = max(4, said.version)
        lines.version[slot], lines.heard[slot] = line.version, now
        lines.allowed[slot], lines.odd[slot] = rules.allowed_s(said.keep_alive_s), line.secure
        lines.source[slot] = self._source(identity.source)
        lines.own[slot] = -1 if identity.subject is None else self._subject(identity.subject)
        line.send(packets.connack(said.version, packets.SUCCESS, present, *_terms(line, said, wanted)))
        return before

    def _will_of_before(self, line: Line, before: Line | None, *, goes_on: bool) -> None:
        """A will that waits is dropped if its session goes on, and published if that ends here."""
        waiting = self._wills.pop(line.key, None)
        if waiting and not goes_on:
            self.due.append(waiting[1:])
        if before and before.will and before.will.delay_s and goes_on:
            before.will = None

    # there ------------------------------------------------------------------------------------------------------------

    def hear(self, line: Line, head: int, body: bytes) -> None:
        """Answer a packet of a client that was let in. Raises Broken or Farewell if the connection is to be ended."""
        kind, version = head >> 4, line.version
        if head & 15 != (2 if kind in (packets.PUBREL, packets.SUBSCRIBE, packets.UNSUBSCRIBE) else 0):
            raise Broken("the flags of a packet do not fit")
        match kind:
            case packets.PINGREQ:
                line.send(b"\xd0\0")
            case packets.PUBREL:
                self._release(line, body)
            case packets.SUBSCRIBE | packets.UNSUBSCRIBE:
                line.send(packets.subscribed(body, version, leave=kind == packets.UNSUBSCRIBE))
            case packets.DISCONNECT:
                raise self._parting(line, body)
            case packets.AUTH if version == 5:
                raise Farewell(packets.PROTOCOL_ERROR, "there is no such authentication here")
            case packets.PUBACK | packets.PUBREC | packets.PUBCOMP:
                raise Broken("nothing was published to this client", packets.PROTOCOL_ERROR)
            case _:
                raise Broken("a packet that is not for here", packets.PROTOCOL_ERROR)

    def _release(self, line: Line, body: bytes) -> None:
        if len(body) < 2 or (len(body) > 2 and line.version < 5):
            raise Broken("PUBREL has a packet id")
        packet = int.from_bytes(body[:2], "big")
        if len(body) > 3:
            packets.Reader(body[3:]).properties({packets.REASON, 0x26})
        known = packet in line.session.held
        line.session.held.discard(packet)
        code = packets.SUCCESS if known else packets.UNKNOWN_PACKET
        line.send(packets.answer(packets.PUBCOMP << 4, packet, line.version, code))

    def _parting(self, line: Line, body: bytes) -> Farewell:
        if body and line.version < 5:
            raise Broken("DISCONNECT says nothing")
        code = body[0] if body else packets.SUCCESS
        if len(body) > 1:
            about = packets.Reader(body[1:]).properties({packets.EXPIRY, packets.REASON, 0x26})
            expiry = about.get(packets.EXPIRY, line.expiry_s)
            if expiry and not line.expiry_s:
                raise Broken("a session that was to end cannot be kept", packets.PROTOCOL_ERROR)
            line.expiry_s = min(expiry, rules.SESSION_S)
        return Farewell(code, "", will=code != packets.SUCCESS, say=False)

    # going ------------------------------------------------------------------------------------------------------------

    def gone(self, line: Line, now: float, *, will: bool) -> None:
        """Its connection has ended: keep its session, publish its will or let that wait."""
        if line.identity is None:
            return
        key = line.key
        last = self._open.get(key) is line
        if last:
            del self._open[key]
            if line.expiry_s > 0 and len(self._kept) < rules.SESSIONS:
                line.session.until = now + line.expiry_s
                self._kept[key] = line.session
        if will and line.will:
            waits_s = min(line.will.delay_s, line.expiry_s)
            if waits_s and last:
                self._wills[key] = now + waits_s, line.identity, line.will
            else:
                self.due.append((line.identity, line.will))

    def pass_by(self, now: float) -> None:
        """Forget sessions whose time is over, and let wills come up whose time has come."""
        for key in [key for key, session in self._kept.items() if session.until <= now]:
            del self._kept[key]
        for key in [key for key, (when, _, _) in self._wills.items() if when <= now]:
            _, identity, will = self._wills.pop(key)
            self.due.append((identity, will))


def _terms(line: Line, said: Connect, wanted: int) -> list[tuple[int, int | str]]:
    """What MQTT 5 is told of how things are done here."""
    terms: list[tuple[int, int | str]] = [
        (packets.RECEIVE_MAXIMUM, rules.IN_FLIGHT),
        (packets.LARGEST, rules.PACKET),
        (packets.ALIAS_MAXIMUM, rules.ALIASES),
        (packets.WILDCARDS, 0),
        (packets.IDENTIFIERS, 0),
        (packets.SHARED, 0),
    ]
    if not said.client:
        terms.append((packets.ASSIGNED, line.client))
    if wanted > rules.SESSION_S:
        terms.append((packets.EXPIRY, rules.SESSION_S))
    return terms
