from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Record


class Whereabout(Record):
    """The last place a member said they were; earlier ones are not kept."""

    __tablename__ = "whereabout"

    login: Mapped[str] = mapped_column(primary_key=True)
    lon: Mapped[float]
    lat: Mapped[float]
    at: Mapped[datetime]
