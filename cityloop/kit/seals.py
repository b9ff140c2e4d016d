"""Seals: proof that no fact was changed or removed.

Every so often the facts told since the last seal are sealed: their digests are the leaves of a Merkle tree (RFC 6962
style prefixes), and each seal's chain digest covers the seal before it. The leaves are kept, so that a broken line is
named and not only noticed. Someone who can rewrite every seal after the line can still lie; print the newest chain
digest (`cityloop verify` does) and keep it elsewhere to rule that out.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, func, select
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
        if not _holds(one, chain):
            yield f"Seal {one.id} over facts {one.first} to {one.last} was changed or a seal before it is missing."
        yield from _broken_lines(session, one, sealed)
        chain, sealed = one.chain, one.last
    for number, row in _lines(session, FactRow.id > sealed).items():
        if row is None or row.digested() != row.digest:
            yield f"Fact {number}{_kind(row)} was changed before it was sealed."


def _holds(one: Seal, chain: str) -> bool:
    try:
        root = merkle([str(digest) for _, digest in one.leaves])
    except (TypeError, ValueError, IndexError):  # the leaves are not even digests
        return False
    return root == one.root and chained(chain, one.first, one.last, root) == one.chain


def _lines(session: Session, chosen: ColumnElement[bool]) -> dict[int, FactRow | None]:
    """The facts by number; None for one that cannot even be read."""
    try:
        return {row.id: row for row in session.scalars(select(FactRow).where(chosen).order_by(FactRow.id))}
    except (TypeError, ValueError):
        numbers = session.scalars(select(FactRow.id).where(chosen).order_by(FactRow.id)).all()
        return {number: _line(session, number) for number in numbers}


def _line(session: Session, number: int) -> FactRow | None:
    try:
        return session.get(FactRow, number)
    except (TypeError, ValueError):
        return None


def _kind(row: FactRow | None) -> str:
    return f" ({row.kind})" if row else ""


def _broken_lines(session: Session, one: Seal, sealed: int) -> Iterator[str]:
    between = (FactRow.id > sealed) & (FactRow.id <= one.last)
    rows = _lines(session, between)
    expected: dict[Any, Any] = {leaf[0]: leaf[1] for leaf in one.leaves if isinstance(leaf, list) and len(leaf) == 2}
    for number in sorted(rows.keys() | expected.keys()):
        row = rows.get(number)
        if number not in rows:
            yield f"Fact {number} was removed."
        elif number not in expected:
            yield f"Fact {number}{_kind(row)} was slipped in after its time was sealed."
        elif row is None or {row.digest, row.digested()} != {expected[number]}:
            yield f"Fact {number}{_kind(row)} was changed after it was sealed."


def standing(session: Session) -> tuple[int, str]:
    """How many facts there are, and the newest chain digest: keep it elsewhere to rule out that all was rewritten."""
    chain = session.scalar(select(Seal.chain).order_by(Seal.id.desc()).limit(1))
    return session.scalar(select(func.count()).select_from(FactRow)) or 0, chain or START
