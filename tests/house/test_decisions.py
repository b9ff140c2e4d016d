"""Decisions are numbered without a gap, have four headings, and stand in the index."""

import re

import pytest

from tests.house import tree

HEADINGS = ["Context", "Decision", "Consequences", "What would change it"]
RECORDS = [file for file in tree.under("docs/decisions", ends=(".md",)) if not file.endswith("README.md")]


def title(file: str) -> str:
    return tree.text(file).partition("\n")[0]


def test_they_are_numbered_without_a_gap() -> None:
    assert len(RECORDS) >= 9
    for number, file in enumerate(RECORDS, start=1):
        assert re.fullmatch(rf"docs/decisions/{number:04d}-[a-z-]+\.md", file)
        assert title(file).startswith(f"# {number}. ")


@pytest.mark.parametrize("file", RECORDS)
def test_each_is_short_and_has_the_four_headings(file: str) -> None:
    assert re.findall(r"^## (.*)$", tree.text(file), re.MULTILINE) == HEADINGS
    assert tree.text(file).count("\n") <= 60


def test_the_index_has_each_under_its_title() -> None:
    lines = re.findall(r"^\| (\d+) \| \[(.*)\]\((.*)\) \|", tree.text("docs/decisions/README.md"), re.MULTILINE)
    assert lines == [
        (str(number), title(file).split(". ", 1)[1], file.rpartition("/")[2]) for number, file in enumerate(RECORDS, start=1)
    ]
