from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Routing(Numbered, Record):
    """A version of the routing book: its lines in their order with the probes they were tried on. Never written over."""

    __tablename__ = "routing"

    since: Mapped[date] = mapped_column(index=True)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    probes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
