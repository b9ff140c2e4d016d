from collections.abc import Sequence

import numpy as np
from sqlalchemy import bindparam, select, union_all

from cityloop.decide.evidence.rules import Before, Matter
from cityloop.decide.evidence.tables import Evidence, Sending
from cityloop.kernels.likeness import BANDS, NEAR, apart, probes, turned
from cityloop.kit.errors import NotFound
from cityloop.kit.records import Record
from cityloop.kit.work import Work

__all__ = ["Evidence", "alike", "matter", "of_case", "sending", "shown_before"]

MOST = 200  # of the pictures that are alike, the first ones: the very first is named
FILED_NEAR = union_all(  # the values are numbers of ours and stand in the text: a bound name for each would cost more
    *(
        select(Evidence.id, Evidence.fingerprint).where(
            getattr(Evidence, f"band{band}").in_(bindparam(f"in{band}", expanding=True, literal_execute=True))
        )
        for band in range(BANDS)
    )
)


def of_case(work: Work, case_id: int) -> Sequence[Evidence]:
    """The pictures shown in the case, in the order they were shown."""
    return work.session.scalars(select(Evidence).where(Evidence.case_id == case_id).order_by(Evidence.id)).all()


def sending(work: Work, name: str, by: str) -> Sending | None:
    """What its sender said with the picture: who shows it, or whoever sent it first."""
    sent = select(Sending).where(Sending.name == name).order_by(Sending.by != by, Sending.at).limit(1)
    return work.session.scalar(sent)


def matter(work: Work, case_id: int) -> tuple[Matter, int]:
    """What a picture of the case is held against, and how often its work was sent back.

    Cases stand above evidence, so they are read by the name of their table.
    """
    case = Record.metadata.tables["case"].c
    row = work.session.execute(select(case.lon, case.lat, case.opened, case.rework).where(case.id == case_id)).one_or_none()
    if row is None:
        raise NotFound(kind="case", id=case_id)
    return Matter(None if row.lon is None else (row.lon, row.lat), row.opened), row.rework


def shown_before(work: Work, name: str, fingerprint: np.uint64 | None, case_id: int, turn: int) -> list[Before]:
    """Where this picture, or one like it however it is held, was shown before: in another case, or before the work of this
    one was sent back."""
    same = select(Evidence.id).where(Evidence.name == name).order_by(Evidence.id).limit(MOST)
    near = dict.fromkeys(work.session.scalars(same), 0)
    if fingerprint is not None:
        near = alike(work, fingerprint) | near
    first = sorted(near)[:MOST]
    known = work.session.scalars(select(Evidence).where(Evidence.id.in_(first))) if first else ()
    return [Before(one.case_id, one.at, near[one.id]) for one in known if (one.case_id, one.turn) != (case_id, turn)]


def alike(work: Work, fingerprint: np.uint64) -> dict[int, int]:
    """The pictures no more than 6 bits off, and how many: one of four bands differs in one bit at most, so it is looked up
    under all values that near, and what is found is counted. Numbers of `Evidence`."""
    ways = turned(fingerprint)
    asked = {f"in{band}": values for band, values in enumerate(probes(ways))}
    found = work.session.connection().execute(FILED_NEAR, asked).all()
    rows = np.fromiter((cell for row in found for cell in row), np.int64, 2 * len(found)).reshape(-1, 2)
    if not len(rows):
        return {}
    off = apart(rows[:, 1].astype(np.uint64), ways)
    near = off <= NEAR
    return dict(zip(rows[near, 0].tolist(), off[near].tolist(), strict=True))
