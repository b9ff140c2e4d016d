from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.sense.reports.rules import Kind


class Report(Numbered, Record):
    """What somebody noticed, where and when, with pictures; `by` is who said it or took it down."""

    __tablename__ = "report"

    kind: Mapped[Kind]
    category_code: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    photos: Mapped[list[str]] = mapped_column(JSON)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    area: Mapped[str] = mapped_column(index=True)
    place: Mapped[str]
    urgent: Mapped[bool]
    on_the_spot: Mapped[bool]  # who reports it has settled it already
    by: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    drill: Mapped[bool] = mapped_column(default=False)
