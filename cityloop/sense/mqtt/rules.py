"""What a topic means, who may speak for whom, and how much of everything one connection may take. Pure."""

from typing import NamedTuple

CONNECTIONS = 16_000  # at once; fewer if the system allows the process fewer open files
STRANGERS = 2_000  # of them, that have not said who they are
STRANGER_S = 10.0  # so long a connection may be without saying who it is
PACKET = 1 << 20  # bytes of the largest packet
GREETING = 1 << 16  # bytes of the largest packet of a stranger
IN_FLIGHT = 4096  # messages of QoS 1 and 2 of one connection that are not answered yet
ALIASES = 64  # topic aliases of one connection (MQTT 5)
UNREAD = 1 << 16  # bytes of answers a client may leave unread
SESSION_S = 24 * 3600  # longest time for which a session outlives its connection
SESSIONS = 100_000  # of those whose connection is gone
AHEAD_MS = 1000  # readings without a time of their own are put so far apart from one another at most

READINGS = "v1/readings"
PREFIX = "v1/"


class Identity(NamedTuple):
    """Whose credentials a connection showed. A device speaks for its own subject; a source (None) for any."""

    source: str
    subject: str | None = None


class Meaning(NamedTuple):
    """What a topic stands for: one reading of this signal and subject, or, with no signal, a body of readings.

    Without a subject it is the device's own.
    """

    signal: str | None
    subject: str | None


def meaning(topic: str) -> Meaning | None:
    """None for a topic that means nothing here.

    >>> meaning("v1/trucks.position/truck 7")
    Meaning(signal='trucks.position', subject='truck 7')
    >>> meaning("v1/trucks.position")
    Meaning(signal='trucks.position', subject=None)
    >>> meaning("home/kitchen") is None
    True
    """
    if topic == READINGS:
        return Meaning(None, None)
    if not topic.startswith(PREFIX):
        return None
    signal, slash, subject = topic[len(PREFIX) :].partition("/")
    if not signal or (slash and not subject):
        return None
    return Meaning(signal, subject if slash else None)


def allowed_s(keep_alive_s: int) -> float:
    """How long a connection may be silent: one and a half times what it said itself; 0 is for ever."""
    return 1.5 * keep_alive_s if keep_alive_s else float("inf")
