from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class OutsideWarning(Numbered, Record):
    """A message from outside. `root` is the identifier of the first of its chain: what the alert is about."""

    __tablename__ = "outside_warning"
    __table_args__ = (UniqueConstraint("sender", "identifier"),)

    identifier: Mapped[str]
    sender: Mapped[str]
    sent: Mapped[datetime]
    root: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    level: Mapped[int]  # 4 red … 1 blue, 0 over
    event: Mapped[str]
    headline: Mapped[str]
    area: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    expires: Mapped[datetime | None] = mapped_column(index=True)
    received: Mapped[datetime]
    file: Mapped[str]  # the document as it came
