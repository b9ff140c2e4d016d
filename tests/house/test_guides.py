"""What the documents say can be done can be done: commands, links, settings, and the examples as they stand."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main

import scenarios
from cityloop.app.cli import cli
from cityloop.app.settings import Settings
from cityloop.rulebook import Rulebook, Signal
from cityloop.sense.mqtt.door import Port
from cityloop.sense.readings import queries as readings
from cityloop.sense.signals.actions import declare
from tests.house import tree
from tests.scenarios import test_every_scenario_keeps_its_promises as promises
from tests.serving import address
from tests.town import Town

__all__ = ["address"]

DOCUMENTS = [file for file in tree.files() if file.endswith(".md") and not file.startswith(("web/", "tests/"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(file: str, kind: str) -> list[str]:
    return [content for said, content in FENCE.findall(tree.text(file)) if said == kind]


@pytest.mark.parametrize("file", DOCUMENTS)
def test_every_link_leads_somewhere(file: str) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", FENCE.sub("", tree.text(file)))
    here = (tree.ROOT / file).parent
    assert [link for link in links if "://" not in link and not (here / link).exists()] == []


@pytest.mark.parametrize("file", DOCUMENTS)
def test_every_path_that_is_named_is_there(file: str) -> None:
    named = re.findall(r"`((?:cityloop|scenarios|tests|docs|tools|web)/[\w./-]+)`", FENCE.sub("", tree.text(file)))
    gone = [path for path in named if not path.startswith("scenarios/noise/") and not (tree.ROOT / path).exists()]
    assert gone == []


def commands(file: str) -> list[list[str]]:
    spoken = [*fences(file, "sh"), *fences(file, ""), *re.findall(r"`(cityloop [^`]+)`", tree.text(file))]
    lines = [line.strip() for part in spoken for line in part.splitlines()]
    return [line.split()[1:] for line in lines if line.startswith("cityloop ")]


@pytest.mark.parametrize("file", DOCUMENTS)
def test_every_command_that_is_named_is_there(file: str) -> None:
    for words in commands(file):
        at: Any = typer.main.get_command(cli)
        while hasattr(at, "commands"):
            assert words and words[0] in at.commands, f"{file}: cityloop has no {words[:1]}"
            at = at.commands[words.pop(0)]
        options = {option for parameter in at.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([\w-]+):", tree.text("Makefile"), re.MULTILINE))
    for file in DOCUMENTS:
        assert set(re.findall(r"(?:^|`)make ([\w-]+)", tree.text(file), re.MULTILINE)) <= targets, file


def test_every_setting_stands_in_the_guide_and_no_other() -> None:
    said = set(re.findall(r"`(CITYLOOP_\w+)`", tree.text("docs/guides/operate.md")))
    assert said == {f"CITYLOOP_{field.name.upper()}" for field in fields(Settings)}


def test_the_scenario_of_the_guide_keeps_the_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = tree.text("docs/guides/add-a-scenario.md")
    for path, content in re.findall(r"^`scenarios/(noise/[\w./]+)`\n\n```\w+\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    monkeypatch.setattr(scenarios, "__path__", [*scenarios.__path__, str(tmp_path)])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    noise = import_module("scenarios.noise").scenario
    (detector,) = noise.detectors
    assert "noise" in {name for name in Rulebook((noise,)).words("zh")}
    for example in promises.examples(noise):
        promises.test_every_example_holds(noise, example)
        promises.test_how_the_readings_of_an_example_are_brought_does_not_matter(noise, example)
    promises.test_how_made_up_readings_are_brought_does_not_matter(noise, detector, 1)
    promises.test_where_nothing_is_said_nothing_is_found(noise, detector)
    promises.test_every_detector_has_an_example_that_finds_and_one_that_does_not(noise, detector)
    promises.test_every_detector_has_a_playbook_whose_duties_exist(noise, detector)
    promises.test_a_category_has_a_national_or_a_local_code(noise, detector)
    promises.test_every_parameter_says_where_it_comes_from_and_stays_within_its_bounds(noise, detector)
    promises.test_every_name_has_words(noise, detector)
    promises.test_a_name_begins_with_its_scenario(noise, detector)
    promises.test_every_scenario_says_what_it_cannot_see(noise)
    for name in [name for name in sys.modules if name.startswith("scenarios.noise")]:
        monkeypatch.delitem(sys.modules, name)


BRING = "docs/guides/bring-readings.md"


@pytest.mark.parametrize(
    ("command", "example", "stored"),
    [
        ("bash", fences(BRING, "bash")[0], 2),
        (sys.executable, fences(BRING, "python")[0], 3),
        (sys.executable, fences(BRING, "python")[1], 1000),
    ],
    ids=["curl", "columns", "arrow"],
)
def test_readings_are_brought_as_the_guide_says(town: Town, address: str, command: str, example: str, stored: int) -> None:
    if command == "bash" and not (shutil.which("bash") and shutil.which("curl")) and "CI" not in os.environ:
        pytest.skip("neither bash nor curl are here")
    environment = {"CITY": address, "TOKEN": town.token, "PATH": "/usr/bin:/bin"}
    for again in (False, True):
        run = subprocess.run([command, "-c", example], env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        answer = json.loads(run.stdout)
        assert answer["refused"] == 0, answer
        assert answer["stored"] + answer["late"] == (0 if again else stored)
        assert answer["doubled"] == (stored if again else 0)
    shown = json.loads(fences(BRING, "json")[0])
    assert shown.keys() == answer.keys()


def test_devices_bring_readings_by_mqtt_as_the_guide_says(town: Town) -> None:
    if not (shutil.which("bash") and shutil.which("mosquitto_pub")) and "CI" not in os.environ:
        pytest.skip("neither bash nor mosquitto_pub are here")
    (port,) = town.front.app.state.mqtt.listen([Port("127.0.0.1", 0)])
    town.front.app.state.mqtt.start()
    (example,) = fences(BRING, "mqtt")
    environment = {"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port), "TOKEN": town.token, "PATH": "/usr/bin:/bin"}
    for _ in range(2):
        run = subprocess.run(["bash", "-ec", example], env=environment, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr) == (0, "")
        assert town.city.frames.log.end == 3
    assert town.front.app.state.mqtt.health()["refused"] == 0


THINGS = "docs/guides/sensorthings.md"


@pytest.mark.parametrize(
    ("command", "example", "seen"),
    [("bash", fences(THINGS, "bash")[0], "168.2"), (sys.executable, fences(THINGS, "python")[0], "[32.0, 31.0]")],
    ids=["curl", "frost_sta_client"],
)
def test_things_are_spoken_of_as_the_guide_says(town: Town, address: str, command: str, example: str, seen: str) -> None:
    if command == "bash" and not (shutil.which("bash") and shutil.which("curl")) and "CI" not in os.environ:
        pytest.skip("neither bash nor curl are here")
    environment = {"CITY": address, "TOKEN": town.token, "PATH": "/usr/bin:/bin"}
    run = subprocess.run([command, "-c", example], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert seen in run.stdout


def test_a_source_is_connected_as_the_guide_says(town: Town, address: str) -> None:
    with town.city.work(by="founder") as work:
        declare(work, Signal(name="water.level", unit="m", expect_every=timedelta(minutes=1)))
    desk = town.hire("keeper", "operator", "50")
    (example,) = fences("docs/guides/connect-a-source.md", "python")
    stamp = str(int(town.clock().timestamp()))
    environment = {"CITY": address, "KEY": desk.key, "NOW": stamp, "PATH": "/usr/bin:/bin"}
    run = subprocess.run([sys.executable, "-c", example], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"stored": 1, "late": 0, "doubled": 0, "refused": 0, "reasons": []}
    with town.city.glance(by="test") as work:
        brought = readings.window(work, ["water.level"], town.clock() - timedelta(hours=1), town.clock(), "水位站 渝中 1")
    assert brought.value.tolist() == [2.5]


def test_a_rule_is_written_as_the_guide_says(town: Town, address: str) -> None:
    guide = "docs/guides/write-a-rule.md"
    environment = {"CITY": address, "KEY": town.desk("board").key, "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [sys.executable, "-c", fences(guide, "python")[0]], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == json.loads(fences(guide, "json")[0])
    assert town.desk("board").get("/api/drafts").json()[0]["live"] == 1
