from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from sqlalchemy import Integer, String, cast, select

from cityloop.decide.columns import queries as columns
from cityloop.decide.columns.rules import INSTANT, Asked
from cityloop.kit.instants import in_micros, micros
from cityloop.kit.work import Work
from cityloop.supervise.verifications.rules import Kind
from cityloop.supervise.verifications.tables import Verification as Verification  # a record may be handed on, its table not

OF_CASE = ("area", "duty", "held_at")
SCHEMA = pa.schema(
    [
        ("case", pa.int64()),
        ("kind", pa.string()),
        ("asked", INSTANT),
        ("answered", INSTANT),
        ("accepted", pa.int8()),
        ("looked_by", pa.string()),
    ]
)


def of_case(work: Work, case_id: int) -> Sequence[Verification]:
    """Every look at the case, oldest first."""
    looks = select(Verification).where(Verification.case_id == case_id).order_by(Verification.id)
    return work.session.scalars(looks).all()


def asked_of(work: Work, limit: int) -> Sequence[Verification]:
    """The looks the one who works is asked for and has not answered, oldest first."""
    asked = (Verification.asked_of == work.by, Verification.accepted.is_(None))
    return work.session.scalars(select(Verification).where(*asked).order_by(Verification.id).limit(limit)).all()


def of_cases(work: Work, cases: pa.Table, asked: Asked, *, whole: bool) -> pa.Table:
    """The looks asked for in a stretch at these cases (in the order of `id`), as columns, with the area and the duty of the case
    and whether the look came after its time."""
    chosen = select(
        Verification.case_id,
        cast(Verification.kind, String),
        micros(Verification.asked),
        micros(Verification.at),
        cast(Verification.accepted, Integer),
        Verification.by,
    ).where(
        Verification.case_id.in_(columns.numbers(work, asked, whole=whole)),
        Verification.asked >= asked.since,
        Verification.asked < asked.until,
    )
    pages = [
        pa.record_batch(
            [_array(said, kind) for said, kind in zip(zip(*page, strict=True), SCHEMA.types, strict=True)], schema=SCHEMA
        )
        for page in columns.pages(work, chosen.order_by(Verification.id))
    ]
    looks = pa.Table.from_batches(pages, SCHEMA)
    ids, wanted = cases["id"].to_numpy(), looks["case"].to_numpy()
    place = np.minimum(np.searchsorted(ids, wanted), max(ids.size - 1, 0))
    there = ids[place] == wanted if ids.size else np.zeros(wanted.size, bool)
    looks, place = looks.filter(pa.array(there)), place[there]
    for name in OF_CASE:
        looks = looks.append_column(name, cases[name].combine_chunks().take(pa.array(place)))
    looks = looks.append_column("id", looks["case"])
    before = np.array(looks["kind"].to_pylist()) == "before_filing"
    looks = looks.append_column("before_filing", pa.array(before, pa.int8()))
    return looks.append_column("late", pa.array(_late(work, looks, before, asked, whole), pa.int8()))


def took_before_closing(work: Work, asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """Of each look before closing that was asked for in the stretch and answered, whoever may see its case: the case, and how
    many seconds it took."""
    chosen = select(Verification.case_id, micros(Verification.at) - micros(Verification.asked)).where(
        Verification.kind == Kind.before_closing,
        Verification.at.is_not(None),
        Verification.asked >= asked.since,
        Verification.asked < asked.until,
    )
    rows = np.array([row for page in columns.pages(work, chosen) for row in page], np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1] / columns.SECOND


def _late(work: Work, looks: pa.Table, before: np.ndarray, asked: Asked, whole: bool) -> np.ndarray:
    """Whether each look came, or has not come, after the clock of its stage that ran when it was asked for."""
    dues = columns.look_dues(work, asked, whole=whole)
    answered = looks["answered"].cast(pa.int64()).fill_null(in_micros(asked.now)).to_numpy()
    asked_at = looks["asked"].cast(pa.int64()).to_numpy()
    late = np.zeros(looks.num_rows, np.int8)
    for row, (case_id, first, at) in enumerate(zip(looks["case"].to_pylist(), before, asked_at, strict=True)):
        ran = [due for began, due in dues.get((case_id, bool(first)), ()) if began <= at + columns.SECOND and due is not None]
        late[row] = bool(ran) and answered[row] > ran[-1]
    return late


def _array(said: Sequence[object], kind: pa.DataType) -> pa.Array:
    return pa.array(said, pa.int64()).cast(kind) if kind == INSTANT else pa.array(said, kind)
