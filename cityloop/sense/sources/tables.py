from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Source(Numbered, Record):
    """A bringer of readings. Only the digest of its token is kept."""

    __tablename__ = "source"

    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    since: Mapped[datetime]
