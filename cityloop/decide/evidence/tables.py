from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Sending(Record):
    """What the sender of a picture said with it: where and when it was taken."""

    __tablename__ = "sending"

    name: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    said_at: Mapped[datetime | None]


class Evidence(Numbered, Record):
    """A picture as it was shown in a case. Its fingerprint is filed under four bands, by which its likes are found."""

    __tablename__ = "evidence"
    __table_args__ = (
        *(Index(f"ix_evidence_band{band}", f"band{band}", "fingerprint") for band in range(4)),
        Index("ix_evidence_case_turn", "case_id", "turn"),
    )

    name: Mapped[str] = mapped_column(index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    turn: Mapped[int]  # how often the work had been sent back; -1: it was shown when the matter was noticed
    by: Mapped[str]
    at: Mapped[datetime]
    taken: Mapped[datetime | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    away_m: Mapped[float | None]
    fingerprint: Mapped[int | None] = mapped_column(BigInteger)  # as a signed number
    band0: Mapped[int | None]
    band1: Mapped[int | None]
    band2: Mapped[int | None]
    band3: Mapped[int | None]
    flags: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default_factory=list)
