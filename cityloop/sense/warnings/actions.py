import math
from datetime import timedelta

import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.rulebook import WARNED
from cityloop.sense.facts import WarningReceived
from cityloop.sense.warnings import cap, queries, rules
from cityloop.sense.warnings.tables import OutsideWarning


def receive(work: Work, document: bytes) -> OutsideWarning:
    """Take in a CAP document. Received again it changes nothing; what is not Actual is kept and calls nobody."""
    said = cap.read(document)
    alone(work.session, "warnings")
    before = queries.known(work, said.sender, said.identifier)
    if before:
        return before
    chain = [queries.known(work, said.sender, identifier) for identifier in said.references]
    root = next((one.root for one in chain if one), said.references[0] if said.references else said.identifier)
    real = said.status == "Actual" and said.kind in rules.ANSWERED
    over = said.kind == "Cancel" or (said.expires is not None and said.expires <= work.now)
    row = OutsideWarning(
        identifier=said.identifier,
        sender=said.sender,
        sent=said.sent,
        root=root,
        kind=said.kind if said.status == "Actual" else said.status,
        level=said.level if real and not over else 0,
        event=said.event,
        headline=said.headline,
        area=said.area,
        lon=None if math.isnan(said.lon) else said.lon,
        lat=None if math.isnan(said.lat) else said.lat,
        expires=said.expires,
        received=work.now,
        file=work.files.keep(document),
    )
    kept = work.keep(row)
    if real:
        work.tell(WarningReceived(warning=kept.id))
    return kept


def expire(work: Work) -> None:
    """What has run out is over, as if it had been cancelled then."""
    for one in queries.expired(work):
        end = one.expires or work.now
        row = OutsideWarning(
            identifier=f"{one.identifier}#expired",
            sender=one.sender,
            sent=end + timedelta(milliseconds=1),
            root=one.root,
            kind=rules.EXPIRED,
            level=0,
            event=one.event,
            headline=one.headline,
            area=one.area,
            lon=one.lon,
            lat=one.lat,
            expires=None,
            received=work.now,
            file=one.file,
        )
        work.tell(WarningReceived(warning=work.keep(row).id))


def proclaim(work: Work, received: WarningReceived) -> None:
    """Say into the reading log how high the warning is now, so that folds know. Said twice it is known for a double."""
    one = work.find(OutsideWarning, received.warning)
    frames = work.frames
    said = Readings(
        np.array([frames.signals.number(WARNED.name)], np.int32),
        frames.subjects.numbers([rules.subject_of(one)]),
        np.array([int(queries.said_at(work, one).timestamp() * 1000)], np.int64),
        np.array([float(one.level)]),
        np.array([math.nan if one.lon is None else one.lon]),
        np.array([math.nan if one.lat is None else one.lat]),
    )
    frames.log.append([Batch("warnings", "", "", said)])
