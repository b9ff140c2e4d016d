"""What every fold promises, tried on made-up readings: what must not matter changes nothing."""

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from cityloop.kernels.columns import Findings, Floats, Readings, State, joined, merged

Step = Callable[..., tuple[State, Findings]]

LON, LAT = 106.55, 29.56
DEGREE_M = 111_195.0
STEP_MS = 10_000


@st.composite
def readings(draw: st.DrawFn, subjects: int = 3, most: int = 60) -> Readings:
    """Readings in order of time, at most one a subject and moment; values 0..10, places on a small grid, some nan."""
    size = draw(st.integers(1, most))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    moment = np.sort(rng.choice(size * 2, size, replace=False))
    subject = rng.integers(0, draw(st.integers(1, subjects)), size).astype(np.int32)
    value = np.where(rng.random(size) < 0.1, np.nan, rng.integers(0, 11, size).astype(float))
    stay = np.repeat(rng.integers(0, 3, size), rng.integers(1, 6, size))[:size] * 100.0
    lon = LON + (stay + rng.normal(0.0, 8.0, size)) / DEGREE_M
    lat = np.where(rng.random(size) < 0.1, np.nan, LAT + rng.normal(0.0, 8.0, size) / DEGREE_M)
    return Readings(np.zeros(size, np.int32), subject, moment * STEP_MS, value, lon, lat)


def told(step: Step, parts: list[Readings], **values: float) -> Findings:
    """What a fold says of these batches in the end; each parameter is one value for all readings."""
    state: State = {}
    said = []
    for part in parts:
        columns: dict[str, Floats] = {name: np.full(part.at.size, value) for name, value in values.items()}
        state, found = step(state, part, **columns)
        stretches = list(zip(found.subject, found.began, strict=True))
        assert len(set(stretches)) == len(stretches), "a stretch was said twice in one batch"
        said.append(found)
    return merged(joined(said))


def keeps_its_promises(step: Step, rows: Readings, seed: int, **values: float) -> None:
    """Fails if anything that must not matter matters."""
    rng = np.random.default_rng(seed)
    size = rows.at.size
    whole = told(step, [rows], **values)
    same(whole, told(step, [rows.take(rng.permutation(size))], **values))
    same(whole, told(step, [rows.take(np.array([row])) for row in range(size)], **values))
    borders = np.sort(rng.integers(0, size + 1, 3))
    same(whole, told(step, [rows.take(part) for part in np.split(np.arange(size), borders)], **values))
    same(whole, told(step, [rows.take(rng.permutation(np.r_[0:size, 0:size]))], **values))
    same(whole, told(step, [rows, rows], **values))
    late = rows.take(rng.permutation(size))
    newest = {subject: rows.at[sounds(rows) & (rows.subject == subject)].max(initial=-1) for subject in rows.subject}
    before = np.array([newest[subject] for subject in late.subject]) - STEP_MS // 2
    late = late._replace(at=before, value=late.value + 5.0)
    same(whole, told(step, [rows, late], **values))
    unsaid = np.full(size, np.nan)
    silent = rows._replace(at=rows.at + 1, value=unsaid, lon=unsaid, lat=unsaid)
    both = Readings._make(np.concatenate([said, unsaid]) for said, unsaid in zip(rows, silent, strict=True))
    same(whole, told(step, [both], **values))
    nothing = rows.take(np.zeros(0, np.int64))
    assert told(step, [nothing], **values).subject.size == 0
    same(whole, told(step, [nothing, rows, nothing], **values))


def sounds(rows: Readings) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which readings say all there is to say."""
    return np.isfinite(rows.value + rows.lon + rows.lat)


def same(one: Findings, other: Findings) -> None:
    for name, left, right in zip(Findings._fields, one, other, strict=True):
        np.testing.assert_array_equal(left, right, err_msg=name)
