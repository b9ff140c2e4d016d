from datetime import datetime

from sqlalchemy.orm import Mapped

from cityloop.kit.records import Numbered, Record


class Survey(Numbered, Record):
    """A state of the map, kept as files for good: the newest holds, older cases keep the codes of theirs."""

    __tablename__ = "survey"

    at: Mapped[datetime]
    by: Mapped[str]
    note: Mapped[str]
    areas: Mapped[str]  # name of the file with all areas
    locator: Mapped[str]  # name of the file that says which grid a point is in
