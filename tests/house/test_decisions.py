"""Each decision has a number of its own, they have four headings, and stand in the index."""

import re

import pytest

from tests.house import tree

HEADINGS = ["Context", "Decision", "Consequences", "What would change it"]
RECORDS = [file for file in tree.under("docs/decisions", ends=(".md",)) if not file.endswith("README.md")]


def title(file: str) -> str:
    return tree.text(file).partition("\n")[0]


def number(file: str) -> int:
    found = re.fullmatch(r"docs/decisions/(\d{4})-[a-z-]+\.md", file)
    assert found, file
    return int(found[1])


def test_each_has_a_number_of_its_own() -> None:
    """Numbers are given out before the pages come in, so there may be a gap for a while."""
    assert len(RECORDS) >= 9
    assert len({number(file) for file in RECORDS}) == len(RECORDS)
    for file in RECORDS:
        assert title(file).startswith(f"# {number(file)}. ")


@pytest.mark.parametrize("file", RECORDS)
def test_each_is_short_and_has_the_four_headings(file: str) -> None:
    assert re.findall(r"^## (.*)$", tree.text(file), re.MULTILINE) == HEADINGS
    assert tree.text(file).count("\n") <= 60


def test_the_index_has_each_under_its_title() -> None:
    lines = re.findall(r"^\| (\d+) \| \[(.*)\]\((.*)\) \|", tree.text("docs/decisions/README.md"), re.MULTILINE)
    assert lines == [(str(number(file)), title(file).split(". ", 1)[1], file.rpartition("/")[2]) for file in RECORDS]
