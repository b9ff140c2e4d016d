"""Each address of the API says where it belongs, what it does and how it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest

from cityloop.app.http import app_for
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.http import REFUSALS

ROOMS = {"people", "cockpit", "sense", "decide", "supervise", "review", "places", "services", "catalog"}
NAMES_SAY_IT = {  # what these do, their name and their models say in full
    "who_am_i", "log_out", "situation", "case_page", "take", "finish", "dispatch",
    "accept", "reject", "standings", "list_replays", "list_amendments",
}  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    city = open_city(Settings(home=tmp_path_factory.mktemp("city")), ())
    yield app_for(city).app.openapi()
    city.frames.close()
    city.engine.dispose()


def operations(api: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{verb} {path}", said) for path, verbs in api["paths"].items() for verb, said in verbs.items()]


def named(operation: dict[str, Any]) -> str:
    return str(operation["operationId"]).partition("_api_")[0]


def test_each_belongs_to_one_room(api: dict[str, Any]) -> None:
    assert len(operations(api)) > 20
    assert {address: said.get("tags") for address, said in operations(api) if len(set(said.get("tags", [])) & ROOMS) != 1} == {}


def test_each_has_a_sentence_or_a_name_that_is_one(api: dict[str, Any]) -> None:
    silent = {named(said): address for address, said in operations(api) if not said.get("description", "").strip()}
    assert {name: address for name, address in silent.items() if name not in NAMES_SAY_IT} == {}


def test_who_has_a_sentence_now_is_struck_off(api: dict[str, Any]) -> None:
    assert {name for _, said in operations(api) if (name := named(said)) in NAMES_SAY_IT and said.get("description")} == set()
    assert {named(said) for _, said in operations(api)} >= NAMES_SAY_IT


def test_each_says_how_it_refuses(api: dict[str, Any]) -> None:
    refusal = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    unsaid = {
        f"{address} {status}"
        for address, said in operations(api)
        for status in map(str, REFUSALS)
        if refusal not in said["responses"].get(status, {}).get("content", {}).values()
    }
    assert unsaid == set()


def test_no_two_have_one_name(api: dict[str, Any]) -> None:
    names = [named(said) for _, said in operations(api)]
    assert [name for name in set(names) if names.count(name) > 1] == []
