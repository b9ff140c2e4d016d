"""Who may do what in a gathering, which files may be shown, and how browsers find each other. Pure."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from cityloop.kit.errors import NotAllowed, Refused

OPEN = ("dispatcher", "shift_leader", "leader")
MOST_VOICES = 8  # each browser speaks to each other one: more would be too much for it
SILENT = timedelta(seconds=20)  # a browser that was not heard of for so long has gone
KEPT = timedelta(minutes=5)  # of what browsers say to each other
MOST_CALLED = 100
LARGEST = 20 * 1024 * 1024
KEY_LASTS = timedelta(hours=12)
IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class Why(StrEnum):
    """Why somebody was called: their turn by the roster; no roster, so everybody; a roster and nobody on turn, so everybody; by
    name; who opened it; who came by themselves. Of those called before that was kept nothing is said."""

    on_turn = "on_turn"
    no_roster = "no_roster"
    nobody_on_turn = "nobody_on_turn"
    by_name = "by_name"
    opened = "opened"
    joined = "joined"
    unsaid = "unsaid"


class NotAMember(NotAllowed):
    """Only who was called to this gathering may do this."""


class GatheringOver(Refused):
    """This gathering is closed; what was said in it stays."""


class GatheringThere(Refused):
    """There is a gathering about this case already."""


class CallFull(Refused):
    """{most} members are in the call, and that is as many as there can be; you can still read and write here."""


class NotYourVoice(NotAllowed):
    """That is not where you speak from, or you have left."""


class NotSuchAFile(Refused):
    """A file is a PNG, a JPEG, a PDF or an Office document of at most 20 MiB."""

    status = 422


class DecisionUnclear(Refused):
    """A decision says what and, if a duty is to carry it out, by when."""

    status = 422


class MinutesNotPrinted(Refused):
    """The minutes cannot be printed here: {why}"""


class NobodyCarriesOut(Refused):
    """Nobody holds {duty} in or above the area of the case."""


def kind_of(content: bytes, title: str) -> str | None:
    """What a file is, by its beginning; None for one that is not taken.

    >>> kind_of(b"%PDF-1.7 ...", "plan.pdf"), kind_of(b"MZ...", "plan.pdf")
    ('application/pdf', None)
    """
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return OFFICE.get(title.rpartition(".")[2].lower())
    return next((kind for start, kind in IMAGES.items() if content.startswith(start)), None)


def helpers(urls: tuple[str, ...], secret: str, login: str, now: datetime) -> list[dict[str, str | list[str]]]:
    """Servers that help browsers find each other, as RTCPeerConnection takes them. Those that relay (`turn:`) ask for a name
    and a password that are good for hours: the draft "A REST API for Access to TURN Services", as coturn does it.

    >>> helpers(("stun:a.example",), "", "li", datetime(2026, 3, 2))
    [{'urls': ['stun:a.example']}]
    """
    plain = [url for url in urls if not url.startswith("turn") or not secret]
    relays = [url for url in urls if url not in plain]
    found: list[dict[str, str | list[str]]] = [{"urls": plain}] if plain else []
    if relays:
        name = f"{int((now + KEY_LASTS).timestamp())}:{login}"
        password = base64.b64encode(hmac.digest(secret.encode(), name.encode(), hashlib.sha1)).decode()
        found.append({"urls": relays, "username": name, "credential": password})
    return found
