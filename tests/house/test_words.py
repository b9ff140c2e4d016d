"""Everything that has a name is called something, in every language."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import PurePosixPath
from typing import Any

import pytest

from cityloop.app.scenarios import installed
from cityloop.decide.cases.rules import Outcome
from cityloop.decide.tasks.rules import State as TaskState
from cityloop.kit.facts import Fact
from cityloop.rulebook import Rulebook, Scenario, Warning
from cityloop.rulebook.words import LANGUAGES
from tests.house import tree

HAN = re.compile(r"[\u4e00-\u9fff]")
SHOWN = {"case", "alert", "amendment"}  # what facts on the screens are about
OFF_SCREEN = (
    "cityloop/app/upgrading.py",
    "cityloop/app/backing.py",
    "cityloop/app/stores.py",
    "cityloop/sense/readings/",
    "cityloop/sense/things/",
    "cityloop/kit/frames/",
    "cityloop/places/areas/",
)  # met by devices and operators
SAYS_WHY = {"Refused", "Unreadable"}  # who raises these gives the sentence
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


def said_on_screen(language: str) -> dict[str, str]:
    """The web's words as `room.name`; plurals are one name."""
    said = json.loads(tree.text(f"web/src/words/{language}.json"))
    return {re.sub(r"_(one|other)$", "", name): words for name, words in flat(said)}


def flat(words: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, said in words.items():
        if isinstance(said, dict):
            yield from flat(said, f"{above}{name}.")
        else:
            yield above + name, said


def test_the_screen_has_the_same_words_in_all_languages() -> None:
    zh, en = (said_on_screen(language) for language in LANGUAGES)
    assert set(zh) ^ set(en) == set()
    assert [name for name, words in en.items() if HAN.search(words) and name != "shell.other_language"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_has_words_for_what_the_city_says_to_it(language: str) -> None:
    said = said_on_screen(language)
    told = {fact.__name__ for fact in Fact.__subclasses__() if fields(fact)[0].name in SHOWN}
    wanted = {
        *(f"fact.{kind}" for kind in told if f"fact.{kind}_accepted" not in said),
        *(f"outcome.{outcome}" for outcome in Outcome),
        *(f"level.{int(level)}" for level in Warning),
        *(f"task.{state}" for state in TaskState),
    }
    assert sorted(wanted - set(said)) == []


def test_a_refusal_met_on_a_page_has_words_in_chinese() -> None:
    """Its docstring is the English sentence. What only devices and operators meet stays as it is."""
    files = [file for file in tree.under("cityloop") if not file.startswith(OFF_SCREEN)]
    kinds = {"Refused"}
    classes = [node for file in files for node in tree.classes(file)]
    while found := {node.name for node in classes if {ast.unparse(base) for base in node.bases} & kinds} - kinds:
        kinds |= found
    said = said_on_screen("zh")
    assert sorted(kind for kind in kinds - SAYS_WHY if f"refusal.{kind}" not in said) == []
