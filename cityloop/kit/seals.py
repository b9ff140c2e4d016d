"""Seals: proof that no fact was changed or removed.

Every so often the facts told since the last seal are sealed: their digests are the leaves of a Merkle tree (RFC 6962
style prefixes), and each seal's chain digest covers the seal before it. The leaves are kept, so that a broken line is
named and not only noticed. Someone who can rewrite every seal after the line can still lie; print the newest chain
digest (`cityloop verify` does) and keep it elsewhere to rule that out.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import JSON, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cityloop.kit.facts import FactRow
from cityloop.kit.records import Numbered, Record

BATCH = 4096  # facts under one seal at the most
START = "0" * 64


class Seal(Numbered, Record):
    """One sealed batch: which facts, their digests, the root over them and the chain up to here."""

    __tablename__ = "seal"

    at: Mapped[datetime]
    first: Mapped[int]
    last: Mapped[int] = mapped_column(index=True)
    leaves: Mapped[list[list[int | str]]] = mapped_column(JSON)  # [number, digest] a fact
    root: Mapped[str]
    chain: Mapped[str]


def merkle(digests: Sequence[str]) -> str:
    """The root over hexadecimal digests; an odd one at the end of a row moves up as it is.

    >>> merkle(["00" * 32]) == hashlib.sha256(bytes(1) + bytes(32)).hexdigest()
    True
    """
    row = [hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest() for digest in digests]
    while len(row) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        row = pairs + row[len(pairs) * 2 :]
    return row[0].hex()


def chained(before: str, first: int, last: int, root: str) -> str:
    return hashlib.sha256(f"{before}:{first}:{last}:{root}".encode()).hexdigest()


def seal(session: Session, now: datetime) -> bool:
    """Seal the oldest facts not sealed yet, at most a batch. False if there were none."""
    newest = session.scalar(select(Seal).order_by(Seal.id.desc()).limit(1))
    unsealed = select(FactRow).where(FactRow.id > (newest.last if newest else 0)).order_by(FactRow.id).limit(BATCH)
    rows = session.scalars(unsealed).all()
    if not rows:
        return False
    first, last = rows[0].id, rows[-1].id
    root = merkle([row.digest for row in rows])
    chain = chained(newest.chain if newest else START, first, last, root)
    leaves: list[list[int | str]] = [[row.id, row.digest] for row in rows]
    session.add(Seal(at=now, first=first, last=last, leaves=leaves, root=root, chain=chain))
    return True


def breaks(session: Session) -> Iterator[str]:
    """Each way in which the log is not what was sealed, oldest first; nothing if all is well."""
    chain, sealed = START, 0
    for one in session.scalars(select(Seal).order_by(Seal.id)).yield_per(16):
        digests = [str(digest) for _, digest in one.leaves]
        if merkle(digests) != one.root or chained(chain, one.first, one.last, one.root) != one.chain:
            yield f"Seal {one.id} over facts {one.first} to {one.last} was changed or a seal before it is missing."
        yield from _broken_lines(session, one, sealed)
        chain, sealed = one.chain, one.last
    for row in session.scalars(select(FactRow).where(FactRow.id > sealed).order_by(FactRow.id)).yield_per(BATCH):
        if row.digested() != row.digest:
            yield f"Fact {row.id} ({row.kind}) was changed before it was sealed."


def _broken_lines(session: Session, one: Seal, sealed: int) -> Iterator[str]:
    between = (FactRow.id > sealed) & (FactRow.id <= one.last)
    rows = {row.id: row for row in session.scalars(select(FactRow).where(between))}
    expected = {int(number): str(digest) for number, digest in one.leaves}
    for number in sorted(rows.keys() | expected.keys()):
        if number not in rows:
            yield f"Fact {number} was removed."
        elif number not in expected:
            yield f"Fact {number} ({rows[number].kind}) was slipped in after its time was sealed."
        elif rows[number].digested() != expected[number]:
            yield f"Fact {number} ({rows[number].kind}) was changed after it was sealed."


def standing(session: Session) -> tuple[int, str]:
    """How many facts there are, and the newest chain digest: keep it elsewhere to rule out that all was rewritten."""
    chain = session.scalar(select(Seal.chain).order_by(Seal.id.desc()).limit(1))
    return session.scalar(select(func.count()).select_from(FactRow)) or 0, chain or START
