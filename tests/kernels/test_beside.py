"""Pairs of places near each other: the same as every row looked at beside every other."""

import numpy as np
import pytest

from cityloop.kernels import beside


@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_those_of_every_row_beside_every_other(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    x, y, kind = rng.uniform(-400, 400, 300), rng.uniform(-400, 400, 300), rng.integers(0, 3, 300)
    x[:40], y[:40] = x[0], y[0]  # many at one place
    near = (np.hypot(x[:, None] - x, y[:, None] - y) <= 50) & (kind[:, None] == kind) & np.tri(300, k=-1, dtype=bool)
    wanted = {(int(row), int(other)) for row, other in np.argwhere(near)}
    for rows in (beside.ROWS, 7):
        monkeypatch.setattr(beside, "ROWS", rows)
        row, other = beside.pairs(x, y, kind, 50)
        assert len(row) == len(wanted) > 300
        assert {*zip(row.tolist(), other.tolist(), strict=True)} == wanted
        assert (np.diff(row) >= 0).all()


def test_nothing_is_beside_nothing() -> None:
    none = np.zeros(0)
    assert [found.size for found in beside.pairs(none, none, none.astype(np.int64), 50)] == [0, 0]
