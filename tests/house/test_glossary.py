"""The words of the glossary are the words of the code, and the words it bars are not in it."""

import re
from typing import NamedTuple

import pytest

from tests.house import tree

ALLOWED = {  # what is named by a barred word after all, and why
    ("Sensor", "cityloop/sense/things/tables.py"): "the instrument, as the SensorThings standard calls it; no signal",
    ("FeatureOfInterest", "cityloop/sense/things/tables.py"): "the standard's word for a place something is observed of",
    ("check", "cityloop/review/amendments/rules.py"): "tries an amendment against the rules; nobody looks at a site",
    ("check", "cityloop/sense/readings/sorting.py"): "sorts out what may come in; nobody looks at a site",
    ("check", "cityloop/sense/readings/door.py"): "the same, from the door",
    ("Message", "cityloop/kit/frames/segments.py"): "a message of an Arrow stream, as Arrow calls it; facts are no messages",
    ("Role", "cityloop/app/roles.py"): "what a process of the program does, as the architecture says; a person has duties",
}


class Word(NamedTuple):
    chinese: str
    code: str
    meaning: str
    never: tuple[str, ...]


def words() -> list[Word]:
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \| (.+?) \| (.+?) \|$", tree.text("docs/glossary.md"), re.MULTILINE)
    return [Word(chinese, code, meaning, tuple(re.findall(r"`(\w+)`", never))) for chinese, code, meaning, never in rows]


WORDS = words()
NEVER = {never for word in WORDS for never in word.never}
CODE = tree.under("cityloop")
CLASSES = {node.name for file in CODE for node in tree.classes(file)}


def parts(name: str) -> set[str]:
    """The words a class name is put together from.

    >>> sorted(parts("CaseDone"))
    ['case', 'done']
    """
    return {part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def test_there_is_a_word_for_each_stage() -> None:
    assert len(WORDS) > 30
    assert {"Signal", "Alert", "Case", "Verification", "Amendment", "Work"} <= {word.code for word in WORDS}
    assert len({word.code for word in WORDS}) == len(WORDS)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.code)
def test_what_a_word_is_called_in_code_is_there(word: Word) -> None:
    if word.code[0].isupper():
        assert word.code in CLASSES
    else:
        assert any(re.search(rf"\b{word.code}:", tree.text(file)) for file in CODE)
    assert word.never, "a word bars at least one other"


def test_barred_words_name_nothing() -> None:
    named = [
        f"{file}:{node.lineno} class {node.name}"
        for file in CODE
        for node in tree.classes(file)
        if parts(node.name) & NEVER and (node.name, file) not in ALLOWED
    ] + [
        f"{file}:{node.lineno} {node.name}()"
        for file in CODE
        for node in tree.functions(file)
        if node.name.strip("_") in NEVER and (node.name.strip("_"), file) not in ALLOWED
    ]
    assert named == []


def test_what_is_allowed_is_needed() -> None:
    for name, file in ALLOWED:
        assert parts(name) & NEVER
        assert name in {node.name.strip("_") for node in (*tree.functions(file), *tree.classes(file))}
