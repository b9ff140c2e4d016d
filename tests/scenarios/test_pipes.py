"""The leaks of a town's year: the folds keep their promises, and the call-outs are worth their price."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Readings, State, joined, merged, nothing
from scenarios.pipes import score as scoring
from scenarios.pipes.kept import network
from scenarios.pipes.leaks import leaks
from scenarios.pipes.network import Network
from scenarios.pipes.residual import residual

ASSETS = Path(scoring.__file__).parent / "assets"
DAY = 288
LEARNED = 7 * DAY
PARAMETERS = {
    "limit_day": 0.02,
    "limit_week": 0.01,
    "share": 0.045,
    "unexplained": 0.6,
    "near": 200.0,
    "hold_day": 8.0,
    "hold_week": 18.0,
    "least_flow": 0.4,
    "agree": 0.04,
    "settle_days": 21.0,
    "step": 125.0,
}
Step = Callable[[State, Readings], tuple[State, Any]]


class Town(NamedTuple):
    known: Network
    at: NDArray[np.int64]
    value: NDArray[np.float64]  # (rows, sensors)
    flow: dict[int, NDArray[np.float64]]  # of each leak, m3/h

    def readings(self, first: int, end: int) -> Readings:
        rows, sensors = self.value[first:end].shape
        subject = np.tile(np.arange(sensors, dtype=np.int32), rows)
        kind = np.searchsorted([self.known.boundary[0], self.known.boundary[-1]], subject, side="right")
        nowhere = np.full(subject.size, np.nan)
        at, value = np.repeat(self.at[first:end], sensors), self.value[first:end].ravel()
        return Readings(kind.astype(np.int32), subject, at, value, nowhere, nowhere)

    def twin(self) -> Step:
        rows = np.array([float(LEARNED)])
        return partial(residual, learn_rows=rows, nominal=self.known.nominal, boundary=self.known.boundary)

    def detector(self) -> Step:
        numbers: dict[str, Any] = {name: np.array([value]) for name, value in PARAMETERS.items()}
        known = self.known
        return partial(leaks, **numbers, flows=known.flows, signature=known.signature, distance=known.distance)


@pytest.fixture(scope="module")
def town() -> Town:
    known = network(ASSETS / "L-TOWN.inp", ASSETS / "ltown.npz")
    year = pq.read_table(ASSETS / "scada_2018.parquet")
    columns = {name.split("_", 1)[1]: name for name in year.column_names if not name.startswith("__")}
    value = np.column_stack([year[columns[str(sensor)]].to_numpy() for sensor in known.sensors]).astype(np.float64)
    at = year["__index_level_0__"].to_numpy().astype("datetime64[ms]").astype(np.int64)
    place = {str(pipe): spot for spot, pipe in enumerate(known.pipes)}
    with np.load(ASSETS / "leakflow_2018.npz") as stored:
        flow = {place[pipe]: stored[pipe].astype(np.float64) for pipe in stored}
    return Town(known, at, value, flow)


def through(steps: tuple[Step, Step], batches: Iterable[Readings]) -> Iterator[Findings]:
    states: list[State] = [{}, {}]
    for batch in batches:
        states[0], off = steps[0](states[0], batch)
        states[1], found = steps[1](states[1], off)
        yield found


def found(town: Town, batches: list[Readings]) -> Findings:
    return merged(joined(list(through((town.twin(), town.detector()), batches))))


def same(one: Findings, other: Findings) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in Findings._fields)


@pytest.fixture(scope="module")
def month(town: Town) -> Readings:
    return town.readings(0, 34 * DAY)


@pytest.fixture(scope="module")
def at_once(town: Town, month: Readings) -> Findings:
    return found(town, [month])


def test_the_first_month_has_findings_and_each_says_where_since_when_and_how_much(at_once: Findings) -> None:
    assert at_once.subject.size >= 2
    assert (at_once.began < at_once.ended).all()
    assert (at_once.peak > 0).all()


def cut_every(size: int) -> list[int]:
    return list(range(size, 34 * DAY * 37, size))


def cut_inside_a_row() -> list[int]:
    """Single readings for eleven rows, in the middle of the month, where the twin has learned."""
    return list(range(340_000, 340_400))


@pytest.mark.parametrize("cuts", [cut_every(5_000), cut_every(7 * DAY * 37 + 11), cut_inside_a_row()])
def test_batch_borders_change_nothing(town: Town, month: Readings, at_once: Findings, cuts: list[int]) -> None:
    parts = np.split(np.arange(month.at.size), cuts)
    assert same(found(town, [month.take(part) for part in parts]), at_once)


def test_the_order_within_a_batch_changes_nothing(town: Town, month: Readings, at_once: Findings) -> None:
    shuffled = np.random.default_rng(7).permutation(month.at.size)
    assert same(found(town, [month.take(shuffled)]), at_once)


def test_doubled_readings_change_nothing(town: Town, month: Readings, at_once: Findings) -> None:
    within = np.repeat(np.arange(month.at.size), 2)
    half = month.at.size // 2
    later = [np.arange(half), np.arange(half - 500, month.at.size), np.arange(half)]
    assert same(found(town, [month.take(within)]), at_once)
    assert same(found(town, [month.take(rows) for rows in later]), at_once)


def test_a_checkpoint_can_be_written_and_read_at_any_border(
    town: Town, month: Readings, at_once: Findings, tmp_path: Path
) -> None:
    states: list[State] = [{}, {}]
    parts = []
    for rows in np.array_split(np.arange(month.at.size), 9):
        states[0], off = town.twin()(states[0], month.take(rows))
        states[1], said = town.detector()(states[1], off)
        parts.append(said)
        for number, state in enumerate(states):
            np.savez(tmp_path / f"{number}.npz", allow_pickle=False, **state)
            with np.load(tmp_path / f"{number}.npz", allow_pickle=False) as stored:
                states[number] = {name: stored[name] for name in stored}
    assert same(merged(joined(parts)), at_once)


def test_nothing_in_gives_nothing_out(town: Town) -> None:
    empty = town.readings(0, 0)
    assert town.twin()({}, empty)[1].at.size == 0
    assert same(town.detector()({}, empty)[1], nothing())


def test_the_twin_says_nothing_until_it_has_learned_and_then_is_right_to_centimetres(town: Town) -> None:
    state, off = town.twin()({}, town.readings(0, LEARNED))
    assert off.at.size == 0
    _, off = town.twin()(state, town.readings(LEARNED, LEARNED + DAY))
    assert off.at.size == DAY * town.known.nominal.shape[1]
    assert np.abs(off.value).mean() < 0.01


def test_a_silent_sensor_and_a_lost_hour_do_not_stop_the_call(town: Town, month: Readings, at_once: Findings) -> None:
    lost = (month.subject == 7) & (month.at > town.at[10 * DAY]) & (month.at < town.at[11 * DAY])
    lost |= (month.at > town.at[9 * DAY]) & (month.at < town.at[9 * DAY + 12])
    first = found(town, [month.take(np.flatnonzero(~lost))])
    assert town.known.distance[first.subject[0], at_once.subject[0]] < scoring.REACH


def test_the_perfect_answer_is_worth_179_866_euro_and_no_answer_nothing(town: Town) -> None:
    perfect = [scoring.Callout(pipe, int(np.flatnonzero(flow > 0)[0])) for pipe, flow in town.flow.items()]
    best = scoring.score(perfect, list(town.flow), town.flow, town.known.distance)
    assert best.euro == pytest.approx(179_866, abs=1)
    assert (len(best.found), best.false) == (14, 0)
    assert scoring.score([], list(town.flow), town.flow, town.known.distance) == scoring.Score(0.0, {}, 0)


def test_a_trip_for_nothing_costs_500_and_a_second_trip_to_a_found_leak_nothing(town: Town) -> None:
    pipe = next(iter(town.flow))
    start = int(np.flatnonzero(town.flow[pipe] > 0)[0])
    calls = [scoring.Callout(pipe, start - 1), scoring.Callout(pipe, start), scoring.Callout(pipe, start + 9)]
    one = scoring.score(calls[1:2], list(town.flow), town.flow, town.known.distance)
    all_three = scoring.score(calls, list(town.flow), town.flow, town.known.distance)
    assert all_three.euro == pytest.approx(one.euro - 500)
    assert all_three.false == 1


def test_the_year_read_as_a_stream_is_worth_130_000_euro_with_at_most_3_trips_for_nothing(town: Town) -> None:
    steps = town.twin(), town.detector()
    batches = (town.readings(first, first + DAY) for first in range(0, town.at.size, DAY))
    known: set[tuple[int, int]] = set()
    calls = []
    for said in through(steps, batches):
        for pipe, began, ended in zip(said.subject, said.began, said.ended, strict=True):
            if (int(pipe), int(began)) not in known:
                known.add((int(pipe), int(began)))
                calls.append(scoring.Callout(int(pipe), int((ended - town.at[0]) // 300_000)))
    result = scoring.score(calls, list(town.flow), town.flow, town.known.distance)
    assert result.euro >= 130_000
    assert result.false <= 3


@pytest.mark.slow
def test_the_stored_network_is_what_the_model_says_today(town: Town, tmp_path: Path) -> None:
    pytest.importorskip("wntr", exc_type=ImportError)
    anew = network(ASSETS / "L-TOWN.inp", tmp_path / "anew.npz")
    for name in ("nominal", "signature", "distance", "week"):
        np.testing.assert_allclose(getattr(anew, name), getattr(town.known, name), rtol=1e-3, atol=1e-4)
