"""Names and numbers: each name one number, for good, whoever asks at the same time."""

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cityloop.kernels.texts import texts
from tests.kit.logs import named

WORDS = some.text(some.characters(codec="utf-8", exclude_characters="\n"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(WORDS, max_size=30), max_size=6))
def test_names_are_numbered_as_a_dict_would(tmp_path_factory: pytest.TempPathFactory, groups: list[list[str]]) -> None:
    file, held = tmp_path_factory.mktemp("names") / "n", dict[str, int]()
    for group in groups:
        with named(file) as names:
            assert names.known_of(group) == [held.get(name) for name in group]
            for name in group:
                held.setdefault(name, len(held))
            assert names.numbers(group).tolist() == [held[name] for name in group]
            names.sync()
            assert names.all == list(held)


def test_thousands_of_names_stay_what_they_are_while_the_table_grows(tmp_path: Path) -> None:
    said = [f"装置-{number}" for number in range(30_000)]
    with named(tmp_path / "n") as names:
        for first in range(0, len(said), 700):
            names.numbers(said[first : first + 700])
        assert names.numbers(reversed(said)).tolist() == list(range(len(said)))[::-1]
        names.sync()
    with named(tmp_path / "n") as names:
        assert len(names) == len(said)
        assert [names[number] for number in (0, 699, 700, 29_999)] == [said[number] for number in (0, 699, 700, 29_999)]
        assert names.known("装置-30000") is None


def test_threads_that_bring_the_same_new_names_agree(tmp_path: Path) -> None:
    said = [f"n{number}" for number in range(5000)]
    numbered: list[list[int]] = []
    with named(tmp_path / "n") as names:

        def bring(turn: int) -> None:
            order = np.random.default_rng(turn).permutation(len(said))
            numbers = np.empty(len(said), np.int64)
            for first in range(0, len(said), 100):
                rows = order[first : first + 100]
                numbers[rows] = names.numbers([said[row] for row in rows])
            numbered.append(numbers.tolist())

        threads = [threading.Thread(target=bring, args=(turn,)) for turn in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(names) == len(said)
        assert numbered[0] == numbered[1] == numbered[2] == numbered[3]
        assert sorted(numbered[0]) == list(range(len(said)))


def test_a_column_gives_back_its_names() -> None:
    said = ["", "渝A", "b", "", "装置 7"]
    assert [texts(said).of(row) for row in range(len(said))] == said


def test_a_part_of_the_names_as_a_column_is_the_same_names(tmp_path: Path) -> None:
    said = ["渝A", "", "b", "nothing else", "c"]
    with named(tmp_path / "n") as names:
        names.numbers(said)
        assert names.part(0, 5).to_pylist() == said
        assert names.part(2, 4).to_pylist() == said[2:4]
        assert names.part(5, 5).to_pylist() == []
