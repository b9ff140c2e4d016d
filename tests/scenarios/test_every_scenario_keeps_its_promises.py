"""What every detector of every scenario promises, whoever wrote it. A scenario in the folder is a scenario on trial."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import scenarios
from cityloop.app.scenarios import installed
from cityloop.kernels.columns import Findings, Readings, State, nothing
from cityloop.rulebook import Detector, Indicator, Rulebook, Scenario
from cityloop.rulebook.words import LANGUAGES
from tests.kernels.promises import same
from tests.scenarios.examples import Example, finds, read_examples, stepped, told

TODAY = date(2026, 3, 2)
MILLION, WITHIN_S = 1_000_000, 10.0
MOST_PARTS = 200

DETECTORS = [(scenario, detector) for scenario in installed() for detector in scenario.detectors]
FOLDS = [(scenario, fold) for scenario in installed() for fold in scenario.folds]


def book(scenario: Scenario) -> Rulebook:
    """A rulebook with that scenario alone: it must hold without the others."""
    return Rulebook((scenario,))


def folder(scenario: Scenario) -> Path:
    return next(home / scenario.name for home in map(Path, scenarios.__path__) if (home / scenario.name).is_dir())


def examples(scenario: Scenario) -> list[Example]:
    detectors = {detector.name: detector for detector in scenario.detectors}
    files = sorted((folder(scenario) / "examples").glob("*.toml"))
    return [example for file in files for example in read_examples(file, detectors)]


EXAMPLES = [(scenario, example) for scenario in installed() for example in examples(scenario)]

of_detectors = pytest.mark.parametrize(("scenario", "detector"), DETECTORS, ids=[detector.name for _, detector in DETECTORS])
of_folds = pytest.mark.parametrize(("scenario", "fold"), FOLDS, ids=[fold.name for _, fold in FOLDS])
of_examples = pytest.mark.parametrize(("scenario", "example"), EXAMPLES, ids=[f"{e.detector}: {e.says}" for _, e in EXAMPLES])


def made_up(detector: Detector, rows: int, seed: int, subjects: int = 50) -> Readings:
    """Readings nobody ever made, of all signals, within what they can say; some say nothing, in the order of time."""
    rng = np.random.default_rng(seed)
    signal = rng.integers(0, len(detector.reads), rows).astype(np.int32)
    least, most = (
        np.array([np.clip(getattr(one, side), -1000.0, 1000.0) for one in detector.reads]) for side in ("least", "most")
    )
    value = rng.uniform(least[signal], most[signal])
    value[rng.random(rows) < 0.02] = np.nan
    subject = rng.integers(0, min(subjects, len(detector.subjects or range(subjects))), rows).astype(np.int32)
    at = 1_772_416_800_000 + np.arange(rows, dtype=np.int64) * 500
    return Readings(signal, subject, at, value, rng.normal(106.55, 0.001, rows), rng.normal(29.56, 0.001, rows))


def changed(rows: Readings, seed: int) -> dict[str, list[Readings]]:
    """The same readings brought in other ways, none of which may matter."""
    rng = np.random.default_rng(seed)
    size = rows.at.size
    silence = rows.take(np.zeros(0, np.int64))
    borders = np.sort(rng.integers(0, size + 1, 3))
    return {
        "again": [rows],
        "out of order": [rows.take(rng.permutation(size))],
        "one by one": [rows.take(part) for part in np.array_split(np.arange(size), min(size, MOST_PARTS))],
        "in other batches": [rows.take(part) for part in np.split(np.arange(size), borders)],
        "twice in a batch": [rows.take(rng.permutation(np.r_[0:size, 0:size]))],
        "twice": [rows, rows],
        "with silence around": [silence, rows, silence],
    }


def nothing_matters(say: Callable[[list[Readings]], Findings], rows: Readings, seed: int) -> Findings:
    whole = say([rows])
    for how, parts in changed(rows, seed).items():
        try:
            same(whole, say(parts))
        except AssertionError as difference:
            raise AssertionError(f"brought {how}, the readings say something else: {difference}") from None
    return whole


def well_formed(found: Findings, names: int | None) -> None:
    assert (found.began <= found.ended).all()
    assert np.isfinite(found.peak).all()
    assert (found.subject >= 0).all()
    assert names is None or (found.subject < names).all()


@of_examples
def test_every_example_holds(scenario: Scenario, example: Example) -> None:
    detector = book(scenario).detector(example.detector)
    found = told(scenario, detector, [example.readings], example.parameters)
    assert sorted(finds(example, found)) == sorted(example.finds)


@of_examples
def test_how_the_readings_of_an_example_are_brought_does_not_matter(scenario: Scenario, example: Example) -> None:
    detector = book(scenario).detector(example.detector)
    found = nothing_matters(lambda parts: told(scenario, detector, parts, example.parameters), example.readings, seed=1)
    well_formed(found, len(example.subjects))


@of_detectors
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_how_made_up_readings_are_brought_does_not_matter(scenario: Scenario, detector: Detector, seed: int) -> None:
    found = nothing_matters(lambda parts: told(scenario, detector, parts, {}), made_up(detector, 600, seed, subjects=5), seed)
    named = detector.finds or detector.subjects
    well_formed(found, len(named) if named else None)


@of_detectors
def test_where_nothing_is_said_nothing_is_found(scenario: Scenario, detector: Detector) -> None:
    silence = made_up(detector, 0, 1)
    assert told(scenario, detector, [silence], {}).subject.size == 0
    assert told(scenario, detector, [silence, silence], {}).began.dtype == np.int64


@of_detectors
def test_every_detector_has_an_example_that_finds_and_one_that_does_not(scenario: Scenario, detector: Detector) -> None:
    own = [example for example in examples(scenario) if example.detector == detector.name]
    assert any(example.finds for example in own), f"no example in scenarios/{scenario.name}/examples shows what it finds"
    assert any(not example.finds for example in own), f"no example in scenarios/{scenario.name}/examples shows what it lets pass"


@of_detectors
def test_every_detector_has_a_playbook_whose_duties_exist(scenario: Scenario, detector: Detector) -> None:
    playbook = detector.playbook
    assert playbook.steps
    assert playbook.finish_within.total_seconds() > 0
    assert detector.quiet.total_seconds() > 0
    wanted = {playbook.duty, playbook.verified_by, *(step.duty for step in playbook.steps)}
    assert wanted - set(book(scenario).duties) == set()


@of_detectors
def test_a_category_has_a_national_or_a_local_code(scenario: Scenario, detector: Detector) -> None:
    code = detector.playbook.category.code
    assert (code.isdigit() and len(code) == 5) or (code[:1].isalpha() and code[1:].isdigit())


@of_folds
def test_every_parameter_says_where_it_comes_from_and_stays_within_its_bounds(
    scenario: Scenario, fold: Detector | Indicator
) -> None:
    for parameter in fold.parameters:
        assert parameter.unit and parameter.least <= parameter.most
        assert parameter.least <= parameter.on(TODAY) <= parameter.most
        for dated in parameter.history:
            assert dated.source.strip(), f"{parameter.name} of {dated.since} has no source"
            assert parameter.least <= dated.value <= parameter.most, f"{parameter.name} of {dated.since} is out of bounds"


@of_folds
def test_every_name_has_words(scenario: Scenario, fold: Detector | Indicator) -> None:
    names = [fold.name, *(signal.name for signal in fold.reads), *(f"{fold.name}.{one.name}" for one in fold.parameters)]
    missing = [f"{name} ({language})" for language in LANGUAGES for name in names if name not in book(scenario).words(language)]
    assert missing == []


@of_folds
def test_a_name_begins_with_its_scenario(scenario: Scenario, fold: Detector | Indicator) -> None:
    assert fold.name.startswith(f"{scenario.name}.")
    assert all(signal.name.startswith(f"{scenario.name}.") for signal in fold.reads)


@pytest.mark.parametrize("scenario", installed(), ids=lambda scenario: scenario.name)
def test_every_scenario_says_what_it_cannot_see(scenario: Scenario) -> None:
    assert (folder(scenario) / "README.md").exists()
    assert "cannot see" in (folder(scenario) / "README.md").read_text(encoding="utf-8").lower()


@of_detectors
def test_a_million_readings_are_read_in_time(scenario: Scenario, detector: Detector) -> None:
    rows = made_up(detector, MILLION, 1, subjects=10_000)
    columns = book(scenario).columns(detector, rows.at, lambda: [""] * MILLION)
    few = rows.take(np.arange(100))
    stepped(detector, {}, few, {name: column[:100] for name, column in columns.items()})  # compiles
    began = time.perf_counter()
    stepped(detector, {}, rows, columns)
    assert time.perf_counter() - began < WITHIN_S


def counting(state: State, rows: Readings, **_: object) -> tuple[State, Findings]:
    """A fold that breaks its promises: it counts what it is given, in the order it comes."""
    size = np.asarray(state.get("size", np.zeros(1)), np.float64) + rows.at.size
    began, nowhere = np.zeros(1, np.int64), np.zeros(1)
    found = Findings(np.zeros(1, np.int32), began, began + 1, size, nowhere, nowhere)
    return {"size": size}, found if rows.at.size else nothing()


def test_a_fold_that_counts_doubles_is_caught() -> None:
    scenario, detector = DETECTORS[0]
    bad = replace(detector, step=counting, parameters=())
    with pytest.raises(AssertionError, match="brought twice"):
        nothing_matters(lambda parts: told(scenario, bad, parts, {}), made_up(detector, 50, 1), seed=1)
