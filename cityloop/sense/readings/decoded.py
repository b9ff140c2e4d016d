"""What came, as columns: names still names, and how a row looked that is refused."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Longs
from cityloop.kernels.texts import Texts as Column
from cityloop.kernels.texts import texts


class Texts:
    """A column of names: one a row, or, where `place` says which row has which, each name once. Given as Python's texts or
    as bytes in a column; the other is made when it is asked for."""

    def __init__(
        self, names: list[str] | None = None, place: NDArray[np.int32] | None = None, column: Column | None = None
    ) -> None:
        self._names, self._column, self.place = names, column, place

    @property
    def names(self) -> list[str]:
        if self._names is None:
            column = self.column
            self._names = [column.of(row) for row in range(column.rows)]
        return self._names

    @property
    def column(self) -> Column:
        if self._column is None:
            self._column = texts(self._names or [])
        return self._column

    def of(self, row: int) -> str:
        return self.column.of(row if self.place is None else int(self.place[row]))


class Decoded(NamedTuple):
    """What a request says, names still names. `rows` are the places of these readings in the request, and `refused`
    those that could not be read at all, with why. `marks` are what `raw` is asked with for each reading and then for each
    of the refused: where they are given, whatever is refused is kept as it came."""

    batch: str
    signal: Texts
    subject: Texts
    at: Longs
    value: Floats
    lon: Floats
    lat: Floats
    rows: NDArray[np.int64]
    refused: list[tuple[int, str]]
    raw: Callable[[int], str] | None = None  # a row as it came, by its place, where it cannot be told from the columns
    marks: Longs | None = None

    def original(self, row: int) -> str:
        """A reading as it came."""
        return self.raw(int(self.rows[row] if self.marks is None else self.marks[row])) if self.raw else ""

    def original_refused(self, number: int) -> str:
        """One that could not be read, as it came."""
        place = self.refused[number][0] if self.marks is None else self.marks[self.at.size + number]
        return self.raw(int(place)) if self.raw else ""


def none_of(refused: list[tuple[int, str]], raw: Callable[[int], str]) -> Decoded:
    """No reading at all; `raw` is asked with the number of the refused."""
    none = np.zeros(0)
    whole = none.astype(np.int64)
    marks = np.arange(len(refused))
    return Decoded("", Texts([]), Texts([]), whole, none, none, none, whole, refused, raw, marks)
