from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Source(Numbered, Record):
    """A bringer of readings. Only the digest of its token is kept, and after a rotation that of the one before for a while."""

    __tablename__ = "source"

    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    since: Mapped[datetime]
    before: Mapped[str | None] = mapped_column(unique=True, default=None)
    before_until: Mapped[datetime | None] = mapped_column(default=None)
