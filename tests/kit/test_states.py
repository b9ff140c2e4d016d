"""States: what a fold remembers is copied for a moment and written beside it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cityloop.kit.frames.states import PAGE, States, copied


def test_a_copy_is_what_was_when_it_was_made_however_the_fold_goes_on(tmp_path: Path) -> None:
    states, column = States(tmp_path), np.arange(2 * PAGE)
    states.advance("fold", {"column": column}, 7)
    copy = states.copy("fold")
    assert copy
    column[:] = -1
    states.advance("fold", {"column": column}, 8)
    states.write(copy)
    assert states.saved("fold") == States(tmp_path).saved("fold") == 7
    state, offset = States(tmp_path).of("fold")
    assert offset == 7 and state["column"].tolist() == list(range(2 * PAGE))


def test_what_has_not_moved_since_its_checkpoint_is_not_copied(tmp_path: Path) -> None:
    states = States(tmp_path)
    states.advance("fold", {"column": np.zeros(3)}, 7)
    states.save("fold")
    assert states.copy("fold") is None


STAND = np.dtype([("began", "i8"), ("fixes", "f4"), ("lon", "f4")])


@pytest.mark.parametrize(
    "column",
    [
        np.zeros(0),
        np.array(3),
        np.array(["渝A", ""], "U9"),
        np.zeros(PAGE, STAND),
        np.arange(3 * PAGE + 5, dtype=np.int32),
        np.tile(np.r_[np.zeros(PAGE), 1.0], 3),
        np.full((7, PAGE), True),
        np.arange(2.0 * PAGE).reshape(2, PAGE).T,
    ],
)
def test_a_copied_column_is_the_same_and_its_own(column: np.ndarray[Any, Any]) -> None:
    made = copied(column)
    assert made.dtype == column.dtype and made.shape == column.shape
    assert np.array_equal(made, column) and not np.shares_memory(made, column)
