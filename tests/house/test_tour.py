"""The tour leads through the code that is there: its paths, its names and the lines it quotes."""

import re
from typing import NamedTuple

import pytest

from tests.house import tree

ROOMS = {"sense", "decide", "supervise", "review", "cockpit", "places", "people", "kit", "rulebook", "kernels", "app"}


class Stop(NamedTuple):
    number: int
    file: str
    names: tuple[str, ...]
    sentences: str
    quotes: tuple[str, ...]


def stops() -> list[Stop]:
    found = []
    for part in re.split(r"^### ", tree.text("TOUR.md"), flags=re.MULTILINE)[1:]:
        title, where, told = re.split(r"\n\n", part, maxsplit=2)
        file, *names = re.findall(r"`([^`]+)`", where)
        prose, *fences = re.split(r"```(?:python)?\n", re.split(r"^## ", told, flags=re.MULTILINE)[0])
        quotes = tuple(line.strip() for line in fences[0].splitlines() if line.strip()) if fences else ()
        found.append(Stop(int(title.partition(".")[0]), file, tuple(names), prose, quotes))
    return found


STOPS = stops()


def test_the_stops_are_counted() -> None:
    assert [stop.number for stop in STOPS] == list(range(1, len(STOPS) + 1))
    assert len(STOPS) >= 25


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: f"{stop.number} {stop.file}")
def test_each_stop_is_there(stop: Stop) -> None:
    assert stop.file in tree.files()
    assert stop.names, "a stop names what to look at"
    assert set(stop.names) <= tree.defined(stop.file)
    lines = {line.strip() for line in tree.text(stop.file).splitlines()}
    assert stop.quotes, "a stop quotes a line"
    assert [quote for quote in stop.quotes if quote not in lines] == []
    assert 1 <= len(re.findall(r"[.!?](?=\s)", stop.sentences)) <= 5


def test_every_room_of_the_loop_is_visited() -> None:
    assert {stop.file.split("/")[1] for stop in STOPS if stop.file.startswith("cityloop/")} == ROOMS
    assert any(stop.file.startswith("scenarios/") for stop in STOPS)


def test_the_stages_come_in_the_order_of_the_loop() -> None:
    first = [
        min(stop.number for stop in STOPS if f"cityloop/{room}/" in stop.file)
        for room in ("sense", "decide", "supervise", "review")
    ]
    assert first == sorted(first)
