from datetime import datetime

import numpy as np

from cityloop.decide.evidence import queries, rules
from cityloop.decide.evidence.pictures import looked_at
from cityloop.decide.evidence.rules import Place
from cityloop.decide.evidence.tables import Evidence, Sending
from cityloop.decide.facts import PhotoFlagged
from cityloop.kernels.likeness import bands
from cityloop.kit.errors import Unreadable
from cityloop.kit.work import CITY_TIME, Work

NOTICED = -1  # the turn before any work: what was shown with a report is not to come back as proof


def send(work: Work, name: str, place: Place | None, said_at: datetime | None) -> None:
    """Keep what the sender of a picture says with it: where and when it was taken."""
    if said_at and said_at.tzinfo is None:
        raise Unreadable(why="A time needs its zone, as in 2026-03-02T08:00:00+08:00.")
    lon, lat = place or (None, None)
    work.session.merge(Sending(name=name, by=work.by, at=work.now, lon=lon, lat=lat, said_at=said_at))


def look(
    work: Work,
    name: str,
    content: bytes,
    case_id: int,
    place: Place | None = None,
    said_at: datetime | None = None,
    *,
    proof: bool = True,
) -> Evidence:
    """Look at a picture that is shown in a case, keep what it says, and tell what is odd about it. One that is no `proof` of
    work was taken when the matter was noticed, so it may be older than the case; it is no new turn's proof either.

    What stands in the picture counts before what its sender said. Nothing is refused: people judge.
    """
    picture = looked_at(content, CITY_TIME)
    said_place, said_when = _said(work, name)
    matter, turn = queries.matter(work, case_id)
    where, when = picture.place or place or said_place, picture.taken or said_at or said_when
    turn = turn if proof else NOTICED
    likes = queries.shown_before(work, name, picture.fingerprint, case_id, turn)
    flags = rules.flags(matter if proof else matter.of_a_day(), when, where, work.now, likes)
    kept = Evidence(
        name=name,
        case_id=case_id,
        turn=turn,
        by=work.by,
        at=work.now,
        taken=when,
        lon=where[0] if where else None,
        lat=where[1] if where else None,
        away_m=rules.away_m(where, matter.place) if where and matter.place else None,
        flags=flags,
        **_filed(picture.fingerprint),
    )
    for flag in flags:
        if flag["why"] in rules.TOLD:
            work.tell(PhotoFlagged(case=case_id, photo=name, why=flag["why"]))
    return work.keep(kept)


def _filed(fingerprint: np.uint64 | None) -> dict[str, int | None]:
    cut = [None] * 4 if fingerprint is None else bands(fingerprint)
    signed = None if fingerprint is None else int(fingerprint.astype(np.int64))
    return {"fingerprint": signed} | {f"band{band}": value for band, value in enumerate(cut)}


def _said(work: Work, name: str) -> tuple[Place | None, datetime | None]:
    """Where and when its sender says the picture was taken."""
    sent = queries.sending(work, name, work.by)
    if sent is None:
        return None, None
    return (None if sent.lon is None or sent.lat is None else (sent.lon, sent.lat)), sent.said_at
