from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class TallyRow(Numbered, Record):
    """How many rows of a source in an hour were sent, stored, late, doubled, or refused for one reason.

    What the reading log has counted since the cursor `ledger` comes on top.
    """

    __tablename__ = "tally"
    __table_args__ = (UniqueConstraint("hour", "source", "what"),)

    hour: Mapped[int]  # since 1970
    source: Mapped[str]
    what: Mapped[str]
    count: Mapped[int] = mapped_column(default=0)
