"""Everything that has a name is called something, in every language."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from cityloop.app.scenarios import installed
from cityloop.rulebook import Rulebook, Scenario
from cityloop.rulebook.words import LANGUAGES
from tests.house import tree

HAN = re.compile(r"[\u4e00-\u9fff]")
RULEBOOK = Rulebook(installed())


def named(scenario: Scenario) -> Iterator[str]:
    """Every name a scenario brings to people's eyes."""
    yield scenario.name
    for things in (scenario.signals, scenario.duties, scenario.layers, scenario.folds):
        yield from (thing.name for thing in things)
    for fold in scenario.folds:
        yield from (f"{fold.name}.{parameter.name}" for parameter in fold.parameters)
    for playbook in (detector.playbook for detector in scenario.detectors):
        yield from (playbook.name, playbook.category.name, playbook.duty, playbook.verified_by)
        for step in playbook.steps:
            yield from (step.name, step.duty)
    yield from (indicator.gives.name for indicator in scenario.indicators)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", installed(), ids=lambda scenario: scenario.name)
def test_every_name_of_a_scenario_has_words(scenario: Scenario, language: str) -> None:
    words = RULEBOOK.words(language)
    assert sorted({name for name in named(scenario) if not words.get(name, "").strip()}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_duty_has_words(language: str) -> None:
    words = RULEBOOK.words(language)
    assert [duty for duty in RULEBOOK.duties if not words.get(duty, "").strip()] == []


def folders() -> list[str]:
    files = [PurePosixPath(file) for file in tree.under("cityloop", "scenarios", ends=(".toml",))]
    return sorted({str(file.parent) for file in files if file.parent.name == "words"})


@pytest.mark.parametrize("folder", folders())
def test_all_languages_have_words_for_the_same_names(folder: str) -> None:
    zh, en = (tomllib.loads(tree.text(f"{folder}/{language}.toml")) for language in ("zh", "en"))
    assert set(zh) ^ set(en) == set()
    assert [name for name, words in zh.items() if not HAN.search(words)] == []
    assert [name for name, words in en.items() if HAN.search(words)] == []
