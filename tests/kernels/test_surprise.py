import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import nab
from cityloop.kernels import surprise
from cityloop.kernels.columns import Readings
from tests.kernels.promises import keeps_its_promises, readings, told

QUICK = {"margin": 0.5, "learn": 8.0, "learn_s": 60.0, "rest": 4.0}


def said(values: list[float], every_s: int = 3600) -> Readings:
    size = len(values)
    none, nowhere = np.zeros(size, np.int32), np.full(size, np.nan)
    return Readings(none, none, np.arange(size) * every_s * 1000, np.array(values), nowhere, nowhere)


@settings(deadline=None)  # the first call compiles
@given(readings(), st.integers(0, 1000))
def test_it_keeps_the_promises_of_a_fold(rows: Readings, seed: int) -> None:
    keeps_its_promises(surprise.step, rows, seed, **QUICK)


def test_the_published_score_is_kept_and_calm_series_stay_calm() -> None:
    results = nab.results()
    calm = {name: one.alerts for name, one in results.items() if name.startswith(nab.CALM)}
    assert len(calm) == 5
    assert set(calm.values()) == {0}
    assert nab.score(list(results.values())) >= 68.0


def test_the_benchmark_gives_nothing_for_silence_and_all_for_each_window_at_its_beginning() -> None:
    windows = [(300, 399), (700, 799)]
    assert nab.score([nab.judged(1000, windows, [])]) == 0.0
    assert nab.score([nab.judged(1000, windows, [300, 350, 700])]) == 100.0
    late = nab.score([nab.judged(1000, windows, [399, 799])])
    assert 45.0 < late < 55.0
    assert nab.judged(1000, windows, [100]).false == 0
    assert nab.judged(1000, windows, [200]).raw == -2.0 - nab.FALSE_WEIGHT


def test_the_same_peak_at_an_hour_of_its_own_is_a_surprise() -> None:
    day = [5.0] * 8 + [50.0] * 4 + [5.0] * 12
    values = day * 20
    values[24 * 15 + 3] = 50.0
    began = told(surprise.step, [said(values)], **surprise.DEFAULTS).began // 3_600_000
    assert began[began > 24 * 9].tolist() == [24 * 15 + 3]


def test_what_is_far_out_more_often_than_ever_is_a_surprise_though_no_value_is_new() -> None:
    random = np.random.default_rng(1)
    values = random.normal(10.0, 0.1, 2000).tolist()
    for place in (*range(50, 1500, 40), *range(1500, 1560, 4)):
        values[place] = 20.0
    began = told(surprise.step, [said(values, 60)], **surprise.DEFAULTS).began // 60_000
    assert ((began >= 1500) & (began < 1570)).any()
