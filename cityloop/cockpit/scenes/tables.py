from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class OwnScene(Numbered, Record):
    """A scene as the city wrote it; the newest of a name that was not withdrawn holds."""

    __tablename__ = "own_scene"

    name: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)
