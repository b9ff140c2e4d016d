"""An example in a docstring is true."""

import doctest
from importlib import import_module

import pytest

from tests.house import tree

SHOWING = [file for file in tree.under("cityloop", "scenarios", "tests") if "\n    >>> " in tree.text(file)]


def test_docstrings_show_examples() -> None:
    assert len(SHOWING) > 10


@pytest.mark.parametrize("file", SHOWING)
def test_every_example_in_a_docstring_is_true(file: str) -> None:
    module = import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed
