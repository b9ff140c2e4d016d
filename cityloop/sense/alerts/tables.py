from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record

REAL = text("open and not drill")


class Alert(Numbered, Record):
    """A stretch of time in which something needs a look. It grows while findings touch it.

    One is open for a detector and a subject, never two, however many say so at once; drills are apart from that.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open",
            "detector",
            "subject",
            unique=True,
            sqlite_where=REAL,
            postgresql_where=REAL,
        ),
        Index("ix_alert_subject_began", "detector", "subject", "began"),
        Index("ix_alert_open_ended", "detector", "ended", sqlite_where=text("open"), postgresql_where=text("open")),
    )

    detector: Mapped[str]
    subject: Mapped[str]
    area: Mapped[str] = mapped_column(index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    began: Mapped[datetime]
    ended: Mapped[datetime]
    raised: Mapped[datetime] = mapped_column(index=True)
    peak: Mapped[float]
    count: Mapped[int] = mapped_column(default=1)
    open: Mapped[bool] = mapped_column(default=True)
    network: Mapped[str] = mapped_column(default="")  # what the subject hangs on, if it is registered
    storm: Mapped[str] = mapped_column(default="")  # of the head of a storm: what its alerts have in common
    crowd: Mapped[int] = mapped_column(default=0, server_default="0")  # of the head: subjects kept as numbers that last
    head: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True, default=None)  # the storm it is part of
    mute: Mapped[int | None] = mapped_column(ForeignKey("mute.id"), index=True, default=None)  # why nobody was called
    drill: Mapped[bool] = mapped_column(default=False)  # raised by a person as an exercise; no reading touches it


class CrowdLine(Numbered, Record):
    """Subjects that joined a storm together, kept as numbers and not as alerts; or, without a head, subjects that left
    whichever storm they were in. Read one after the other, these lines say who is in which storm."""

    __tablename__ = "crowd_line"
    __table_args__ = (Index("ix_crowd_line_reader", "reader", "id"),)

    reader: Mapped[str]  # of the detector: a new version of it begins anew
    head: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    read_to: Mapped[int] = mapped_column(BigInteger)  # offset of the reading log: what was found before it is written
    packed: Mapped[bytes]  # numbers, and when each began or was heard again
