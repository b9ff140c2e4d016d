"""Codes for areas that come: never one that was used before, and of the same hundred as the area they come from."""

from collections.abc import Iterable

from cityloop.kit.errors import Refused
from cityloop.places.areas.levels import DIGITS

SERIES = 3  # digits an area adds to the code of the area around it
MOST = 10**SERIES - 1


class NoCodeLeft(Refused):
    """Every number of three digits below {parent} has been used; no further area can be made there."""


class Numbers:
    """Gives codes below an area; `used` are all codes that ever stood, wherever."""

    def __init__(self, used: Iterable[str]) -> None:
        self._used: dict[str, set[int]] = {}
        for code in used:
            self._note(code)

    def _note(self, code: str) -> None:
        if len(code) in DIGITS.values():
            self._used.setdefault(code[:-SERIES], set()).add(int(code[-SERIES:]))

    def below(self, parent: str, like: str = "") -> str:
        """A new code below `parent`; of the hundred that the last digits of `like` stand in, if there is room.

        >>> numbers = Numbers(["500103001001", "500103001007", "500103001201"])
        >>> numbers.below("500103001", like="500103001007"), numbers.below("500103001", like="500103001201")
        ('500103001008', '500103001202')
        """
        used = self._used.setdefault(parent, set())
        hundred = int(like[-SERIES:]) // 100 * 100 if like else 0
        room = range(max(1, hundred), MOST + 1 if not like else hundred + 100)
        highest = max((number for number in used if number in room), default=room.start - 1)
        free = [*range(highest + 1, room.stop), *range(1, MOST + 1)]
        number = next((number for number in free if number not in used), None)
        if number is None:
            raise NoCodeLeft(parent=parent)
        used.add(number)
        return f"{parent}{number:0{SERIES}}"
