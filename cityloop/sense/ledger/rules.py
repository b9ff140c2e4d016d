"""What a cell of the ledger says, and when it balances. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR_S = 3600
REFUSED = "refused:"


@dataclass(frozen=True)
class Cell:
    """One source in one hour of arrival, in rows. `waiting` is what has come and is not on disk yet."""

    sent: int = 0
    stored: int = 0
    late: int = 0
    doubled: int = 0
    waiting: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Mapping[str, int], waiting: tuple[int, int] = (0, 0)) -> "Cell":
        """`counts` as the log keeps them; `waiting` how many rows were sent that wait, and how many do wait."""
        refused = {what.removeprefix(REFUSED): n for what, n in counts.items() if what.startswith(REFUSED) and n}
        stored, late, doubled = (counts.get(what, 0) for what in ("stored", "late", "doubled"))
        return cls(counts.get("sent", 0) + waiting[0], stored, late, doubled, waiting[1], refused)

    @property
    def missing(self) -> int:
        """Rows that were sent and that nobody can account for; below zero, rows from nowhere.

        >>> Cell(sent=5, stored=2, late=1, refused={"future": 1}).missing
        1
        """
        return self.sent - self.stored - self.late - self.doubled - self.waiting - sum(self.refused.values())
